package org.tongmai.fhir.bulk;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Json;
import org.tongmai.store.Matcher;
import org.tongmai.store.Query;
import org.tongmai.store.QueryText;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an export holds.
 *
 * @param directory whether the directory is exported with it
 * @param types empty means all
 * @param filters of a type, any of which a resource must match
 * @param elements as asked for; empty means whole resources
 * @param since only what changed after
 * @param sinceSnapshot what an earlier export saw, where {@code since} is its transactionTime
 */
record ExportPlan(
        boolean directory,
        Set<String> types,
        List<String> filters,
        List<String> elements,
        @Nullable Instant since,
        @Nullable String sinceSnapshot) {

    ExportPlan {
        types = Set.copyOf(types);
        filters = List.copyOf(filters);
        elements = List.copyOf(elements);
    }

    String text() {
        ObjectNode node = Json.object().put("directory", directory);
        types.stream().sorted().forEach(node.putArray("types")::add);
        filters.forEach(node.putArray("filters")::add);
        elements.forEach(node.putArray("elements")::add);
        if (since != null) {
            node.put("since", since.toString());
        }
        if (sinceSnapshot != null) {
            node.put("sinceSnapshot", sinceSnapshot);
        }
        return node.toString();
    }

    static ExportPlan read(String text) {
        ObjectNode node = Json.read(text.getBytes(StandardCharsets.UTF_8));
        JsonNode since = node.get("since");
        JsonNode snapshot = node.get("sinceSnapshot");
        return new ExportPlan(
                node.path("directory").asBoolean(false),
                new LinkedHashSet<>(strings(node.path("types"))),
                strings(node.path("filters")),
                strings(node.path("elements")),
                since == null ? null : Instant.parse(since.asString()),
                snapshot == null ? null : snapshot.asString());
    }

    private static List<String> strings(JsonNode array) {
        var out = new ArrayList<String>();
        if (array instanceof ArrayNode) {
            array.forEach(each -> out.add(each.asString("")));
        }
        return out;
    }

    /** The filters of each type that has some. */
    Map<String, List<Matcher>> matchers(Function<Query, Matcher> ready) {
        var out = new LinkedHashMap<String, List<Matcher>>();
        for (String filter : filters) {
            Matcher matcher = ready.apply(QueryText.read(filter));
            out.computeIfAbsent(matcher.type(), type -> new ArrayList<>()).add(matcher);
        }
        return out;
    }
}
