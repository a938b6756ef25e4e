package org.tongmai.intake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.tongmai.access.HeldSystems;
import org.tongmai.kernel.UnifiedSocialCreditCode;
import org.tongmai.store.Fact;

/** Which institutions may send: those whose Organization is registered under their code. */
final class Admission {

    /** So long an institution is believed to be registered; that it is not is never believed for longer than one message. */
    private static final Duration HOLDS = Duration.ofSeconds(5);

    private static final Pattern FORM = Pattern.compile("[0-9A-Z]{18}");

    private static final int KEPT_MAX = 100_000;

    private final Facts facts;
    private final HeldSystems heldSystems;
    private final Clock clock;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    private record Known(String reference, Set<String> held, Instant until) {}

    Admission(Facts facts, HeldSystems heldSystems, Clock clock) {
        this.facts = facts;
        this.heldSystems = heldSystems;
        this.clock = clock;
    }

    /** Reference to the Organization with that code; nothing where none is registered. */
    Optional<String> registered(String uscc) {
        Instant now = clock.instant();
        Known held = known.get(uscc);
        if (held != null && held.until().isAfter(now)) {
            return Optional.of(held.reference());
        }
        Optional<String> reference = looksLikeOne(uscc)
                ? facts.find("Organization", UnifiedSocialCreditCode.SYSTEM, uscc)
                        .map(Fact::reference)
                : Optional.empty();
        if (known.size() >= KEPT_MAX) {
            known.clear();
        }
        reference.ifPresent(found -> known.put(uscc, new Known(found, heldSystems.of(uscc), now.plus(HOLDS))));
        return reference;
    }

    /** Whether a registered institution's system of that name is not live yet; believed for a few seconds. */
    boolean held(String uscc, String application) {
        Known held = known.get(uscc);
        return held == null
                ? heldSystems.of(uscc).contains(application)
                : held.held().contains(application);
    }

    /** Whether it may be a code at all; its check digit was looked at when the institution was registered. */
    static boolean looksLikeOne(String uscc) {
        return FORM.matcher(uscc).matches();
    }
}
