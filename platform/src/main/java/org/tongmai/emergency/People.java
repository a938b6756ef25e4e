package org.tongmai.emergency;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Caller;
import org.tongmai.kernel.Problem;
import org.tongmai.surveillance.CardFields;
import org.tongmai.surveillance.Cases;

/**
 * The line list of an event (个案一览): cases from report cards or by hand, contacts, and contacts that became cases. Only CDC staff of the
 * event see them: those of the jurisdiction that commands it and those on duty.
 */
public final class People {

    /** Lines shown at once. */
    static final int LISTED = 500;

    /** Lines of a table to take along; one that is cut is taken for a whole one. */
    static final int EXPORTED = 20_000;

    /** People of an event. */
    static final int MOST = 50_000;

    private static final int CARDS_AT_ONCE = 200;
    private static final int TEXT_LONGEST = 200;
    static final LocalDate EARLIEST = LocalDate.of(1900, 1, 1);

    private final PersonStore store;
    private final Ledger ledger;
    private final Sight sight;
    private final Cases cases;

    People(PersonStore store, Ledger ledger, Sight sight, Cases cases) {
        this.store = store;
        this.ledger = ledger;
        this.sight = sight;
        this.cases = cases;
    }

    /** How many report cards became cases of the event, and how many were there already. */
    public record Linked(int added, int known) {}

    // -- asking

    /** A page of the list with how many there are in all. */
    record Page(int total, List<Person> people) {}

    /**
     * The list, as a page shows it: masked.
     *
     * @param at a moment of the past, to see who was known as what then; null for now. Where they live and were exposed is known of now
     *     only, and once personal data are disposed of all that is left is what the history has of numbers.
     */
    Page list(Caller caller, long event, PersonFilter filter, int beyond, @Nullable Instant at) {
        Disposal disposal = ledger.seen(caller, event, Standing.STAFF).disposal();
        boolean gone = disposal != null && disposal.done();
        if (at == null && !gone) {
            return new Page(store.count(event, filter), store.list(event, filter, beyond, LISTED));
        }
        Refusals.require(filter.place() == null && filter.exposedAt() == null, "at");
        Map<Integer, Counted> known = store.known(event, at == null ? ledger.now() : at);
        List<Integer> shown = known.entrySet().stream()
                .filter(each -> filter.shows(each.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        List<Integer> numbers =
                shown.stream().filter(each -> each > beyond).limit(LISTED).toList();
        return new Page(
                shown.size(),
                gone
                        ? numbers.stream()
                                .map(each -> nameless(each, Objects.requireNonNull(known.get(each))))
                                .toList()
                        : store.these(event, numbers).stream()
                                .map(each -> asThen(each, Objects.requireNonNull(known.get(each.number()))))
                                .toList());
    }

    /** Somebody of whom only the history is left. */
    private static Person nameless(int number, Counted known) {
        return new Person(
                number,
                0,
                null,
                null,
                Person.Particulars.NONE,
                "",
                null,
                null,
                known.followUntil(),
                known.classification(),
                known.onset(),
                known.ending(),
                null);
    }

    private static Person asThen(Person now, Counted then) {
        return new Person(
                now.number(),
                now.version(),
                now.card(),
                now.compartment(),
                now.who(),
                now.place(),
                then.wasContact() ? now.category() : null,
                now.lastExposure(),
                then.followUntil(),
                then.classification(),
                then.onset(),
                then.ending(),
                now.endedOn());
    }

    /** One person by name; it leaves its trace first. */
    Person person(Caller caller, long event, int number) {
        ledger.seen(caller, event, Standing.STAFF);
        Person person = store.find(event, number).orElseThrow(People::unknown);
        sight.shown(caller, event, Sight.Kind.PERSON, "", List.of(person));
        return person;
    }

    /**
     * All that a filter shows, to take along; it leaves its trace first.
     *
     * @throws Problem {@code emergency.table-too-long}
     */
    List<Person> taken(Caller caller, long event, PersonFilter filter, String purpose) {
        ledger.seen(caller, event, Standing.STAFF);
        List<Person> people = store.list(event, filter, 0, EXPORTED + 1);
        whole(people.size(), EXPORTED);
        sight.shown(caller, event, Sight.Kind.EXPORT, purpose, people);
        return people;
    }

    /** @throws Problem {@code emergency.table-too-long} */
    static void whole(int lines, int most) {
        if (lines > most) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "emergency.table-too-long",
                    "The table would have more than " + most + " lines.",
                    "A table that is cut is taken for a whole one.",
                    "Choose a filter that shows fewer, and take several tables along.");
        }
    }

    List<PersonStore.View> views(Caller caller, long event) {
        ledger.seen(caller, event, Standing.STAFF);
        return store.views(event);
    }

    // -- doing

    /** Writes somebody down by hand. */
    public int add(Caller caller, long event, Told told) {
        return ledger.write(caller, event, Standing.STAFF, page -> {
            Person person = told.person(store.next(event), page, null, null);
            Refusals.require(person.number() <= MOST, "name");
            put(page, null, person);
            return person.number();
        });
    }

