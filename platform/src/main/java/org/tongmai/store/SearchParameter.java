package org.tongmai.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A search parameter of FHIR R4.
 *
 * @param type the resource type it searches
 * @param code its name in a query
 * @param targets types to which its references may point
 * @param components of a composite, in the order of its values; else empty
 * @param keyed one that users defined and for which every row has keys
 * @see <a href="http://hl7.org/fhir/R4/searchparameter-registry.html">FHIR R4 search parameter registry</a>
 */
public record SearchParameter(
        String type,
        String code,
        Kind kind,
        List<String> targets,
        List<SearchPath> paths,
        List<Component> components,
        boolean keyed) {

    /** One of FHIR R4, or one whose values are compared by the bodies. */
    SearchParameter(
            String type,
            String code,
            Kind kind,
            List<String> targets,
            List<SearchPath> paths,
            List<Component> components) {
        this(type, code, kind, targets, paths, components, false);
    }

    /** True where rows have keys for the values of a path. */
    boolean indexes(SearchPath path) {
        return keyed || IndexKeys.indexes(type, path, kind);
    }

    /** The same where every row has keys for it. */
    SearchParameter withKeys() {
        return new SearchParameter(type, code, kind, targets, paths, components, true);
    }

    /**
     * One value of a composite.
     *
     * @param parameter its kind and targets, with paths from the composite's element
     * @param root true where the paths begin at the resource instead
     * @param whole for each path of the composite, the paths of this component from the resource
     */
    record Component(SearchParameter parameter, boolean root, List<SearchPath> whole) {}

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

    private record Row(String code, Kind kind, List<String> targets, List<String> expressions, String components) {}

    private static final Map<String, Map<String, Row>> ROWS = new HashMap<>();
    private static final Map<String, Map<String, SearchParameter>> COMPILED = new ConcurrentHashMap<>();

    static {
        Definitions.lines("/fhir/r4/search-parameters.tsv", cells -> {
            var row = new Row(
                    cells[1],
                    Kind.valueOf(cells[2].toUpperCase(Locale.ROOT)),
                    cells[3].isEmpty() ? List.of() : List.of(cells[3].split(" ", -1)),
                    List.of(cells[4].split("\\|", -1)),
                    cells[5]);
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

    /** The same without a limit to one type of target. */
    SearchParameter anyTarget() {
        return new SearchParameter(
                type,
                code,
                kind,
                targets,
                paths.stream()
                        .map(path -> new SearchPath(path.text(), null, path.present(), path.routes()))
                        .toList(),
                components,
                keyed);
    }

    private static Map<String, SearchParameter> compile(String type) {
        var out = new LinkedHashMap<String, SearchParameter>();
        Stream.of("Resource", "DomainResource", type)
                .flatMap(t -> ROWS.getOrDefault(t, Map.of()).values().stream())
                .forEach(row -> out.put(row.code, simple(type, row)));
        Stream.of(type)
                .flatMap(t -> ROWS.getOrDefault(t, Map.of()).values().stream())
                .filter(row -> row.kind == Kind.COMPOSITE)
                .forEach(row -> out.put(row.code, composite(out, row)));
        return Map.copyOf(out);
    }

    private static SearchParameter simple(String type, Row row) {
        return new SearchParameter(
                type,
                row.code,
                row.kind,
                row.targets,
                row.expressions.stream().map(e -> SearchPath.compile(type, e)).toList(),
                List.of());
    }

    /** R4 swaps the two definitions behind DocumentReference's {@code relationship}, so the element's type has the last word. */
    private static SearchParameter composite(Map<String, SearchParameter> all, Row row) {
        SearchParameter bare = Objects.requireNonNull(all.get(row.code));
        var components = new ArrayList<Component>();
        for (String part : row.components.split(";", -1)) {
            String name = part.substring(0, part.indexOf('='));
            String expression = part.substring(part.indexOf('=') + 1).strip();
            SearchParameter like = named(all, name);
            boolean root = expression.startsWith("%resource.");
            String relative = root ? expression.substring("%resource.".length()) : expression;
            var paths = new ArrayList<SearchPath>();
            var whole = new ArrayList<SearchPath>();
            for (String alternative : relative.split("\\|", -1)) {
                String step = alternative.strip();
                if (root) {
                    paths.add(SearchPath.compile(bare.type, step));
                    whole.add(SearchPath.compile(bare.type, step));
                } else {
                    bare.paths.forEach(from -> paths.add(SearchPath.compile(from.routes(), step)));
                    row.expressions.forEach(
                            e -> whole.add(SearchPath.compile(bare.type, e.equals("$this") ? step : e + "." + step)));
                }
            }
            boolean reference = paths.stream()
                    .flatMap(path -> path.routes().stream())
                    .allMatch(route -> route.type().equals("Reference"));
            components.add(new Component(
                    new SearchParameter(
                            bare.type,
                            row.code,
                            reference ? Kind.REFERENCE : like.kind == Kind.REFERENCE ? Kind.TOKEN : like.kind,
                            like.targets,
                            paths.stream().distinct().toList(),
                            List.of()),
                    root,
                    List.copyOf(whole)));
        }
        return new SearchParameter(bare.type, row.code, row.kind, row.targets, bare.paths, List.copyOf(components));
    }

    /** The parameter that a definition's id names: {@code Observation-value-quantity}, {@code clinical-code}. */
    private static SearchParameter named(Map<String, SearchParameter> all, String id) {
        for (int dash = id.indexOf('-'); dash >= 0; dash = id.indexOf('-', dash + 1)) {
            SearchParameter found = all.get(id.substring(dash + 1));
            if (found != null) {
                return found;
            }
        }
        throw new IllegalStateException("no search parameter behind " + id);
    }
}
