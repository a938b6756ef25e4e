package org.tongmai.fhir;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.tongmai.store.Definitions;

/**
 * The codes of elements whose binding is required and whose value set is closed and small, such as the gender of a patient.
 *
 * @see <a href="http://hl7.org/fhir/R4/terminologies.html#required">FHIR R4 required bindings</a>
 */
final class RequiredCodes {

    /** By path of the parent, then by name. */
    private static final Map<String, Map<String, Set<String>>> ELEMENTS = read();

    private RequiredCodes() {}

    /** The codes that an element may have, in the order of the standard; empty where any code may stand. */
    static Set<String> of(String path, String name) {
        return ELEMENTS.getOrDefault(path, Map.of()).getOrDefault(name, Set.of());
    }

    private static Map<String, Map<String, Set<String>>> read() {
        Map<String, Set<String>> sets = new HashMap<>();
        Map<String, Map<String, Set<String>>> elements = new HashMap<>();
        Definitions.lines("/fhir/r4/required-codes.tsv", cells -> {
            if (cells[0].startsWith("=")) {
                sets.put(
                        cells[0].substring(1),
                        Collections.unmodifiableSet(new LinkedHashSet<>(Arrays.asList(cells[1].split(" ", -1)))));
            } else {
                elements.computeIfAbsent(cells[0], parent -> new HashMap<>())
                        .put(cells[1], Objects.requireNonNull(sets.get(cells[2])));
            }
        });
        return elements;
    }
}
