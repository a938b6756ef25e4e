package org.tongmai.fhir.subscription;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Extraction;
import org.tongmai.store.Fact;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;

/**
 * A change that a subscription is told of.
 *
 * @param number within the subscription, from 1
 * @param version of the resource
 * @param at when the change was committed
 */
record Event(
        long number,
        long compartment,
        String type,
        String id,
        int version,
        Instant at,
        State state,
        int attempts,
        @Nullable String error) {

    enum State {
        PENDING,
        SENT,
        /** The owner may not see it any more. */
        WITHHELD,
        /** Refused by the receiver, or tried for too long. */
        DEAD
    }

    /** The versions of the events that a scope shows, in the order of the events. */
    static Map<Event, Fact> facts(Store store, List<Event> events, Scope scope) {
        Map<String, List<Event>> types = events.stream().collect(Collectors.groupingBy(Event::type));
        var found = new HashMap<String, Map<Extraction.Version, Fact>>();
        types.forEach((type, some) -> found.put(
                type,
                store.extraction().versions(type, some.stream().map(Event::fact).toList(), scope)));
        var out = new LinkedHashMap<Event, Fact>();
        for (Event event : events) {
            Fact fact = found.getOrDefault(event.type, Map.of()).get(event.fact());
            if (fact != null) {
                out.put(event, fact);
            }
        }
        return out;
    }

    private Extraction.Version fact() {
        return new Extraction.Version(id, version);
    }

    String reference() {
        return type + "/" + id;
    }
}
