package org.tongmai.intake.codes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Edition;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The standard code systems of each kind that the platform loaded, ready to be looked through by name. */
final class Standards {

    /** Tags a CodeSystem with what its codes are codes of. */
    static final String KIND = "https://tongmai.org/fhir/CodeSystem/terminology-kind";

    private static final Set<String> TYPES = Set.of("CodeSystem");

    private final Store store;
    private final Map<Edition, Optional<Listed>> read = new HashMap<>();
    private Map<CodeKind, NameIndex> byKind = Map.of();
    private List<Listed> all = List.of();
    private long count = -1;

    Standards(Store store) {
        this.store = store;
    }

    /**
     * A standard code.
     *
     * @param names its display and its other names
     * @param unit in which the item is usually measured; null where not told
     */
    record Standard(
            String system,
            String code,
            List<String> names,
            @Nullable String unit) {
        String display() {
            return names.isEmpty() ? code : names.getFirst();
        }
    }

    /** A code system with its codes in use. */
    record Listed(String url, String version, String title, CodeKind kind, List<Standard> codes) {}

    /** Those of a kind. */
    synchronized NameIndex of(CodeKind kind) {
        renew();
        return byKind.getOrDefault(kind, NameIndex.EMPTY);
    }

    /** Everything that was loaded. */
    synchronized List<Listed> all() {
        renew();
        return all;
    }

    private void renew() {
        long standing = store.editionCount(TYPES);
        if (standing == count) {
            return;
        }
        // what an institution files over FHIR is no standard for the others
        List<Edition> editions =
                store.editions(TYPES).stream().filter(Edition::platform).toList();
        read.keySet().retainAll(Set.copyOf(editions));
        List<Listed> listed = new ArrayList<>();
        editions.forEach(each -> read.computeIfAbsent(each, this::listed).ifPresent(listed::add));
        Map<CodeKind, NameIndex> indexes = new HashMap<>();
        for (CodeKind kind : CodeKind.values()) {
            List<Standard> codes = listed.stream()
                    .filter(each -> each.kind() == kind)
                    .flatMap(each -> each.codes().stream())
                    .toList();
            indexes.put(kind, new NameIndex(codes));
        }
        byKind = indexes;
        all = listed;
        count = standing;
    }

    private Optional<Listed> listed(Edition edition) {
        ObjectNode system = store.version(edition.type(), edition.id(), edition.version(), Scope.everything())
                .orElseThrow()
                .tree();
        CodeKind kind = kind(system);
        if (kind == null || !system.path("status").asString("").equals("active")) {
            return Optional.empty();
        }
        List<Standard> codes = new ArrayList<>();
        collect(system.path("url").asString(""), system.path("concept"), codes);
        return Optional.of(new Listed(
                system.path("url").asString(""),
                system.path("version").asString(""),
                system.path("title").asString(""),
                kind,
                codes));
    }

    static @Nullable CodeKind kind(ObjectNode system) {
        for (JsonNode tag : system.at("/meta/tag")) {
            if (tag.path("system").asString("").equals(KIND)) {
                String code = tag.path("code").asString("");
                for (CodeKind kind : CodeKind.values()) {
                    if (kind.name().equalsIgnoreCase(code)) {
                        return kind;
                    }
                }
            }
        }
        return null;
    }

    private static void collect(String url, JsonNode concepts, List<Standard> codes) {
        for (JsonNode concept : concepts) {
            List<String> names = new ArrayList<>();
            names.add(concept.path("display").asString(concept.path("code").asString("")));
            concept.path("designation")
                    .forEach(each -> names.add(each.path("value").asString("")));
            String unit = null;
            boolean retired = false;
            for (JsonNode property : concept.path("property")) {
                String code = property.path("code").asString("");
                unit = code.equals("unit") ? property.path("valueString").asString("") : unit;
                retired |= code.equals("status")
                        && property.path("valueCode").asString("").equals("retired");
            }
            if (!retired) {
                codes.add(new Standard(url, concept.path("code").asString(""), List.copyOf(names), unit));
            }
            collect(url, concept.path("concept"), codes);
        }
    }
}
