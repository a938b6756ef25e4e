package org.tongmai.person;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Fact;

/** What stewards watch of the index. */
final class Stewardship {

    /** Duplicates and open pairs are counted anew after this time: it costs as much as there are. */
    private static final Duration COUNTED_EVERY = Duration.ofMinutes(10);

    private final QualityStore store;
    private final Clock clock;
    private @Nullable Counted counted;

    Stewardship(QualityStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    private record Counted(Instant at, Map<String, Long> duplicates, Map<String, Long> open) {}

    /** Counts what changed; in the transaction that changes it. */
    void take(Collection<Identity> written, Collection<Long> removed, Map<Long, Fact> facts) {
        List<QualityStore.Mark> marks =
                written.stream().map(identity -> mark(identity, facts)).toList();
        Set<Long> changed = new TreeSet<>(removed);
        changed.addAll(written.stream().map(Identity::compartment).collect(Collectors.toSet()));
        if (!changed.isEmpty()) {
            store.mark(marks, changed);
        }
    }

    private static QualityStore.Mark mark(Identity identity, Map<Long, Fact> facts) {
        var registration = identity.registration();
        Fact fact = facts.get(identity.compartment());
        String institution = identity.institution();
        return new QualityStore.Mark(
                identity.compartment(),
                institution == null ? "" : institution,
                registration.numbers().isEmpty() && registration.documents().isEmpty(),
                registration.birthDate() == null,
                fact != null && PassedOver.in(fact.tree()).stream().anyMatch(PassedOver::stopgap));
    }

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
}
