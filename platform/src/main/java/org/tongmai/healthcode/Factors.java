package org.tongmai.healthcode;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tongmai.person.Identity;

/** The second factor (第二核验要素): what a resident tells at the window beside a print or a card. */
final class Factors {

    /** Wrong factors before a code is locked: four digits of a phone stand ten thousand to one. */
    static final int ROUND = 5;

    /** How long it is locked after the first round; after each further one twice as long. */
    static final Duration LOCK = Duration.ofHours(1);

    /** The longest lock is 128 hours. */
    static final int DOUBLINGS = 7;

    private final CodeStore store;
    private final Clock clock;

    Factors(CodeStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Empty where the factor is right. */
    Optional<Refusal> check(HealthCode code, @Nullable Identity identity, String factor) {
        if (!store.tryFactor(code, clock.instant())) {
            return Optional.of(Refusal.FACTOR_LOCKED);
        }
        if (identity == null || !identity.endsWith(factor)) {
            return Optional.of(Refusal.FACTOR_WRONG);
        }
        store.forgive(code);
        return Optional.empty();
    }
}
