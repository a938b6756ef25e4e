package org.tongmai.directory.terminology;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Works out what value sets contain.
 *
 * @see <a href="http://hl7.org/fhir/R4/valueset.html#compositions">FHIR R4 value set composition</a>
 */
final class ValueSetCompiler {

    /** Longest chain of value sets that contain each other. */
    static final int DEPTH_MAX = 30;

    private final Catalogue catalogue;
    private final Versions versions;
    private final Shelf<String, Worked> done;
    private final Deque<String> path = new ArrayDeque<>();
    private final Work work = new Work();

    /** The canonical URLs that the value set being worked out went through so far. */
    private Set<String> touched = new HashSet<>();

    /** @param touched the canonical URLs on whose definitions the result rests */
    record Worked(Members members, Set<String> touched) {}

    /** @param done what was worked out before with the same catalogue and versions */
    ValueSetCompiler(Catalogue catalogue, Versions versions, Shelf<String, Worked> done) {
        this.catalogue = catalogue;
        this.versions = versions;
        this.done = done;
    }

    /** @throws org.tongmai.kernel.Problem {@code directory.value-set-unknown} and others */
    Members named(Canonical canonical) {
        return kept(
                canonical.toString(),
                canonical.url(),
                () -> catalogue
                        .find("ValueSet", canonical)
                        .map(found -> compiled(found.tree()))
                        .or(() -> implicit(canonical))
                        .orElseThrow(() -> Refusals.valueSetUnknown(canonical.toString())));
    }

    /** One of the store's, named by id. */
    Members stored(CanonicalResource valueSet, String id) {
        return kept(" " + id, valueSet.url(), () -> compiled(valueSet.tree()));
    }

    private Members kept(String key, String url, Supplier<Members> maker) {
        Worked worked = done.find(key);
        if (worked == null) {
            Set<String> outside = touched;
            touched = new HashSet<>();
            touched.add(url);
            try {
                worked = new Worked(enter(key, maker), Set.copyOf(touched));
            } finally {
                touched = outside;
            }
            done.keep(key, worked);
        }
        touched.addAll(worked.touched());
        return worked.members();
    }

    /** The value set of all codes of a system, or of one branch: {@code system?fhir_vs}, {@code system?fhir_vs=isa/code}. */
    private Optional<Members> implicit(Canonical canonical) {
        ObjectNode include = Json.object();
        int mark = canonical.url().indexOf("?fhir_vs");
        Optional<CanonicalResource> all = catalogue.implicit(canonical.url());
        if (all.isPresent()) {
            include.put("system", all.get().url());
        } else if (mark > 0) {
            include.put("system", canonical.url().substring(0, mark));
            String rest = canonical.url().substring(mark + "?fhir_vs".length());
            if (rest.startsWith("=isa/")) {
                include.putArray("filter")
                        .addObject()
                        .put("property", "concept")
                        .put("op", "is-a")
                        .put("value", rest.substring("=isa/".length()));
            } else if (!rest.isEmpty()) {
                return Optional.empty();
            }
        } else {
            return Optional.empty();
        }
        touched.add(include.path("system").asString(""));
        if (canonical.version() != null) {
            include.put("version", canonical.version());
        }
        return catalogue
                        .codeSystem(Canonical.of(include.path("system").asString("")))
                        .isEmpty()
                ? Optional.empty()
                : Optional.of(compose(Json.object()
                        .set("include", Json.mapper().createArrayNode().add(include))));
    }

    /** What a ValueSet resource contains. */
    Members inline(JsonNode valueSet) {
        return enter("", () -> compiled(valueSet));
    }

    private Members enter(String key, Supplier<Members> maker) {
        if (path.contains(key) || path.size() == DEPTH_MAX) {
            throw Refusals.cycle(key);
        }
        path.push(key);
        try {
            return maker.get();
        } finally {
            path.pop();
        }
    }

    private Members compiled(JsonNode valueSet) {
        JsonNode compose = valueSet.path("compose");
        if (compose.path("include").isEmpty() && valueSet.path("expansion").has("contains")) {
            return compose(Json.object().set("include", Enumerated.includes(valueSet.path("expansion"))));
        }
        return compose(compose);
    }

    private Members compose(JsonNode compose) {
        Members out = union(compose.path("include"));
        for (JsonNode exclude : compose.path("exclude")) {
            out = exclude(out, exclude);
        }
        if (compose.has("inactive") && !compose.path("inactive").asBoolean(true)) {
            out.parts()
                    .forEach(part -> part.members().stream()
                            .filter(part.system().table()::inactive)
                            .forEach(part.members()::clear));
        }
        return out;
    }

    private Members union(JsonNode includes) {
        var parts = new ArrayList<Part>();
        var open = new ArrayList<Members.Open>();
        var unknown = new LinkedHashSet<Canonical>();
        for (JsonNode include : includes) {
            Members each = include(include);
            work.spend((long) Work.PIECE * each.open().size());
            for (Part part : each.parts()) {
                compared(part, parts.size());
                Part rest = part.copy();
                parts.stream()
                        .filter(before ->
                                before.system().url().equals(part.system().url()))
                        .forEach(rest::remove);
                if (!rest.members().isEmpty()) {
                    parts.add(rest);
                }
            }
            open.addAll(each.open());
            unknown.addAll(each.unknown());
        }
        return new Members(parts, open, unknown);
    }

    /** What it costs to tell the codes of a part from those of others. */
    private void compared(Part part, int others) {
        work.spend((long) others * (1 + part.members().length() / Long.SIZE));
    }

