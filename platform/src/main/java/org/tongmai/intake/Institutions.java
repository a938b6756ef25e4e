package org.tongmai.intake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.tongmai.kernel.UnifiedSocialCreditCode;
import org.tongmai.store.Fact;

/** Which institutions may send: those whose Organization is registered under their code. */
final class Institutions {

    /** So long an institution is believed to be registered; that it is not is never believed for longer than one message. */
    private static final Duration HOLDS = Duration.ofSeconds(5);

    private static final int KEPT_MAX = 100_000;

    private final Facts facts;
    private final Clock clock;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    private record Known(String reference, Instant until) {}

    Institutions(Facts facts, Clock clock) {
        this.facts = facts;
        this.clock = clock;
    }

    /** Reference to the Organization with that code; nothing where none is registered. */
    Optional<String> registered(String uscc) {
        Instant now = clock.instant();
        Known held = known.get(uscc);
        if (held != null && held.until().isAfter(now)) {
            return Optional.of(held.reference());
        }
        Optional<String> reference = UnifiedSocialCreditCode.find(uscc)
                .filter(code -> code.value().equals(uscc))
                .flatMap(code -> facts.find("Organization", UnifiedSocialCreditCode.SYSTEM, uscc))
                .map(Fact::reference);
        if (known.size() >= KEPT_MAX) {
            known.clear();
        }
        reference.ifPresent(found -> known.put(uscc, new Known(found, now.plus(HOLDS))));
        return reference;
    }
}
