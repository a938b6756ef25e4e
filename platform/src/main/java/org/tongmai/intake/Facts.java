package org.tongmai.intake;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.tongmai.intake.hl7v2.Entry;
import org.tongmai.store.Fact;
import org.tongmai.store.Query;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;
import tools.jackson.databind.node.ObjectNode;

/** What is stored of the things that a message speaks of. */
final class Facts {

    private static final String IDENTIFIED = "?identifier=";

    private final Store store;

    Facts(Store store) {
        this.store = store;
    }

    /** The current state of what the entry would write. */
    Optional<ObjectNode> stored(Entry entry) {
        return named(name(entry));
    }

    /** What the entry would write, as FHIR refers to it: {@code Type/id}, or {@code Type?identifier=system|value}. */
    static String name(Entry entry) {
        return switch (entry.write()) {
            case BY_ID, UNLESS_KNOWN, IF_STORED ->
                entry.type() + "/" + entry.resource().path("id").asString();
            case BY_IDENTIFIER, UNLESS_PRESENT -> {
                var identifier = entry.resource().path("identifier").path(0);
                yield entry.type() + IDENTIFIED + identifier.path("system").asString() + "|"
                        + identifier.path("value").asString();
            }
        };
    }

    /** What is referred to, as it stands now; of {@code Type/id/_history/n} too. */
    Optional<ObjectNode> named(String name) {
        int by = name.indexOf(IDENTIFIED);
        if (by > 0) {
            String[] identifier = name.substring(by + IDENTIFIED.length()).split("[|]", 2);
            return find(name.substring(0, by), identifier[0], identifier[1]).map(Fact::tree);
        }
        String[] parts = name.split("/", 3);
        return parts.length < 2 ? Optional.empty() : read(parts[0], parts[1]).map(Fact::tree);
    }

    /** The resource with that id. */
    Optional<Fact> read(String type, String id) {
        return store.read(type, id, Scope.everything());
    }

    /** Those of the resources, each named as {@code Type/id}, that are there, by that name. */
    Map<String, ObjectNode> read(Collection<String> addresses) {
        Map<String, Set<String>> ids = new TreeMap<>();
        for (String address : addresses) {
            int slash = address.indexOf('/');
            if (slash > 0) {
                ids.computeIfAbsent(address.substring(0, slash), type -> new LinkedHashSet<>())
                        .add(address.substring(slash + 1));
            }
        }
        Map<String, ObjectNode> found = new HashMap<>();
        ids.forEach((type, some) -> store.extraction().current(type, some, Scope.everything()).stream()
                .filter(fact -> !fact.deleted())
                .forEach(fact -> found.put(fact.reference(), fact.tree())));
        return found;
    }

    /** The resource with that identifier. */
    Optional<Fact> find(String type, String system, String value) {
        Query query = Query.of(type).where("identifier", Query.identified(system, value));
        return store.search(query.count(1), Scope.everything()).facts().stream().findFirst();
    }

    /** What an institution sent of a type with one of these tokens, as they stand in a search; at most so many. */
    List<ObjectNode> sent(String type, String institution, String parameter, List<String> tokens, int most) {
        if (tokens.isEmpty()) {
            return List.of();
        }
        Query query = Query.of(type)
                .where(parameter, String.join(",", tokens))
                .count(most)
                .total(false);
        return store.search(query, new Scope.Sent(institution, Set.of())).facts().stream()
                .map(Fact::tree)
                .toList();
    }
}
