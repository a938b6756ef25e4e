package org.tongmai.access;

import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.kernel.Problem;
import org.tongmai.person.Parting;
import org.tongmai.person.Persons;

/**
 * Tells those who read one person's record for another's, once the two are parted: each parting is gone through once, in order, by
 * one node.
 */
final class Corrections {

    private static final int TOGETHER = 20;

    /** Those who have a page on which they are told; the steward tells the others. */
    private static final Set<Role> TOLD = EnumSet.of(Role.DOCTOR, Role.RESIDENT);

    private final CorrectionStore store;
    private final Persons persons;
    private final MisledReaders misled;
    private final TransactionOperations transaction;
    private final Clock clock;

    Corrections(
            CorrectionStore store,
            Persons persons,
            MisledReaders misled,
            TransactionOperations transaction,
            Clock clock) {
        this.store = store;
        this.persons = persons;
        this.misled = misled;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Goes through some of the partings that came since; true where there are more. */
    boolean more() {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            List<Parting> partings = store.readUpTo()
                    .map(last -> persons.partingsAfter(last, TOGETHER))
                    .orElse(List.of());
            partings.forEach(this::tell);
            if (!partings.isEmpty()) {
                store.read(partings.getLast().number());
            }
            return partings.size() == TOGETHER;
        }));
    }

    private void tell(Parting parting) {
        for (MisledReaders.Reader reader : misled.of(parting).readers()) {
            if (!TOLD.contains(reader.role())) {
                continue;
            }
            store.add(
                    reader.account(),
                    new Correction(
                            parting.number(),
                            parting.at(),
                            reader.looks(),
                            reader.first(),
                            reader.last(),
                            reader.compartments(),
                            opposite(parting, reader.compartments()),
                            null));
        }
    }

    /** Those with whom what was read stood together; both sides, of a reader who read both. */
    private static Set<Long> opposite(Parting parting, Set<Long> read) {
        Set<Long> from = new TreeSet<>();
        if (read.stream().anyMatch(parting.ones()::contains)) {
            from.addAll(parting.others());
        }
        if (read.stream().anyMatch(parting.others()::contains)) {
            from.addAll(parting.ones());
        }
        return from;
    }

    /** What an account is told, the newest first. */
    List<Correction> of(Caller caller, long below, int most) {
        return store.of(caller.account(), below, most);
    }

    /** How many it has not taken note of. */
    long waiting(Caller caller) {
        return store.waiting(caller.account());
    }

    /**
     * The reader takes note.
     *
     * @throws Problem {@code access.correction-unknown}
     */
    void see(Caller caller, long parting) {
        if (!store.see(caller.account(), parting, clock.instant())) {
            throw unknown();
        }
    }

    static Problem unknown() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "access.correction-unknown",
                "There is no such correction.",
                "Each account is told of what it read itself.",
                "Take the id from the list of corrections.");
    }
}
