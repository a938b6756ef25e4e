package org.tongmai.emergency;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tongmai.access.Caller;
import org.tongmai.access.Looks;
import org.tongmai.access.Purpose;

/**
 * The trace of who saw people of an event by name: before they are shown, in the event for all of them, and in the trace of each who has
 * a record.
 */
final class Sight {

    private final PersonStore store;
    private final Ledger ledger;
    private final Looks looks;

    Sight(PersonStore store, Ledger ledger, Looks looks) {
        this.store = store;
        this.ledger = ledger;
        this.looks = looks;
    }

    /** What is shown. */
    enum Kind {
        /** One person with all that is known. */
        PERSON,
        /** Whom to look after on a day, with telephone numbers. */
        FOLLOW_UP,
        /** A masked table to take along. */
        EXPORT
    }

    /** @param purpose of a table that is taken along; else empty */
    void shown(Caller caller, long event, Kind kind, String purpose, List<Person> people) {
        if (people.isEmpty()) {
            return;
        }
        Map<Long, Map<String, Integer>> shown = new TreeMap<>();
        for (Person each : people) {
            Long compartment = each.compartment();
            if (compartment != null) {
                Map<String, Integer> counts = shown.computeIfAbsent(compartment, of -> new HashMap<>());
                counts.put("Patient", 1);
                counts.merge("Condition", 1, Integer::sum);
            }
        }
        if (!shown.isEmpty()) {
            looks.shown(caller, Purpose.PUBLIC_HEALTH, kind == Kind.EXPORT ? "export" : "read", shown);
        }
        store.looked(
                event,
                new PersonStore.Look(
                        0,
                        ledger.now(),
                        caller.account(),
                        caller.name(),
                        kind,
                        purpose,
                        people.stream().map(Person::number).toList()));
    }
}
