package org.tongmai.recognition;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.tongmai.store.Fact;
import org.tongmai.store.Page;
import org.tongmai.store.Query;
import org.tongmai.store.Query.Include;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;
import tools.jackson.databind.JsonNode;

/** Finds results of a person that could stand in for an order: one scoped search, so that what access hides is not there. */
final class Candidates {

    /** Results looked at for one check, the newest: weekly measurements of a year of all that is on one order form. */
    private static final int MOST = Query.COUNT_MAX;

    /** How far back results are shown for reference, beyond their window. */
    private static final Duration LOOK_BACK = Duration.ofDays(365);

    private static final List<Include> ALONG = List.of(
            new Include("DiagnosticReport", "result", null, false),
            new Include("DiagnosticReport", "specimen", null, false),
            new Include("Observation", "specimen", null, false));

    private final Store store;

    Candidates(Store store) {
        this.store = store;
    }

    /**
     * Results that go by codes of these items, up to an order.
     *
     * @param scope of one person
     */
    List<Found> find(Scope scope, Collection<Item> items, Instant ordered) {
        Set<String> codes =
                items.stream().flatMap(each -> each.codes().keySet().stream()).collect(Collectors.toSet());
        if (codes.isEmpty()) {
            return List.of();
        }
        Duration back = items.stream()
                .map(each -> each.window().usual())
                .filter(each -> each.compareTo(LOOK_BACK) > 0)
                .max(Duration::compareTo)
                .orElse(LOOK_BACK);
        LocalDate since = LocalDate.ofInstant(ordered.minus(back), Decision.ZONE);
        Query query = Query.over(List.of("Observation", "DiagnosticReport"))
                .where("code", codes.stream().map(Candidates::token).collect(Collectors.joining(",")))
                .where("date", "ge" + since)
                .including(ALONG, List.of())
                .sort("-date")
                .total(false)
                .count(MOST);
        return read(store.search(query, scope));
    }

    /** The code alone is escaped: the bar between system and code stays. */
    private static String token(String code) {
        int bar = code.indexOf('|');
        return Query.identified(code.substring(0, bar), code.substring(bar + 1));
    }

    private List<Found> read(Page page) {
        Map<String, JsonNode> resources = new HashMap<>();
        Map<String, Fact> facts = new HashMap<>();
        for (Fact fact : page.included()) {
            resources.put(fact.reference(), fact.tree());
            facts.put(fact.reference(), fact);
        }
        Set<Long> compartments = new HashSet<>();
        page.facts().forEach(fact -> compartments.add(fact.key().compartment()));
        Map<Long, String> sources = store.sources(compartments);
        ResultReader.Along along = new ResultReader.Along(resources, facts);
        List<Found> found = new ArrayList<>();
        for (Fact fact : page.facts()) {
            String institution = sources.get(fact.key().compartment());
            JsonNode resource = fact.tree();
            if (institution != null && !ResultReader.quotation(resource)) {
                found.add(ResultReader.read(fact, resource, institution, along));
            }
        }
        return found;
    }
}
