package org.tongmai.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Conditions on codes.
 *
 * @see <a href="http://hl7.org/fhir/R4/search.html#token">FHIR R4 search: token</a>
 */
final class Tokens {

    private Tokens() {}

    /**
     * One alternative.
     *
     * @param system null for any system, empty for none
     * @param code empty for any code of the system
     */
    private record Asked(@Nullable String system, String code) {

        static Asked of(String value) {
            List<String> parts = Query.split(value, '|');
            String system = parts.size() > 1 ? Query.unescape(parts.getFirst()) : null;
            return new Asked(system, Query.unescape(parts.getLast()));
        }

        /** Codes of elements whose type has no place for a system have the one that the element implies. */
        boolean matches(Values.Token token, boolean systemless) {
            boolean sameSystem = system == null
                    || systemless
                    || (system.isEmpty() ? token.system() == null : system.equals(token.system()));
            return sameSystem && (code.isEmpty() ? system != null : code.equals(token.code()));
        }

        @Nullable
        String key(SearchPath path) {
            if (code.isEmpty()) {
                return null;
            }
            return exact(path) && system != null && !path.primitive() && !path.present()
                    ? "s|" + system + "|" + code
                    : "c|" + code;
        }

        boolean exact(SearchPath path) {
            if (code.isEmpty()) {
                return false;
            }
            boolean mixed = path.routes().stream().anyMatch(route -> Definitions.isPrimitive(route.type()));
            return system == null
                    || path.primitive()
                    || path.present()
                    || !system.isEmpty() && !mixed && !path.reaches("ContactPoint");
        }
    }

    static Wanted wanted(SearchParameter parameter, Query.Criterion criterion, Terms terms) {
        String modifier = criterion.modifier() == null ? "" : criterion.modifier();
        return switch (modifier) {
            case "", "not" -> codes(criterion.values().stream().map(Asked::of).toList());
            case "text" -> text(criterion.values());
            case "of-type" -> ofType(parameter, criterion.values());
            case "in", "not-in" ->
                codes(criterion.values().stream()
                        .flatMap(url -> terms.members(Query.unescape(url)).stream())
                        .map(term -> new Asked(term.system(), term.code()))
                        .toList());
            case "below", "above" -> {
                var asked = new ArrayList<Asked>();
                for (String value : criterion.values()) {
                    Asked one = Asked.of(value);
                    Set<Terms.Term> related = modifier.equals("below")
                            ? terms.below(one.system, one.code)
                            : terms.above(one.system, one.code);
                    related.forEach(term -> asked.add(new Asked(term.system(), term.code())));
                }
                yield codes(asked);
            }
            default -> throw Condition.wrongModifier(parameter, criterion);
        };
    }

    private static Wanted codes(List<Asked> asked) {
        return new Wanted(
                (node, type) -> matches(asked, node, type),
                path -> {
                    var keys = new HashSet<String>();
                    for (Asked one : asked) {
                        String key = one.key(path);
                        if (key == null) {
                            return null;
                        }
                        keys.add(key);
                    }
                    return keys;
                },
                path -> asked.stream().allMatch(one -> one.exact(path)));
    }

    private static boolean matches(List<Asked> asked, JsonNode node, String type) {
        boolean systemless = Definitions.isPrimitive(type);
        var found = new boolean[1];
        Values.tokens(node, type, token -> {
            for (Asked one : asked) {
                found[0] |= one.matches(token, systemless);
            }
        });
        return found[0];
    }

    /** {@code :text}: the words that stand beside the code begin so. */
    private static Wanted text(List<String> values) {
        List<String> folded =
                values.stream().map(Query::unescape).map(Values::fold).toList();
        return Wanted.unindexed((node, type) -> {
            var found = new boolean[1];
            Values.words(node, type, text -> found[0] |= folded.stream().anyMatch(Values.fold(text)::startsWith));
            return found[0];
        });
    }

    /** {@code identifier:of-type=system|code|value}. */
    private static Wanted ofType(SearchParameter parameter, List<String> values) {
        var asked = new ArrayList<List<String>>();
        for (String value : values) {
            List<String> parts =
                    Query.split(value, '|').stream().map(Query::unescape).toList();
            if (parts.size() != 3 || parts.get(1).isEmpty() || parts.get(2).isEmpty()) {
                throw Condition.unreadable(parameter, "system|code|value, the type of an identifier and its value");
            }
            asked.add(parts);
        }
        return new Wanted(
                (node, type) -> asked.stream().anyMatch(parts -> {
                    var typed = new Asked(parts.get(0).isEmpty() ? null : parts.get(0), parts.get(1));
                    return type.equals("Identifier")
                            && node.path("value").asString("").equals(parts.get(2))
                            && matches(List.of(typed), node.path("type"), "CodeableConcept");
                }),
                path -> {
                    var keys = new HashSet<String>();
                    asked.forEach(parts -> keys.add("c|" + parts.get(2)));
                    return keys;
                },
                path -> false);
    }
}
