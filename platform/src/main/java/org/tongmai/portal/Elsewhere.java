package org.tongmai.portal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Caller;
import org.tongmai.access.InstitutionName;
import org.tongmai.exchange.CrossLine;
import org.tongmai.exchange.CrossRecord;
import tools.jackson.databind.JsonNode;

/**
 * What other provinces have of somebody, as the timeline shows it: rows tell at once where each province stands, and its entries come
 * when it has answered. Decided and traced there and here by {@link CrossRecord}.
 */
final class Elsewhere {

    private final CrossRecord records;

    Elsewhere(CrossRecord records) {
        this.records = records;
    }

    /** What a province shows, newest first. */
    record Entries(String province, List<Entry> entries) {}

    /**
     * @param province only this one; null for all that have something
     * @param token where its answer goes on; null for the beginning
     */
    void of(Caller doctor, String patient, @Nullable String province, @Nullable String token, Consumer<Object> taker) {
        records.of(doctor, patient, province, token, new Gathering(taker)::take);
    }

    void own(Caller resident, Consumer<Object> taker) {
        records.own(resident, new Gathering(taker)::take);
    }

    /** A report and its results come in different parts: entries are made when a province has given all it gives. */
    private static final class Gathering {
        private final Consumer<Object> taker;
        private final Map<String, List<JsonNode>> resources = new HashMap<>();
        private final Map<String, InstitutionName> institutions = new HashMap<>();

        Gathering(Consumer<Object> taker) {
            this.taker = taker;
        }

        void take(CrossLine line) {
            switch (line) {
                case CrossLine.Row row -> taker.accept(row);
                case CrossLine.Part part ->
                    part.resources().forEach(each -> {
                        resources
                                .computeIfAbsent(part.province(), none -> new ArrayList<>())
                                .add(each);
                        institutions.put(
                                key(part.province(), reference(each)),
                                new InstitutionName(part.institution(), part.institutionName()));
                    });
                case CrossLine.Next next -> {
                    show(next.province());
                    taker.accept(next);
                }
                case CrossLine.End end -> {
                    if (end.state().equals("answered")) {
                        show(end.province());
                    }
                    taker.accept(end);
                }
            }
        }

        private void show(String province) {
            List<JsonNode> gathered = resources.remove(province);
            if (gathered != null) {
                Chart chart = Chart.ofElsewhere(gathered);
                taker.accept(new Entries(
                        province,
                        chart.items().stream()
                                .map(item -> chart.entry(item, institutions.get(key(province, item.reference()))))
                                .toList()));
            }
        }

        private static String reference(JsonNode resource) {
            return resource.path("resourceType").asString("") + "/"
                    + resource.path("id").asString("");
        }

        private static String key(String province, String reference) {
            return province + " " + reference;
        }
    }
}
