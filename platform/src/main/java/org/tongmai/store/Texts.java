package org.tongmai.store;

import java.util.HashSet;
import java.util.List;

/**
 * Conditions on text and URIs.
 *
 * @see <a href="http://hl7.org/fhir/R4/search.html#string">FHIR R4 search: string</a>
 * @see <a href="http://hl7.org/fhir/R4/search.html#uri">FHIR R4 search: uri</a>
 */
final class Texts {

    private Texts() {}

    static Wanted string(SearchParameter parameter, Query.Criterion criterion) {
        List<String> values = criterion.values().stream().map(Query::unescape).toList();
        List<String> folded = values.stream().map(Values::fold).toList();
        String modifier = criterion.modifier();
        if (modifier == null) {
            return prefixed(
                    folded,
                    (node, type) ->
                            any(node, type, false, text -> folded.stream().anyMatch(text::startsWith)),
                    folded.stream().allMatch(value -> value.equals(IndexKeys.prefix(value))));
        }
        return switch (modifier) {
            case "exact" -> prefixed(folded, (node, type) -> any(node, type, true, values::contains), false);
            case "contains" ->
                Wanted.unindexed((node, type) ->
                        any(node, type, false, text -> folded.stream().anyMatch(text::contains)));
            default -> throw Condition.wrongModifier(parameter, criterion);
        };
    }

    private static boolean any(
            tools.jackson.databind.JsonNode node,
            String type,
            boolean exactly,
            java.util.function.Predicate<String> fits) {
        var found = new boolean[1];
        if (exactly) {
            Values.exactTexts(node, type, text -> found[0] |= fits.test(text));
        } else {
            Values.texts(node, type, text -> found[0] |= fits.test(text));
        }
        return found[0];
    }

    /** Narrowed by the longest beginning of each value that has keys; an empty value matches all and narrows nothing. */
    private static Wanted prefixed(List<String> folded, Wanted.Test test, boolean exact) {
        return new Wanted(
                test,
                path -> {
                    var keys = new HashSet<String>();
                    for (String value : folded) {
                        String prefix = IndexKeys.prefix(value);
                        if (prefix == null) {
                            return null;
                        }
                        keys.add("p|" + prefix);
                    }
                    return keys;
                },
                path -> exact);
    }

    static Wanted uri(SearchParameter parameter, Query.Criterion criterion) {
        List<String> values = criterion.values().stream().map(Query::unescape).toList();
        String modifier = criterion.modifier() == null ? "" : criterion.modifier();
        return switch (modifier) {
            case "" ->
                new Wanted(
                        (node, type) -> values.stream().anyMatch(value -> equal(node.asString(""), value, type)),
                        path -> {
                            if (path.reaches("canonical") && !values.stream().allMatch(value -> value.contains("|"))) {
                                return null;
                            }
                            var keys = new HashSet<String>();
                            values.forEach(value -> keys.add("u|" + value));
                            return keys;
                        },
                        path -> true);
            case "below" ->
                Wanted.unindexed((node, type) ->
                        values.stream().anyMatch(value -> node.asString("").startsWith(value)));
            case "above" ->
                Wanted.unindexed((node, type) -> values.stream().anyMatch(value -> above(node.asString(""), value)));
            default -> throw Condition.wrongModifier(parameter, criterion);
        };
    }

    /** A canonical URL without a version stands for all of them. */
    private static boolean equal(String found, String value, String type) {
        return found.equals(value) || type.equals("canonical") && !value.contains("|") && found.startsWith(value + "|");
    }

    /** True where {@code found} is {@code value} or leads to it, step by step of the path. */
    private static boolean above(String found, String value) {
        return !found.isEmpty()
                && value.startsWith(found)
                && (value.length() == found.length() || found.endsWith("/") || value.charAt(found.length()) == '/');
    }
}
