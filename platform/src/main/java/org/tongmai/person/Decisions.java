package org.tongmai.person;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.tongmai.kernel.Problem;

/** What stewards say about who is one person. */
final class Decisions {

    private static final int REASON_MOST = 500;

    private final IdentityStore identities;
    private final LinkStore links;
    private final WordStore words;
    private final PersonIndex index;
    private final IndexChange change;
    private final Clock clock;

    Decisions(
            IdentityStore identities,
            LinkStore links,
            WordStore words,
            PersonIndex index,
            IndexChange change,
            Clock clock) {
        this.identities = identities;
        this.links = links;
        this.words = words;
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
            Set<Long> left = together(a);
            Set<Long> right = together(b);
            Decision decision = decide(StewardDecision.Kind.LINK, List.of(a, b), steward, reason);
            int withdrawn = decision.take(left, right, false, true);
            if (withdrawn == 0 || !index.cluster(a).contains(b)) {
                decision.take(Set.of(a), Set.of(b), true, false);
                decision.say(a, b, true);
            }
            return index.relink(union(left, right), steward);
        });
    }

    /**
     * A steward says that a source patient is not of the person it stands with, whoever said that it is: it stands apart from each
     * of the others. That is remembered until a steward links it again. To take back a single decision there is {@link #undo}.
     *
     * @throws Problem {@code person.alone}, {@code person.reason-missing}
     */
    void unlink(long compartment, String steward, String reason) {
        demand(reason);
        change.make(() -> {
            Set<Long> members = together(compartment);
            if (members.size() < 2) {
                throw alone();
            }
            Set<Long> rest = difference(members, Set.of(compartment));
            List<Long> about =
                    Stream.concat(Stream.of(compartment), rest.stream()).toList();
            Decision decision = decide(StewardDecision.Kind.UNLINK, about, steward, reason);
            decision.take(Set.of(compartment), members, true, true);
            rest.forEach(other -> decision.say(compartment, other, false));
            return index.relink(members, steward);
        });
    }

    /**
     * A steward says that two source patients are two persons, and nothing about anybody else: who of the others stays with whom
     * follows from the words and judgements that are left, as {@link org.tongmai.person.match.Partition} has it. The pair is not
     * asked about again.
     *
     * @throws Problem {@code person.not-registered}, {@code person.same-source-patient}, {@code person.reason-missing}
     */
    void differ(long a, long b, String steward, String reason) {
        demand(a, b, reason);
        change.make(() -> {
            Set<Long> around = union(together(a), together(b));
            Decision decision = decide(StewardDecision.Kind.DIFFER, List.of(a, b), steward, reason);
            decision.take(Set.of(a), Set.of(b), true, true);
            decision.say(a, b, false);
            return index.relink(around, steward);
        });
    }

    /**
     * A steward undoes a decision as a whole: the words that it gave hold no longer, those that it took back hold again.
     *
     * @throws Problem {@code person.decision-over}, {@code person.reason-missing}
     */
    void undo(long number, String steward, String reason) {
        demand(reason);
        change.make(() -> {
            Set<Long> touched =
                    words.undo(number, steward, reason, clock.instant()).orElseThrow(Decisions::over);
            return index.relink(touched, steward);
        });
    }

    private Decision decide(StewardDecision.Kind kind, List<Long> about, String steward, String reason) {
        Instant at = clock.instant();
        return new Decision(words.decide(kind, about, steward, reason, at), steward, reason, at);
    }

    /** A decision whose words are being given. */
    private final class Decision {
        private final long number;
        private final String steward;
        private final String reason;
        private final Instant at;

        Decision(long number, String steward, String reason, Instant at) {
            this.number = number;
            this.steward = steward;
            this.reason = reason;
            this.at = at;
        }

        void say(long a, long b, boolean same) {
            words.say(number, new LinkStore.Pair(a, b), same, steward, reason, at);
        }

        /**
         * Takes back what was said between the two sides; returns how many words.
         *
         * @param institutions what institutions said too, or only what stewards said
         */
        int take(Set<Long> left, Set<Long> right, boolean same, boolean institutions) {
            return words.take(number, new WordStore.Sides(left, right), same, institutions, steward, at);
        }
    }

    /** All of the same person. */
    private Set<Long> together(long compartment) {
        return union(Set.of(compartment), links.around(List.of(compartment)).keySet());
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

    private static Problem alone() {
        return new Problem(
                Problem.Kind.CONFLICT,
                "person.alone",
                "The registration stands alone.",
                "Only a registration that stands with others can be parted from them.",
                "Look at the person again: somebody may have parted it already.");
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
