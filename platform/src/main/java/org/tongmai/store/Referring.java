package org.tongmai.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Conditions on what an element refers to.
 *
 * @see <a href="http://hl7.org/fhir/R4/search.html#reference">FHIR R4 search: reference</a>
 */
final class Referring {

    private Referring() {}

    static Wanted wanted(SearchParameter parameter, Query.Criterion criterion) {
        String modifier = criterion.modifier();
        if ("identifier".equals(modifier)) {
            return identifier(criterion);
        }
        if (modifier != null && !ResourceTypes.exists(modifier)) {
            throw Condition.wrongModifier(parameter, criterion);
        }
        List<String> values = criterion.values().stream().map(Query::unescape).toList();
        return new Wanted(
                (node, type) -> {
                    String found = literal(node);
                    if (found == null) {
                        return false;
                    }
                    String bare = Values.unversioned(found);
                    return values.stream().anyMatch(value -> matches(value, modifier, bare, type, parameter));
                },
                path -> {
                    if (canonical(path) && !values.stream().allMatch(value -> value.contains("|"))) {
                        return null;
                    }
                    var keys = new HashSet<String>();
                    for (String value : values) {
                        spelled(value, modifier, path, parameter).forEach(text -> keys.add("r|" + text));
                    }
                    return keys;
                },
                path -> !canonical(path) && values.stream().allMatch(value -> certain(value, path)));
    }

    /** Whether what is spelled like the value is of the type to which references of the path count. */
    private static boolean certain(String value, SearchPath path) {
        return path.target() == null
                || value.startsWith(path.target() + "/")
                || !value.contains("/") && !value.contains(":");
    }

    private static boolean canonical(SearchPath path) {
        return path.reaches("canonical") || path.reaches("uri");
    }

    private static boolean matches(
            String value, @Nullable String modifier, String found, String type, SearchParameter parameter) {
        if (type.equals("canonical") || type.equals("uri")) {
            return found.equals(value) || !value.contains("|") && found.startsWith(value + "|");
        }
        String asked = Values.unversioned(value);
        if (asked.contains("/") || asked.contains(":")) {
            return found.equals(asked) && (modifier == null || asked.startsWith(modifier + "/") || !literal(asked));
        }
        int slash = found.indexOf('/');
        return slash > 0
                && found.substring(slash + 1).equals(asked)
                && (modifier == null
                        ? points(parameter, found.substring(0, slash))
                        : found.substring(0, slash).equals(modifier));
    }

    /** Whether a bare id may stand for a resource of this type. */
    private static boolean points(SearchParameter parameter, String type) {
        return parameter.targets().isEmpty()
                ? ResourceTypes.exists(type)
                : parameter.targets().contains(type)
                        || parameter.paths().stream().anyMatch(path -> type.equals(path.target()));
    }

    private static boolean literal(String reference) {
        int slash = reference.indexOf('/');
        return slash > 0 && ResourceTypes.exists(reference.substring(0, slash));
    }

    /** The literal references that a value may stand for. */
    private static List<String> spelled(
            String value, @Nullable String modifier, SearchPath path, SearchParameter parameter) {
        String bare = Values.unversioned(value);
        if (bare.contains("/") || bare.contains(":")) {
            boolean fits = (path.target() == null || bare.startsWith(path.target() + "/"))
                    && (modifier == null || bare.startsWith(modifier + "/"));
            return fits || !literal(bare) ? List.of(bare) : List.of();
        }
        if (modifier != null) {
            return path.target() == null || path.target().equals(modifier) ? List.of(modifier + "/" + bare) : List.of();
        }
        if (path.target() != null) {
            return List.of(path.target() + "/" + bare);
        }
        var out = new ArrayList<String>();
        for (String target : parameter.targets().isEmpty() ? ResourceTypes.names() : parameter.targets()) {
            out.add(target + "/" + bare);
        }
        return out;
    }

    /** The reference or canonical URL as written; null where there is none. */
    static @Nullable String literal(JsonNode node) {
        JsonNode literal = node.isObject() ? node.get("reference") : node;
        return literal != null && literal.isString() ? literal.asString() : null;
    }

    /** {@code :identifier}: the identifier beside or in place of the literal reference. */
    private static Wanted identifier(Query.Criterion criterion) {
        List<List<String>> asked = criterion.values().stream()
                .map(value ->
                        Query.split(value, '|').stream().map(Query::unescape).toList())
                .toList();
        boolean whole = asked.stream()
                .allMatch(parts -> parts.size() == 2
                        && !parts.getFirst().isEmpty()
                        && !parts.getLast().isEmpty());
        return new Wanted(
                (node, type) -> {
                    JsonNode identifier = node.path("identifier");
                    String system = identifier.path("system").asString("");
                    String value = identifier.path("value").asString("");
                    return identifier.isObject()
                            && asked.stream()
                                    .anyMatch(parts -> (parts.size() < 2
                                                    || parts.getFirst().equals(system))
                                            && (parts.getLast().isEmpty()
                                                    ? parts.size() > 1
                                                    : parts.getLast().equals(value)));
                },
                path -> {
                    if (!whole) {
                        return null;
                    }
                    var keys = new HashSet<String>();
                    asked.forEach(parts -> keys.add("i|" + parts.getFirst() + "|" + parts.getLast()));
                    return keys;
                },
                path -> path.target() == null);
    }
}
