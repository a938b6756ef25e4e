package org.tongmai.store;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Order by values of resources. The least value of a resource counts when ascending, the greatest when descending; what has no
 * value comes last either way, equal ones in the order of filing. Dates go by where they begin.
 *
 * @see <a href="http://hl7.org/fhir/R4/search.html#sort">FHIR R4 _sort</a>
 */
final class Sorting {

    private record Key(String code, boolean descending) {}

    /** Where parameters are known. */
    interface Parameters {
        SearchParameter of(String type, String code) throws SQLException;
    }

    private final List<Key> keys;
    private final Map<String, SearchParameter> parameters = new HashMap<>();
    private final boolean bodies;

    /** @param known tells the parameter of a type and code */
    Sorting(Query query, Parameters known) throws SQLException {
        keys = query.sort().stream()
                .map(String::strip)
                .filter(code -> !code.isEmpty())
                .map(code -> code.startsWith("-") ? new Key(code.substring(1), true) : new Key(code, false))
                .toList();
        for (Key key : keys) {
            for (String type : query.types()) {
                SearchParameter parameter = known.of(type, key.code);
                parameters.put(type + " " + key.code, parameter);
                if (parameter.kind() == SearchParameter.Kind.COMPOSITE
                        || parameter.kind() == SearchParameter.Kind.SPECIAL) {
                    throw Condition.unsupported(type, "_sort=" + key.code, "Its values have no order.");
                }
            }
        }
        bodies = keys.stream().anyMatch(key -> !column(key.code));
    }

    private static boolean column(String code) {
        return code.equals("_id") || code.equals("_lastUpdated");
    }

    /** Nothing was asked: the order of filing. */
    boolean natural() {
        return keys.isEmpty();
    }

    /** The members of bodies that the values are in, as a scan asks for them. */
    Scans.Needs needs() {
        return bodies ? new Scans.Needs(false, this::members) : Scans.Needs.NOTHING;
    }

    private Optional<Set<String>> members(String type) {
        var out = new HashSet<String>();
        for (Key key : keys) {
            SearchParameter parameter = parameters.get(type + " " + key.code);
            if (parameter != null && !column(key.code)) {
                Set<String> members = Condition.members(parameter.paths());
                if (members == null) {
                    return Optional.empty();
                }
                out.addAll(members);
            }
        }
        return Optional.of(out);
    }

    /** What orders a match, one value for each key. */
    @Nullable
    Object[] values(Fact fact, ObjectNode resource) {
        var out = new @Nullable Object[keys.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = value(keys.get(i), fact, resource);
        }
        return out;
    }

    int compare(@Nullable Object[] a, @Nullable Object[] b) {
        for (int i = 0; i < a.length; i++) {
            int order = compare(a[i], b[i], keys.get(i).descending);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static int compare(@Nullable Object a, @Nullable Object b, boolean descending) {
        if (a == null || b == null) {
            return a == null ? (b == null ? 0 : 1) : -1;
        }
        int order =
                switch (a) {
                    case Long number -> Long.compare(number, (Long) b);
                    case BigDecimal number -> number.compareTo((BigDecimal) b);
                    default -> a.toString().compareTo(b.toString());
                };
        return descending ? -order : order;
    }

    private @Nullable Object value(Key key, Fact fact, ObjectNode resource) {
        if (key.code.equals("_id")) {
            return fact.id();
        }
        if (key.code.equals("_lastUpdated")) {
            return fact.at().toEpochMilli();
        }
        SearchParameter parameter = parameters.get(fact.type() + " " + key.code);
        if (parameter == null) {
            return null;
        }
        var values = new ArrayList<Object>();
        for (SearchPath path : parameter.paths()) {
            path.each(resource, (node, type) -> {
                if (path.counts(node)) {
                    add(parameter.kind(), node, type, values);
                }
            });
        }
        return values.stream().min((a, b) -> compare(a, b, key.descending)).orElse(null);
    }

    private static void add(SearchParameter.Kind kind, JsonNode node, String type, List<Object> values) {
        switch (kind) {
            case DATE -> {
                Values.Interval interval = Values.interval(node, type);
                if (interval != null) {
                    values.add(interval.low());
                }
            }
            case NUMBER, QUANTITY -> {
                Values.Amount amount = node.isNumber() ? null : Values.amount(node, type);
                BigDecimal value = amount == null ? null : amount.low() == null ? amount.high() : amount.low();
                if (node.isNumber()) {
                    values.add(node.decimalValue());
                } else if (value != null) {
                    values.add(value);
                }
            }
            case STRING -> Values.texts(node, type, values::add);
            case TOKEN ->
                Values.tokens(
                        node,
                        type,
                        token -> values.add((token.system() == null ? "" : token.system()) + "|" + token.code()));
            case REFERENCE -> {
                String literal = Referring.literal(node);
                if (literal != null) {
                    values.add(literal);
                }
            }
            case URI -> values.add(node.asString(""));
            case COMPOSITE, SPECIAL -> {}
        }
    }
}
