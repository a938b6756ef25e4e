package org.tongmai.store;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A criterion made ready: keys of which a match has at least one, and a test of the body where keys alone do not decide.
 *
 * @param anyOf keys, or null where every row must be looked at
 * @param negated the row must have none of the keys
 * @param exact the keys decide; the body need not be read
 */
record Condition(@Nullable Set<Long> anyOf, boolean negated, boolean exact, BiPredicate<Fact, ObjectNode> test) {

    private static final Set<String> REFERENCE_MODIFIERS = Set.of("identifier", "missing");

    static Condition of(String type, Query.Criterion criterion) {
        SearchParameter parameter = SearchParameter.of(type, criterion.code());
        if (parameter == null) {
            throw unknownParameter(type, criterion.code());
        }
        String modifier = criterion.modifier();
        if ("missing".equals(modifier)) {
            boolean missing = criterion.values().getFirst().equals("true");
            return body((fact, resource) -> missing != has(parameter, resource));
        }
        return switch (parameter.kind()) {
            case TOKEN -> token(parameter, criterion);
            case REFERENCE -> reference(parameter, criterion);
            case STRING -> string(parameter, criterion);
            case URI -> uri(parameter, criterion);
            case DATE -> date(parameter, criterion);
            case NUMBER, QUANTITY -> amount(parameter, criterion);
            case COMPOSITE, SPECIAL ->
                throw unsupported(type, criterion.code(), "Parameters of this kind are not searchable yet.");
        };
    }

    static Problem unknownParameter(String type, String code) {
        return new Problem(
                Problem.Kind.INVALID,
                "store.unknown-parameter",
                type + " has no search parameter '" + code + "'.",
                "The parameters are those of FHIR R4; an unknown one would silently widen the result.",
                "See CapabilityStatement.rest.resource.searchParam at /fhir/metadata.");
    }

    private static Problem unsupported(String type, String what, String why) {
        return new Problem(
                Problem.Kind.INVALID,
                "store.search-unsupported",
                "'" + what + "' cannot be searched on " + type + ".",
                why,
                "Leave it out and filter the result, or use another parameter.");
    }

    private static Condition body(BiPredicate<Fact, ObjectNode> test) {
        return new Condition(null, false, false, test);
    }

    private static Condition keys(Set<Long> keys, boolean exact, BiPredicate<Fact, ObjectNode> test) {
        return new Condition(keys, false, exact, test);
    }

    private static boolean has(SearchParameter parameter, ObjectNode resource) {
        var seen = new boolean[1];
        for (SearchPath path : parameter.paths()) {
            path.each(resource, (node, type) -> seen[0] |= !node.isNull());
        }
        return seen[0];
    }

    // -- token

    private static Condition token(SearchParameter parameter, Query.Criterion criterion) {
        String modifier = criterion.modifier();
        if ("text".equals(modifier)) {
            return body((fact, resource) -> anyText(parameter, resource, criterion.values(), false));
        }
        boolean not = "not".equals(modifier);
        if (modifier != null && !not) {
            throw unsupported(parameter.type(), criterion.code() + ":" + modifier, "The modifier is not supported.");
        }
        var keys = new HashSet<Long>();
        boolean exact = true;
        boolean narrows = true;
        for (String value : criterion.values()) {
            List<String> parts = Query.split(value, '|');
            String system = parts.size() > 1 ? parts.getFirst() : null;
            String code = Query.unescape(parts.getLast());
            if (code.isEmpty()) {
                narrows = false;
            }
            if (system != null && system.isEmpty()) {
                exact = false;
            }
            for (SearchPath path : parameter.paths()) {
                long seed = IndexKeys.seed(parameter.type(), path, parameter.kind());
                boolean systemless = path.routes().stream().allMatch(r -> Definitions.isPrimitive(r.type()));
                keys.add(IndexKeys.hash(
                        seed,
                        system == null || system.isEmpty() || systemless || path.present()
                                ? "c|" + code
                                : "s|" + system + "|" + code));
            }
        }
        BiPredicate<Fact, ObjectNode> test =
                (fact, resource) -> not != tokenMatches(parameter, resource, criterion.values());
        if (!narrows || (not && !exact)) {
            return body(test);
        }
        return new Condition(keys, not, exact, test);
    }

