package org.tongmai.person;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.tongmai.kernel.Problem;

/** What stewards say about who is one person. */
final class Decisions {

    private static final int REASON_MOST = 500;

    private final IdentityStore identities;
    private final LinkStore links;
    private final PersonIndex index;
    private final IndexChange change;
    private final Clock clock;

    Decisions(IdentityStore identities, LinkStore links, PersonIndex index, IndexChange change, Clock clock) {
        this.identities = identities;
        this.links = links;
        this.index = index;
        this.change = change;
        this.clock = clock;
    }

    /**
     * A steward says that two source patients are one person. Earlier words between the two persons that said otherwise are
     * withdrawn; where that alone brings the two together again, everything is as it was before those words.
     *
     * @throws Problem {@code person.not-registered}, {@code person.same-source-patient}, {@code person.reason-missing}
     */
    void link(long a, long b, String steward, String reason) {
        demand(a, b, reason);
        change.make(() -> {
            Instant at = clock.instant();
            Set<Long> left = together(a);
            Set<Long> right = together(b);
            int withdrawn = links.withdraw(left, right, false, true, steward, at);
            if (withdrawn == 0 || !index.cluster(a).contains(b)) {
                links.withdraw(List.of(a), List.of(b), true, false, steward, at);
                links.addWord(a, b, true, steward, reason, at);
            }
            return index.relink(union(left, right), steward);
        });
    }

    /**
     * A steward says that a source patient is not of the person it stands with. Where only stewards' words held it there, they
     * are withdrawn and what was before comes back; else it stands apart from each of the others. Either way it is remembered
     * until a steward links it again.
     *
     * @throws Problem {@code person.not-registered}, {@code person.alone}, {@code person.reason-missing}
     */
    void unlink(long compartment, String steward, String reason) {
        demand(reason);
        Set<Long> members = together(compartment);
        if (members.size() < 2) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "person.alone",
                    "The registration stands alone.",
                    "Only a registration that stands with others can be parted from them.",
                    "Look at the person again: somebody may have parted it already.");
        }
        change.make(() -> {
            links.withdraw(List.of(compartment), members, true, true, steward, clock.instant());
            Set<Long> held = index.cluster(compartment);
            Set<Long> others = difference(members, held.containsAll(members) ? Set.of(compartment) : held);
            return part(compartment, others, members, steward, reason);
        });
    }

    /**
     * A steward says that two source patients are two persons; the pair is not asked about again.
     *
     * @throws Problem {@code person.not-registered}, {@code person.same-source-patient}, {@code person.reason-missing}
     */
    void differ(long a, long b, String steward, String reason) {
        demand(a, b, reason);
        if (together(a).contains(b)) {
            unlink(a, steward, reason);
        } else {
            change.make(() -> part(a, Set.of(b), Set.of(a, b), steward, reason));
        }
    }

    /**
     * A steward takes one word back: the two stand again as the model and the other words have it.
     *
     * @throws Problem {@code person.decision-over}
     */
    void undo(long place, String steward) {
        change.make(() -> {
            LinkStore.Pair pair =
                    links.withdraw(place, steward, clock.instant()).orElseThrow(Decisions::over);
            return index.relink(union(together(pair.a()), together(pair.b())), steward);
        });
    }

    private PersonsChanged part(long compartment, Set<Long> others, Set<Long> touched, String steward, String reason) {
        for (Long other : new TreeSet<>(others)) {
            links.addWord(compartment, other, false, steward, reason, clock.instant());
        }
        return index.relink(touched, steward);
    }

    /** All of the same person. */
    private Set<Long> together(long compartment) {
        return links.around(List.of(compartment));
    }

    private void demand(long a, long b, String reason) {
        demand(reason);
        if (a == b) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "person.same-source-patient",
                    "Both sides are the same registration.",
                    "A word is about two registrations.",
                    "Name two different patients.");
        }
        if (identities.known(List.of(a, b)).size() < 2) {
            throw Persons.unknown();
        }
    }

    private static void demand(String reason) {
        if (reason.isBlank() || reason.length() > REASON_MOST) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "person.reason-missing",
                    "A reason of 1 to " + REASON_MOST + " characters is missing.",
                    "A steward's word stands in the history of a person for good.",
                    "Say why.");
        }
    }

    private static Problem over() {
        return new Problem(
                Problem.Kind.CONFLICT,
                "person.decision-over",
                "There is no such decision in force.",
                "A decision is taken back once; a later decision about the same two takes it back too.",
                "Load the list again.");
    }

    private static Set<Long> union(Set<Long> left, Set<Long> right) {
        var union = new TreeSet<>(left);
        union.addAll(right);
        return union;
    }

    private static Set<Long> difference(Set<Long> whole, Set<Long> part) {
        var difference = new TreeSet<>(whole);
        difference.removeAll(part);
        return difference;
    }
}