    /**
     * Takes cases from report cards; one that is there already stays as it is. Each card that is read leaves its trace.
     *
     * @throws Problem {@code surveillance.case-unknown}, {@code emergency.card-of-another-disease}
     */
    public Linked link(Caller caller, long event, List<Long> cards) {
        Refusals.require(!cards.isEmpty() && cards.size() <= CARDS_AT_ONCE, "cards");
        Event seen = ledger.seen(caller, event, Standing.STAFF);
        Set<Long> wanted = new LinkedHashSet<>(cards);
        wanted.removeAll(store.cards(event, wanted));
        Map<Long, Cases.Reported> reported = new LinkedHashMap<>();
        for (Long card : wanted) {
            Cases.Reported each = cases.card(caller, card);
            if (!seen.what().isEmpty() && !each.family().equals(seen.what())) {
                throw new Problem(
                        Problem.Kind.UNPROCESSABLE,
                        "emergency.card-of-another-disease",
                        "The report card is of another disease than the event.",
                        "The line list has the cases of the event's disease.",
                        "Have the card corrected first, or choose another one.");
            }
            reported.put(card, each);
        }
        return ledger.write(caller, event, Standing.STAFF, page -> {
            reported.keySet().removeAll(store.cards(event, reported.keySet()));
            int number = store.next(event);
            Refusals.require(number + reported.size() <= MOST, "cards");
            // not in the order of the looks at the cards, which would tell later whose number is whose
            List<Map.Entry<Long, Cases.Reported>> shuffled = new ArrayList<>(reported.entrySet());
            Collections.shuffle(shuffled);
            for (Map.Entry<Long, Cases.Reported> each : shuffled) {
                put(page, null, from(each.getKey(), each.getValue(), number++, page));
            }
            return new Linked(reported.size(), cards.size() - reported.size());
        });
    }

    /**
     * Changes what is known of somebody, whole. A contact that gets a classification becomes a case and stays a contact.
     *
     * @throws Problem {@code emergency.person-unknown}, {@code emergency.person-changed}
     */
    void change(Caller caller, long event, int number, Told told) {
        ledger.write(caller, event, Standing.STAFF, page -> {
            Person before = store.find(event, number).orElseThrow(People::unknown);
            if (!Objects.equals(told.version(), before.version())) {
                throw new Problem(
                        Problem.Kind.CONFLICT,
                        "emergency.person-changed",
                        "Somebody else changed this person meanwhile.",
                        "What is written rests on what was seen.",
                        "Look at the person again.");
            }
            Person after = told.person(number, page, before.card(), before.compartment());
            Refusals.require(!before.wasContact() || after.wasContact(), "category");
            Refusals.require(before.classification() == null || after.classification() != null, "classification");
            put(page, before, after);
            return after;
        });
    }

    void save(Caller caller, long event, @Nullable String name, @Nullable String search) {
        String called = Refusals.told(name, "name");
        String filter = Refusals.said(search, "search");
        Refusals.require(called.length() <= TEXT_LONGEST, "name");
        Refusals.require(filter.length() <= TEXT_LONGEST && filter.matches("[A-Za-z0-9=&_-]*"), "search");
        ledger.write(caller, event, Standing.STAFF, page -> {
            writable(page);
            store.save(event, new PersonStore.View(called, filter), caller.account());
            return true;
        });
    }

    void drop(Caller caller, long event, String name) {
        ledger.write(caller, event, Standing.STAFF, page -> {
            store.drop(event, name);
            return true;
        });
    }

    // -- one person

    private void put(Ledger.Page page, @Nullable Person before, Person after) {
        page.add(new Happening.PersonSet(after.number(), before == null ? null : before.counted(), after.counted()));
        if (before == null) {
            store.insert(page.id(), after);
        } else {
            store.update(page.id(), after);
        }
    }

    private static Person from(long card, Cases.Reported reported, int number, Ledger.Page page) {
        CardFields fields = reported.fields();
        LocalDate death = fields.death().isEmpty() ? null : LocalDate.parse(fields.death());
        return new Person(
                number,
                page.event().version() + 1,
                card,
                reported.compartment(),
                new Person.Particulars(
                        fields.name(),
                        fields.number(),
                        fields.sex(),
                        fields.birthDate(),
                        fields.phone(),
                        fields.address(),
                        fields.workplace(),
                        fields.occupation()),
                reported.place(),
                null,
                null,
                null,
                Classification.valueOf(reported.certainty()),
                reported.onset(),
                death == null ? null : Ending.DIED,
                death);
    }

    /** Whether a day is today or before. */
    static boolean past(LocalDate day, Ledger.Page page) {
        return !day.isBefore(EARLIEST) && !day.isAfter(LocalDate.ofInstant(page.at(), Events.ZONE));
    }

    /** For what leaves no entry in the history. */
    static void writable(Ledger.Page page) {
        if (!page.event().status().open()) {
            throw Refusals.ended();
        }
    }

    static Problem unknown() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "emergency.person-unknown",
                "The event has nobody of this number.",
                "People are numbered from 1 in each event.",
                "Choose one from the list.");
    }
}