    private static boolean tokenMatches(SearchParameter parameter, ObjectNode resource, List<String> wanted) {
        var found = new boolean[1];
        for (SearchPath path : parameter.paths()) {
            if (path.present()) {
                var present = new boolean[1];
                path.each(resource, (node, type) -> present[0] |= !node.isBoolean() || node.booleanValue());
                found[0] |= wanted.contains(String.valueOf(present[0]));
                continue;
            }
            path.each(resource, (node, type) -> {
                boolean primitive = Definitions.isPrimitive(type);
                Values.tokens(node, type, token -> {
                    for (String value : wanted) {
                        found[0] |= tokenEquals(token, value, primitive);
                    }
                });
            });
        }
        return found[0];
    }

    private static boolean tokenEquals(Values.Token token, String wanted, boolean systemless) {
        List<String> parts = Query.split(wanted, '|');
        String code = Query.unescape(parts.getLast());
        if (parts.size() == 1) {
            return token.code().equals(code);
        }
        String system = parts.getFirst();
        boolean sameSystem = systemless || (system.isEmpty() ? token.system() == null : system.equals(token.system()));
        return sameSystem && (code.isEmpty() || token.code().equals(code));
    }

    // -- reference

    private static Condition reference(SearchParameter parameter, Query.Criterion criterion) {
        String modifier = criterion.modifier();
        var keys = new HashSet<Long>();
        for (String raw : criterion.values()) {
            String value = Query.unescape(raw);
            for (SearchPath path : parameter.paths()) {
                long seed = IndexKeys.seed(parameter.type(), path, parameter.kind());
                if ("identifier".equals(modifier)) {
                    keys.add(IndexKeys.hash(seed, "i|" + value));
                    continue;
                }
                for (String reference : spelled(value, modifier, path, parameter)) {
                    keys.add(IndexKeys.hash(seed, "r|" + reference));
                }
            }
        }
        if (modifier != null && !REFERENCE_MODIFIERS.contains(modifier) && !ResourceTypes.exists(modifier)) {
            throw unsupported(parameter.type(), criterion.code() + ":" + modifier, "The modifier is not supported.");
        }
        return keys(keys, true, (fact, resource) -> true);
    }

    /** The literal references that a value may stand for. */
    static List<String> spelled(String value, @Nullable String modifier, SearchPath path, SearchParameter parameter) {
        if (value.contains("/")) {
            int slash = value.indexOf('/');
            boolean literal = slash > 0 && ResourceTypes.exists(value.substring(0, slash));
            return path.target() == null || !literal || value.startsWith(path.target() + "/")
                    ? List.of(value)
                    : List.of();
        }
        if (modifier != null) {
            return List.of(modifier + "/" + value);
        }
        if (path.target() != null) {
            return List.of(path.target() + "/" + value);
        }
        var out = new ArrayList<String>();
        for (String target : parameter.targets().isEmpty() ? ResourceTypes.names() : parameter.targets()) {
            out.add(target + "/" + value);
        }
        return out;
    }

    // -- string and uri

    private static Condition string(SearchParameter parameter, Query.Criterion criterion) {
        String modifier = criterion.modifier();
        boolean exactly = "exact".equals(modifier);
        boolean contains = "contains".equals(modifier);
        if (modifier != null && !exactly && !contains) {
            throw unsupported(parameter.type(), criterion.code() + ":" + modifier, "The modifier is not supported.");
        }
        List<String> values = criterion.values().stream().map(Query::unescape).toList();
        BiPredicate<Fact, ObjectNode> test = (fact, resource) ->
                exactly ? anyExactText(parameter, resource, values) : anyText(parameter, resource, values, contains);
        var keys = new HashSet<Long>();
        for (String value : values) {
            String prefix = IndexKeys.prefix(Values.fold(value));
            if (prefix == null || contains) {
                return body(test);
            }
            for (SearchPath path : parameter.paths()) {
                keys.add(IndexKeys.hash(IndexKeys.seed(parameter.type(), path, parameter.kind()), "p|" + prefix));
            }
        }
        boolean exact = !exactly && values.stream().map(Values::fold).allMatch(v -> v.equals(IndexKeys.prefix(v)));
        return keys(keys, exact, test);
    }

