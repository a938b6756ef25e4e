package org.tongmai.emergency;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.tongmai.access.Caller;
import org.tongmai.kernel.Problem;

/** Who met whom in an event, and the chains in which it spread (传播链). */
public final class Chains {

    /** People and meetings of one graph. */
    static final int MOST = 20_000;

    private final MeetingStore store;
    private final PersonStore people;
    private final Ledger ledger;

    Chains(MeetingStore store, PersonStore people, Ledger ledger) {
        this.store = store;
        this.people = people;
        this.ledger = ledger;
    }

    /** All chains of an event; names nobody. */
    TransmissionTree tree(Caller caller, long event) {
        ledger.seen(caller, event, Standing.STAFF);
        return TransmissionTree.of(people.list(event, PersonFilter.all(), 0, MOST), store.of(event, MOST));
    }

    /** Whom somebody met. */
    List<Meeting> of(Caller caller, long event, int person) {
        ledger.seen(caller, event, Standing.STAFF);
        return store.ofPerson(event, person);
    }

    /**
     * Writes down that one met another, and whether the one is held to have infected the other; the same two again replaces it.
     *
     * @throws Problem {@code emergency.person-unknown}, {@code emergency.chain-circle}, {@code emergency.infected-by-another},
     *     {@code emergency.chain-of-cases}
     */
    public Meeting meet(Caller caller, long event, @Nullable Meeting told) {
        Refusals.require(told != null, "source");
        Meeting meeting = Objects.requireNonNull(told);
        Refusals.require(meeting.source() != meeting.target(), "target");
        Refusals.require(meeting.relation() != null, "relation");
        Refusals.require(meeting.exposure() != null, "exposure");
        try {
            return ledger.write(caller, event, Standing.STAFF, page -> {
                List<Person> both = people.these(event, List.of(meeting.source(), meeting.target()));
                if (both.size() < 2) {
                    throw People.unknown();
                }
                Refusals.require(meeting.lastOn() == null || People.past(meeting.lastOn(), page), "lastOn");
                if (meeting.infected()) {
                    check(event, meeting, both);
                }
                page.add(new Happening.Met(meeting.source(), meeting.target(), meeting.infected()));
                store.put(event, meeting);
                return meeting;
            });
        } catch (DuplicateKeyException another) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "emergency.infected-by-another",
                    "Somebody else is held to have infected this person.",
                    "Each case has one source in the chain.",
                    "Take that back first.");
        }
    }

    private void check(long event, Meeting meeting, List<Person> both) {
        if (!both.stream().allMatch(Person::isCase)) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "emergency.chain-of-cases",
                    "A chain leads from case to case.",
                    "One of the two is no case, or was discarded.",
                    "Classify the person first, or write the meeting down without an infection.");
        }
        Set<Integer> above = new HashSet<>(store.above(event, meeting.source()));
        if (above.contains(meeting.target())) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "emergency.chain-circle",
                    "The chain would be a circle.",
                    "The second is already held to be at the beginning of the first's infection.",
                    "Look at the chain and take back the link that is wrong.");
        }
    }
}
