package org.tongmai.store;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A search parameter of FHIR R4.
 *
 * @param type the resource type it searches
 * @param code its name in a query
 * @param targets types to which its references may point
 * @see <a href="http://hl7.org/fhir/R4/searchparameter-registry.html">FHIR R4 search parameter registry</a>
 */
public record SearchParameter(String type, String code, Kind kind, List<String> targets, List<SearchPath> paths) {

    /** How values compare. */
    public enum Kind {
        NUMBER,
        DATE,
        STRING,
        TOKEN,
        REFERENCE,
        COMPOSITE,
        QUANTITY,
        URI,
        SPECIAL;

        /** The word that a CapabilityStatement uses. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Row(String code, Kind kind, List<String> targets, List<String> expressions) {}

    private static final Map<String, Map<String, Row>> ROWS = new HashMap<>();
    private static final Map<String, Map<String, SearchParameter>> COMPILED = new ConcurrentHashMap<>();

    static {
        Definitions.lines("/fhir/r4/search-parameters.tsv", cells -> {
            var row = new Row(
                    cells[1],
                    Kind.valueOf(cells[2].toUpperCase(Locale.ROOT)),
                    cells[3].isEmpty() ? List.of() : List.of(cells[3].split(" ", -1)),
                    List.of(cells[4].split("\\|", -1)));
            ROWS.computeIfAbsent(cells[0], t -> new LinkedHashMap<>()).put(row.code, row);
        });
    }

    /** The parameter {@code code} of {@code type}, or null where FHIR R4 has none. */
    public static @Nullable SearchParameter of(String type, String code) {
        return all(type).get(code);
    }

    /** Every parameter of a type, those of all resources included, by code. */
    public static Map<String, SearchParameter> all(String type) {
        return COMPILED.computeIfAbsent(type, SearchParameter::compile);
    }

    private static Map<String, SearchParameter> compile(String type) {
        var out = new LinkedHashMap<String, SearchParameter>();
        Stream.of("Resource", "DomainResource", type)
                .flatMap(t -> ROWS.getOrDefault(t, Map.of()).values().stream())
                .forEach(row -> out.put(
                        row.code,
                        new SearchParameter(
                                type,
                                row.code,
                                row.kind,
                                row.targets,
                                row.expressions.stream()
                                        .map(e -> SearchPath.compile(type, e))
                                        .toList())));
        return Map.copyOf(out);
    }
}