    private Members include(JsonNode include) {
        work.spend(Work.PIECE);
        var sets = new ArrayList<Members>();
        for (JsonNode canonical : include.path("valueSet")) {
            sets.add(named(Canonical.of(canonical.asString(""))));
        }
        if (include.has("system")) {
            return within(system(include), sets);
        }
        if (sets.isEmpty()) {
            throw Refusals.malformed("compose.include has neither system nor valueSet (rule vsd-1).");
        }
        return within(sets.getFirst(), sets.subList(1, sets.size()));
    }

    private Members within(Members base, List<Members> sets) {
        if (sets.isEmpty()) {
            return base;
        }
        List<Part> parts = base.parts().stream().map(Part::copy).toList();
        for (Members set : sets) {
            work.spend(base.size() * (1 + set.parts().size() + set.open().size()));
            parts.forEach(set::retain);
        }
        var both = new ArrayList<>(parts);
        var open = new ArrayList<Members.Open>();
        for (Members.Open each : base.open()) {
            var narrowed = new Members.Open(each.system(), joined(each.within(), sets), each.without());
            if (sets.stream().allMatch(set -> set.opens(each.system()))) {
                open.add(narrowed);
            } else {
                both.addAll(listed(narrowed, sets));
            }
        }
        var unknown = new LinkedHashSet<>(base.unknown());
        sets.forEach(set -> unknown.addAll(set.unknown()));
        return new Members(both, open, unknown);
    }

    /** The codes of a grammar that another set lists, as parts. */
    private static List<Part> listed(Members.Open open, List<Members> sets) {
        Members lists = sets.stream()
                .filter(set -> !set.opens(open.system()))
                .findFirst()
                .orElseThrow();
        return lists.parts().stream()
                .filter(part -> part.system().url().equals(open.system().url()))
                .map(Part::copy)
                .peek(part -> part.members().stream()
                        .filter(concept -> !open.contains(part.system().table().code(concept)))
                        .forEach(part.members()::clear))
                .toList();
    }

    private static <T> List<T> joined(List<T> a, List<T> b) {
        var out = new ArrayList<>(a);
        out.addAll(b);
        return out;
    }

    // -- one system

    private Members system(JsonNode include) {
        Canonical named = new Canonical(include.path("system").asString(""), Coding.text(include, "version"));
        Canonical chosen = versions.choose(named);
        touched.add(chosen.url());
        CodeSystem system = catalogue.codeSystem(chosen).orElse(null);
        boolean lists = !include.path("concept").isEmpty();
        if (system != null) {
            versions.checked(system.url(), String.valueOf(system.version()));
        }
        return switch (system) {
            case null ->
                lists
                        ? one(Stated.part(chosen, include.path("concept"), null))
                        : new Members(List.of(), List.of(), Set.of(chosen));
            case ListedSystem listed -> lists ? listed(listed, include.path("concept")) : filtered(listed, include);
            case OpenSystem open ->
                lists ? one(Stated.part(chosen, include.path("concept"), open)) : all(open, include);
        };
    }

    private Members all(OpenSystem system, JsonNode include) {
        if (!include.path("filter").isEmpty()) {
            throw Refusals.filter("The codes of " + system.title() + " cannot be filtered.");
        }
        return new Members(List.of(), List.of(new Members.Open(system, List.of(), List.of())), Set.of());
    }

    private Members filtered(ListedSystem system, JsonNode include) {
        BitSet members = system.table().all();
        for (JsonNode filter : include.path("filter")) {
            work.spend(Work.PIECE + system.table().size() / Long.SIZE);
            members.and(Filters.apply(system, filter, work));
        }
        return one(new Part(system, null, members, Map.of()));
    }

    private Members one(Part part) {
        return new Members(List.of(part), List.of(), Set.of());
    }

    private Members listed(ListedSystem system, JsonNode concepts) {
        var order = new int[concepts.size()];
        var members = new BitSet();
        var own = new HashMap<Integer, JsonNode>();
        int count = 0;
        for (JsonNode concept : concepts) {
            int number = system.table().find(concept.path("code").asString(""));
            if (number < 0) {
                if (!system.complete()) {
                    return one(Stated.part(new Canonical(system.url(), system.version()), concepts, null));
                }
                continue;
            }
            if (!members.get(number)) {
                order[count++] = number;
                members.set(number);
            }
            if (concept.size() > 1) {
                own.put(number, concept);
            }
        }
        return one(new Part(system, java.util.Arrays.copyOf(order, count), members, own));
    }

    // -- exclude

    private Members exclude(Members from, JsonNode exclude) {
        boolean whole = exclude.has("system")
                && exclude.path("concept").isEmpty()
                && exclude.path("filter").isEmpty()
                && exclude.path("valueSet").isEmpty();
        if (whole) {
            String system = exclude.path("system").asString("");
            return new Members(
                    from.parts().stream()
                            .filter(part -> !part.system().url().equals(system))
                            .toList(),
                    from.open().stream()
                            .filter(each -> !each.system().url().equals(system))
                            .toList(),
                    from.unknown());
        }
        Members gone = include(exclude);
        if (!gone.unknown().isEmpty()) {
            throw Refusals.codeSystemUnknown(gone.unknown().iterator().next().toString());
        }
        for (Part part : from.parts()) {
            compared(part, gone.parts().size());
            String url = part.system().url();
            gone.parts().stream()
                    .filter(each -> each.system().url().equals(url))
                    .forEach(part::remove);
            gone.open().stream()
                    .filter(each -> each.system().url().equals(url))
                    .forEach(each -> part.members().stream()
                            .filter(concept ->
                                    each.contains(part.system().table().code(concept)))
                            .forEach(part.members()::clear));
        }
        List<Members.Open> open = from.open().stream()
                .map(each -> new Members.Open(each.system(), each.within(), joined(each.without(), List.of(gone))))
                .toList();
        return new Members(from.parts(), open, from.unknown());
    }
}
