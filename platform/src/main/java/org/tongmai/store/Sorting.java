package org.tongmai.store;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Order by values of the bodies; what has no value comes last, equal values in the order of filing.
 *
 * @see <a href="http://hl7.org/fhir/R4/search.html#sort">FHIR R4 _sort</a>
 */
final class Sorting {

    private Sorting() {}

    private record Keyed(Fact fact, List<@Nullable Object> values) {}

    static List<Fact> sort(Query query, List<Fact> facts) {
        var keyed = new ArrayList<Keyed>(facts.size());
        for (Fact fact : facts) {
            ObjectNode tree = fact.tree();
            var values = new ArrayList<@Nullable Object>();
            for (String code : query.sort()) {
                boolean descending = code.startsWith("-");
                values.add(value(query.type(), descending ? code.substring(1) : code, fact, tree, descending));
            }
            keyed.add(new Keyed(fact, values));
        }
        Comparator<Keyed> order = (_, _) -> 0;
        for (int i = 0; i < query.sort().size(); i++) {
            int at = i;
            boolean descending = query.sort().get(i).startsWith("-");
            order = order.thenComparing((a, b) -> compare(a.values.get(at), b.values.get(at), descending));
        }
        return keyed.stream().sorted(order).map(Keyed::fact).toList();
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

    private static @Nullable Object value(String type, String code, Fact fact, ObjectNode tree, boolean last) {
        if (code.equals("_id")) {
            return fact.id();
        }
        if (code.equals("_lastUpdated")) {
            return fact.at().toEpochMilli();
        }
        SearchParameter parameter = SearchParameter.of(type, code);
        if (parameter == null) {
            throw Condition.unknownParameter(type, code);
        }
        var values = new ArrayList<Object>();
        for (SearchPath path : parameter.paths()) {
            path.each(tree, (node, nodeType) -> {
                switch (parameter.kind()) {
                    case DATE -> {
                        Values.Interval interval = Values.interval(node, nodeType);
                        if (interval != null) {
                            values.add(last ? Math.min(interval.high(), Long.MAX_VALUE / 4) : interval.low());
                        }
                    }
                    case NUMBER -> values.add(node.decimalValue());
                    case QUANTITY -> {
                        Values.Amount amount = Values.amount(node, nodeType);
                        if (amount != null) {
                            values.add(amount.value());
                        }
                    }
                    case STRING -> Values.texts(node, nodeType, values::add);
                    case TOKEN -> Values.tokens(node, nodeType, token -> values.add(token.code()));
                    case REFERENCE -> values.add(node.path("reference").asString(""));
                    case URI -> values.add(node.asString(""));
                    case COMPOSITE, SPECIAL -> {}
                }
            });
        }
        return values.stream().min((a, b) -> compare(a, b, last)).orElse(null);
    }
}
