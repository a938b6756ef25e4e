package org.tongmai.person;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tongmai.store.Fact;
import org.tongmai.store.Feed;

/** Stand-in until the person index is merged. */
public final class Persons {
    private final Map<String, Long> persons = new HashMap<>();
    private final Map<Long, Long> of = new HashMap<>();

    public Persons(Feed feed) {
        feed.register("stub.person", Set.of("Patient"), this::take);
    }

    private synchronized void take(List<Fact> facts) {
        for (Fact fact : facts) {
            for (var id : fact.tree().path("identifier")) {
                if (id.path("system").asString("").equals("urn:oid:2.16.156.10011.1.3")) {
                    of.put(
                            fact.key().compartment(),
                            persons.computeIfAbsent(id.path("value").asString(""), x -> (long) persons.size() + 1));
                }
            }
        }
    }

    public synchronized Optional<Long> of(long compartment) {
        return Optional.ofNullable(of.get(compartment));
    }

    public synchronized Set<Long> compartments(long person) {
        Set<Long> out = new HashSet<>();
        of.forEach((c, p) -> {
            if (p == person) {
                out.add(c);
            }
        });
        return out;
    }
}
