package org.tongmai.directory.terminology;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which definitions there are at one moment, by canonical URL. Never changed; a change makes another one. */
final class Catalogue {

    /** Memory for the concepts of code systems and the pairs of concept maps that were used lately. */
    static final long TABLES_BYTES_MAX = 96L << 20;

    private final Map<String, List<CanonicalResource>> byUrl = new HashMap<>();
    private final Map<String, List<CanonicalResource>> supplements = new HashMap<>();
    private final Map<String, CanonicalResource> byImplicit = new HashMap<>();
    private final Map<String, CanonicalResource> byId = new HashMap<>();
    private final List<CanonicalResource> maps = new ArrayList<>();
    private final Tables tables;

    /** What was worked out of definitions, shared by one catalogue and the next. */
    record Tables(Shelf<CanonicalResource, ConceptTable> concepts, Shelf<CanonicalResource, ConceptPairs> pairs) {
        Tables() {
            this(
                    new Shelf<>(TABLES_BYTES_MAX / 2, ConceptTable::weight),
                    new Shelf<>(TABLES_BYTES_MAX / 2, ConceptPairs::weight));
        }
    }

    /**
     * @param stored the store's, by {@code Type/id}
     * @param others all that are not the store's
     */
    Catalogue(Map<String, CanonicalResource> stored, Collection<CanonicalResource> others, Tables tables) {
        this.tables = tables;
        byId.putAll(stored);
        stored.values().forEach(this::add);
        others.forEach(this::add);
        byUrl.values().forEach(list -> list.sort(CanonicalResource::preference));
        maps.sort(CanonicalResource::preference);
    }

    private void add(CanonicalResource each) {
        String supplemented = each.text("supplements");
        if (each.type().equals("CodeSystem") && "supplement".equals(each.text("content")) && supplemented != null) {
            if (!each.status().equals("retired")) {
                supplements
                        .computeIfAbsent(Canonical.of(supplemented).url(), url -> new ArrayList<>())
                        .add(each);
            }
            return;
        }
        byUrl.computeIfAbsent(each.type() + " " + each.url(), key -> new ArrayList<>())
                .add(each);
        String all = each.text("valueSet");
        if (each.type().equals("CodeSystem") && all != null) {
            byImplicit.put(Canonical.of(all).url(), each);
        }
        if (each.type().equals("ConceptMap")) {
            maps.add(each);
        }
    }

    /** The best definition of a type that a canonical names. */
    Optional<CanonicalResource> find(String type, Canonical canonical) {
        return byUrl.getOrDefault(type + " " + canonical.url(), List.of()).stream()
                .filter(each -> canonical.accepts(each.version()))
                .findFirst();
    }

    /** One of the store's, by id. */
    Optional<CanonicalResource> stored(String type, String id) {
        return Optional.ofNullable(byId.get(type + "/" + id));
    }

    /** The code system whose {@code valueSet} is this URL. */
    Optional<CanonicalResource> implicit(String valueSet) {
        return Optional.ofNullable(byImplicit.get(valueSet));
    }

    /** The concept maps that have a group between these systems; null for any. */
    List<CanonicalResource> maps(@Nullable String source, @Nullable String target) {
        return maps.stream()
                .filter(each -> source == null || each.maps("source", source))
                .filter(each -> target == null || each.maps("target", target))
                .toList();
    }

    /** A code system with its concepts and supplements; empty where it is not known or tells no concepts. */
    Optional<CodeSystem> codeSystem(Canonical canonical) {
        CodeSystem open = OpenSystem.of(canonical.url());
        return open != null
                ? Optional.of(open)
                : find("CodeSystem", canonical)
                        .filter(each -> !"not-present".equals(each.text("content")))
                        .map(this::listed);
    }

    ListedSystem listed(CanonicalResource resource) {
        List<ConceptTable> added = supplements.getOrDefault(resource.url(), List.of()).stream()
                .filter(each ->
                        Canonical.of(String.valueOf(each.text("supplements"))).accepts(resource.version()))
                .map(this::table)
                .toList();
        return new ListedSystem(table(resource), added);
    }

    private ConceptTable table(CanonicalResource resource) {
        return tables.concepts().get(resource, each -> ConceptReader.read(each.body()));
    }

    ConceptPairs pairs(CanonicalResource map) {
        return tables.pairs().get(map, each -> ConceptPairsReader.read(each.body()));
    }
}
