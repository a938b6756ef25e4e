package org.tongmai.portal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Category;
import org.tongmai.access.InstitutionName;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.store.Fact;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one caller may see of one person, put in order of time, newest first. Results that a report brings stand in the report.
 */
final class Chart {

    private static final Comparator<Item> NEWEST_FIRST = Comparator.comparing(Item::order)
            .reversed()
            .thenComparing(item -> item.fact().reference());

    private final List<Item> items = new ArrayList<>();
    private final Map<String, Item> byReference = new HashMap<>();

    /** One resource with its place in the timeline. */
    record Item(
            Fact fact,
            JsonNode resource,
            Category category,
            @Nullable Instant at) {

        /** What has no time stands last. */
        Instant order() {
            return at == null ? Instant.EPOCH : at;
        }
    }

    /** @param facts all that the scope shows; what the timeline does not show is overlooked */
    Chart(List<Fact> facts) {
        for (Fact fact : facts) {
            if (Kinds.shown(fact.type())) {
                ObjectNode resource = fact.tree();
                Kinds.category(fact.type(), resource)
                        .ifPresent(category -> byReference.put(
                                fact.reference(), new Item(fact, resource, category, Kinds.at(resource))));
            }
        }
        Set<String> inReports = new HashSet<>();
        byReference.values().stream()
                .filter(item -> item.fact().type().equals("DiagnosticReport"))
                .forEach(item -> inReports.addAll(Lines.results(item.resource())));
        byReference.values().stream()
                .filter(item -> !inReports.contains(item.fact().reference()))
                .sorted(NEWEST_FIRST)
                .forEach(items::add);
    }

    List<Item> items() {
        return items;
    }

    /** The facts that an item shows: itself and the results in it. */
    List<Fact> shownBy(Item item) {
        List<Fact> facts = new ArrayList<>(List.of(item.fact()));
        Lines.results(item.resource()).stream()
                .map(byReference::get)
                .filter(result -> result != null)
                .forEach(result -> facts.add(result.fact()));
        return facts;
    }

    Entry entry(Item item, @Nullable InstitutionName institution) {
        List<Entry.Line> lines = new ArrayList<>();
        for (String reference : Lines.results(item.resource())) {
            Item result = byReference.get(reference);
            if (result != null) {
                lines.addAll(Lines.result(result.resource()));
            }
        }
        lines.addAll(Lines.of(item.fact().type(), item.resource()));
        return new Entry(
                item.fact().reference(),
                item.category().word(),
                item.at(),
                institution,
                Kinds.title(item.fact().type(), item.resource()),
                lines.size() > Lines.MAX ? lines.subList(0, Lines.MAX) : lines,
                received(item.fact()));
    }

    private static Text received(Fact fact) {
        String day = fact.at().atZone(Codes.ZONE).toLocalDate().toString();
        return new Text(day + " 收到", "received " + day);
    }
}
