package org.tongmai.person.linkage;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Which given names are forms of one another (Thomas, Tom): {@code given-name-forms.txt}, a line for each name. */
final class GivenNames {

    private static final Map<String, Set<String>> FULL = load();

    private GivenNames() {}

    /** Whether the first words of two given names are forms of one name. */
    static boolean sameForm(String one, String other) {
        Set<String> names = FULL.get(first(one));
        return names != null && !Collections.disjoint(names, FULL.getOrDefault(first(other), Set.of()));
    }

    /** The full form of a short name, by which it meets its like; the name itself where it has none or several. */
    static String fullForm(String name) {
        String word = first(name);
        Set<String> names = FULL.getOrDefault(word, Set.of());
        return names.size() == 1 ? names.iterator().next() : word;
    }

    private static String first(String name) {
        int blank = name.indexOf(' ');
        return blank < 0 ? name : name.substring(0, blank);
    }

    private static Map<String, Set<String>> load() {
        var full = new HashMap<String, Set<String>>();
        try (var in = Objects.requireNonNull(GivenNames.class.getResourceAsStream("given-name-forms.txt"));
                var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line : reader.lines().toList()) {
                List<String> words = List.of(line.split(" "));
                words.forEach(word ->
                        full.computeIfAbsent(word, none -> new HashSet<>()).add(words.getFirst()));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return full;
    }
}
