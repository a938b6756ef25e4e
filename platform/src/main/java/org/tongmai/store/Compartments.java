package org.tongmai.store;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.tongmai.kernel.Problem;

/**
 * The compartments of FHIR R4: by which search parameters a resource of a type is in the compartment of a patient, an encounter, a
 * related person, a practitioner or a device.
 *
 * @see <a href="http://hl7.org/fhir/R4/compartmentdefinition.html">FHIR R4 CompartmentDefinition</a>
 */
public final class Compartments {

    /** The criterion of a compartment search; its modifier is the compartment's type, its values are ids. */
    public static final String CODE = "_compartment";

    private static final Map<String, Map<String, List<String>>> PARAMETERS = new TreeMap<>();

    static {
        Definitions.lines(
                "/fhir/r4/compartments.tsv",
                cells -> PARAMETERS
                        .computeIfAbsent(cells[0], c -> new TreeMap<>())
                        .put(cells[1], List.of(cells[2].split(" ", -1))));
    }

    private Compartments() {}

    /** The types that name a compartment. */
    public static Set<String> names() {
        return Set.copyOf(PARAMETERS.keySet());
    }

    /** The types that are in a compartment, in the order of the alphabet. */
    public static List<String> types(String compartment) {
        return List.copyOf(PARAMETERS.getOrDefault(compartment, Map.of()).keySet());
    }

    /** The reference parameters of which one leads to the compartment's resource; none where the type is not in it. */
    public static List<String> parameters(String compartment, String type) {
        return PARAMETERS.getOrDefault(compartment, Map.of()).getOrDefault(type, List.of());
    }

    /** The condition of a compartment search: any of the parameters refers to any of the ids. */
    static Condition condition(String type, Query.Criterion criterion, Terms terms) {
        String compartment = String.valueOf(criterion.modifier());
        List<String> parameters = parameters(compartment, type);
        if (parameters.isEmpty()) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "store.not-in-compartment",
                    type + " is not in the compartment of a " + compartment + ".",
                    "Which types are is said by http://hl7.org/fhir/R4/compartmentdefinition.html.",
                    "Search the type itself.");
        }
        List<String> references =
                criterion.values().stream().map(id -> compartment + "/" + id).toList();
        List<Condition> any = parameters.stream()
                .map(code -> Condition.of(type, new Query.Criterion(code, null, null, references), terms))
                .toList();
        var keys = new HashSet<Long>();
        any.forEach(condition -> condition.keys().stream().limit(1).forEach(keys::addAll));
        boolean keyed = any.stream().noneMatch(condition -> condition.keys().isEmpty());
        boolean exact = any.stream()
                .allMatch(condition -> condition.exact() && condition.keys().size() == 1);
        return new Condition(
                keyed ? List.of(keys) : List.of(),
                false,
                keyed && exact,
                (fact, resource) ->
                        any.stream().anyMatch(condition -> condition.test().of(fact, resource)),
                null);
    }

    /** The index keys of which a resource that refers to {@code compartment/id} has one, over all types of the compartment. */
    static Set<Long> keys(String compartment, String id) {
        var keys = new HashSet<Long>();
        for (String type : types(compartment)) {
            var criterion = new Query.Criterion(CODE, compartment, null, List.of(id));
            condition(type, criterion, Terms.NONE).keys().forEach(keys::addAll);
        }
        return keys;
    }
}