    private static boolean anyText(
            SearchParameter parameter, ObjectNode resource, List<String> values, boolean contains) {
        List<String> folded = values.stream().map(Values::fold).toList();
        var found = new boolean[1];
        for (SearchPath path : parameter.paths()) {
            path.each(
                    resource,
                    (node, type) -> Values.texts(node, type, text -> {
                        for (String value : folded) {
                            found[0] |= contains ? text.contains(value) : text.startsWith(value);
                        }
                    }));
        }
        return found[0];
    }

    private static boolean anyExactText(SearchParameter parameter, ObjectNode resource, List<String> values) {
        var found = new boolean[1];
        for (SearchPath path : parameter.paths()) {
            path.each(
                    resource, (node, type) -> Values.exactTexts(node, type, text -> found[0] |= values.contains(text)));
        }
        return found[0];
    }

    private static Condition uri(SearchParameter parameter, Query.Criterion criterion) {
        if (criterion.modifier() != null) {
            throw unsupported(
                    parameter.type(), criterion.code() + ":" + criterion.modifier(), "The modifier is not supported.");
        }
        var keys = new HashSet<Long>();
        for (String value : criterion.values()) {
            for (SearchPath path : parameter.paths()) {
                keys.add(IndexKeys.hash(
                        IndexKeys.seed(parameter.type(), path, parameter.kind()), "u|" + Query.unescape(value)));
            }
        }
        return keys(keys, true, (fact, resource) -> true);
    }

    // -- date, number, quantity

    private static Condition date(SearchParameter parameter, Query.Criterion criterion) {
        var wanted = criterion.values().stream()
                .map(value -> Ordered.moment(parameter, value))
                .toList();
        BiPredicate<Fact, ObjectNode> test = (fact, resource) -> {
            if (parameter.code().equals("_lastUpdated")) {
                long at = fact.at().toEpochMilli();
                return wanted.stream().anyMatch(w -> w.matches(new Values.Interval(at, at + 1)));
            }
            var found = new boolean[1];
            for (SearchPath path : parameter.paths()) {
                path.each(resource, (node, type) -> {
                    Values.Interval interval = Values.interval(node, type);
                    if (interval != null) {
                        found[0] |= wanted.stream().anyMatch(w -> w.matches(interval));
                    }
                });
            }
            return found[0];
        };
        var keys = new HashSet<Long>();
        for (Ordered.Moment moment : wanted) {
            List<String> touched = moment.prefix().equals("eq") ? IndexKeys.within(moment.interval()) : null;
            if (touched == null || parameter.code().equals("_lastUpdated")) {
                return body(test);
            }
            for (SearchPath path : parameter.paths()) {
                long seed = IndexKeys.seed(parameter.type(), path, parameter.kind());
                touched.forEach(key -> keys.add(IndexKeys.hash(seed, key)));
            }
        }
        return keys(keys, false, test);
    }

    private static Condition amount(SearchParameter parameter, Query.Criterion criterion) {
        var wanted = criterion.values().stream()
                .map(value -> Ordered.number(parameter, value))
                .toList();
        return body((fact, resource) -> {
            var found = new boolean[1];
            for (SearchPath path : parameter.paths()) {
                path.each(resource, (JsonNode node, String type) -> {
                    if (node.isNumber()) {
                        BigDecimal value = node.decimalValue();
                        found[0] |= wanted.stream().anyMatch(w -> w.matches(value));
                    } else {
                        Values.Amount amount = Values.amount(node, type);
                        found[0] |= amount != null && wanted.stream().anyMatch(w -> w.matches(amount));
                    }
                });
            }
            return found[0];
        });
    }
}
