package org.tongmai.exchange;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tongmai.person.Identity;
import org.tongmai.person.Persons;
import tools.jackson.databind.JsonNode;

/**
 * How a person is recognised between provinces: by pseudonyms of documents and, since a number may be mistyped or borrowed, by a
 * keyed digest of name or birth date beside it. Neither leaves a province in plain.
 */
final class Recognised {

    private final Persons persons;
    private final PseudonymKey key;
    private final IndexFeed feed;

    Recognised(Persons persons, PseudonymKey key, IndexFeed feed) {
        this.persons = persons;
        this.key = key;
        this.feed = feed;
    }

    /** What another province needs to know a person of ours; empty pseudonyms where there is no document. */
    Map<String, Object> told(long compartment) {
        Set<String> pseudonyms = new TreeSet<>();
        Set<String> traits = new TreeSet<>();
        persons.identities(persons.of(compartment).compartments()).values().forEach(each -> {
            pseudonyms.addAll(key.pseudonyms(each));
            traits.addAll(traits(each));
        });
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("pseudonyms", pseudonyms);
        told.put("traits", traits);
        return told;
    }

    /**
     * Source patients here that are the person of whom another province speaks: with one of the documents, and the same name or
     * birth date. Where those are several persons, the one of whom more is the same; none where that leaves it open.
     */
    Set<Long> here(JsonNode told) {
        Set<String> traits = words(told.path("traits"));
        Map<Long, Long> agreeing = new TreeMap<>();
        persons.identities(feed.bearers(words(told.path("pseudonyms"))))
                .values()
                .forEach(each -> {
                    long same = traits(each).stream().filter(traits::contains).count();
                    if (same > 0) {
                        agreeing.put(each.compartment(), same);
                    }
                });
        long most = agreeing.values().stream().max(Long::compare).orElse(0L);
        Set<Long> found = new TreeSet<>(agreeing.keySet());
        found.removeIf(each -> !Long.valueOf(most).equals(agreeing.get(each)));
        Set<Set<Long>> different = Set.copyOf(persons.together(found).values());
        return different.size() > 1 ? Set.of() : found;
    }

    private List<String> traits(Identity identity) {
        Set<String> traits = new TreeSet<>();
        String name = identity.name().replaceAll("[\\s·•.]", "");
        if (!name.isEmpty()) {
            traits.add(key.trait("name", name));
        }
        identity.birthDate().ifPresent(date -> traits.add(key.trait("born", date.toString())));
        return List.copyOf(traits);
    }

    private static Set<String> words(JsonNode list) {
        Set<String> words = new TreeSet<>();
        list.forEach(each -> words.add(each.asString("")));
        return words;
    }
}
