package org.tongmai.portal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Category;
import org.tongmai.access.InstitutionName;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.store.Fact;
import org.tongmai.store.ResourceKey;
import tools.jackson.databind.JsonNode;

/**
 * What one caller may see of one person, put in order of time, newest first. Results that a report brings stand in the report.
 */
final class Chart {

    private static final Comparator<Item> NEWEST_FIRST =
            Comparator.comparing(Item::order).reversed().thenComparing(Item::reference);

    private final List<Item> items = new ArrayList<>();
    private final Map<String, Item> byReference = new HashMap<>();
    private final Map<String, Fact> facts = new HashMap<>();
    private final Map<String, JsonNode> papers = new HashMap<>();

    /**
     * One resource with its place in the timeline.
     *
     * @param compartment 0 for what another province sent
     * @param received when a node of this platform received it; null where that is not known
     */
    record Item(
            String reference,
            String type,
            JsonNode resource,
            Category category,
            @Nullable Instant at,
            long compartment,
            @Nullable Instant received) {

        /** What has no time stands last. */
        Instant order() {
            return at == null ? Instant.EPOCH : at;
        }
    }

    private Chart() {}

    /** @param facts all that the scope shows; what the timeline does not show is overlooked */
    static Chart of(List<Fact> facts) {
        Chart chart = new Chart();
        for (Fact fact : facts) {
            if (Kinds.shown(fact.type())) {
                chart.facts.put(fact.reference(), fact);
                chart.take(
                        fact.reference(), fact.type(), fact.tree(), fact.key().compartment(), fact.at());
            } else if (fact.type().equals("Composition")) {
                chart.facts.put(fact.reference(), fact);
                chart.papers.put(fact.reference(), fact.tree());
            }
        }
        chart.arrange();
        return chart;
    }

    /** @param resources as another province sent them */
    static Chart ofElsewhere(List<JsonNode> resources) {
        Chart chart = new Chart();
        for (JsonNode resource : resources) {
            String type = resource.path("resourceType").asString("");
            if (Kinds.shown(type)) {
                chart.take(
                        type + "/" + resource.path("id").asString(""),
                        type,
                        resource,
                        ResourceKey.DIRECTORY,
                        Codes.firstMoment(resource, "meta.lastUpdated"));
            } else if (type.equals("Composition")) {
                chart.papers.put(type + "/" + resource.path("id").asString(""), resource);
            }
        }
        chart.arrange();
        return chart;
    }

    private void take(String reference, String type, JsonNode resource, long compartment, @Nullable Instant received) {
        Kinds.category(type, resource)
                .ifPresent(category -> byReference.put(
                        reference,
                        new Item(reference, type, resource, category, Kinds.at(resource), compartment, received)));
    }

    private void arrange() {
        Set<String> inReports = new HashSet<>();
        byReference.values().stream()
                .filter(item -> item.type().equals("DiagnosticReport"))
                .forEach(item -> inReports.addAll(Lines.results(item.resource())));
        byReference.values().stream()
                .filter(item -> item.type().equals("DocumentReference"))
                .flatMap(item -> papers(item).stream())
                .flatMap(paper -> Papers.entries(paper).stream())
                .filter(this::isText)
                .forEach(inReports::add);
        byReference.values().stream()
                .filter(item -> !inReports.contains(item.reference()))
                .sorted(NEWEST_FIRST)
                .forEach(items::add);
    }

    private List<JsonNode> papers(Item item) {
        return Papers.compositions(item.resource()).stream()
                .map(papers::get)
                .filter(Objects::nonNull)
                .toList();
    }

    /** What a document tells and is no measurement is read in the document. */
    private boolean isText(String reference) {
        Item item = byReference.get(reference);
        return item != null
                && item.type().equals("Observation")
                && Codes.categories(item.resource()).isEmpty();
    }

    List<Item> items() {
        return items;
    }

    /** The facts that an item shows: itself and the results in it. */
    List<Fact> shownBy(Item item) {
        return Stream.of(
                        List.of(item.reference()), Lines.results(item.resource()), Papers.compositions(item.resource()))
                .flatMap(List::stream)
                .map(facts::get)
                .filter(Objects::nonNull)
                .toList();
    }

    Entry entry(Item item, @Nullable InstitutionName institution) {
        List<Entry.Line> lines = new ArrayList<>();
        for (String reference : Lines.results(item.resource())) {
            Item result = byReference.get(reference);
            if (result != null) {
                lines.addAll(Lines.result(result.resource()));
            }
        }
        lines.addAll(Lines.of(item.type(), item.resource()));
        papers(item).forEach(paper -> lines.addAll(Papers.lines(paper)));
        return new Entry(
                item.reference(),
                item.category().word(),
                item.at(),
                institution,
                Kinds.title(item.type(), item.resource()),
                lines.size() > Lines.MAX ? lines.subList(0, Lines.MAX) : lines,
                item.received() == null ? null : received(item.received()));
    }

    private static Text received(Instant at) {
        String day = at.atZone(Codes.ZONE).toLocalDate().toString();
        return new Text(day + " 收到", "received " + day);
    }
}
