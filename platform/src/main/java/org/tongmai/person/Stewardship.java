package org.tongmai.person;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stewards watch of the index. */
final class Stewardship {

    /** Duplicates and open pairs are counted anew after this time: it costs as much as there are. */
    private static final Duration COUNTED_EVERY = Duration.ofMinutes(10);

    private final QualityStore store;
    private final PartingStore partings;
    private final Clock clock;
    private @Nullable Counted counted;

    Stewardship(QualityStore store, PartingStore partings, Clock clock) {
        this.store = store;
        this.partings = partings;
        this.clock = clock;
    }

    private record Counted(Instant at, Map<String, Long> duplicates, Map<String, Long> open) {}

    synchronized IndexQuality quality() {
        Instant now = clock.instant();
        Counted last = counted;
        if (last == null || !last.at().plus(COUNTED_EVERY).isAfter(now)) {
            last = new Counted(now, store.duplicates(), store.waiting());
            counted = last;
        }
        return new IndexQuality(last.at(), store.quality(last.duplicates(), last.open()));
    }

    QualityStore store() {
        return store;
    }

    PartingStore partings() {
        return partings;
    }
}
