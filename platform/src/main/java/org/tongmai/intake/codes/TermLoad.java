package org.tongmai.intake.codes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tongmai.intake.codes.TermFile.Fault;
import org.tongmai.intake.codes.TermFile.Line;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.store.Change;
import org.tongmai.store.Fact;
import org.tongmai.store.Json;
import org.tongmai.store.Origin;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Loads files of terminology into the store. A file that says what is stored already changes nothing; a code that a new edition
 * leaves out is retired and not removed, so that records that hold it can still be read.
 */
public final class TermLoad {

    /** Codes that a report names of each sort. */
    private static final int NAMED_MAX = 100;

    private final Store store;

    public TermLoad(Store store) {
        this.store = store;
    }

    /**
     * What a table is; a file of FHIR tells it itself.
     *
     * @param system short name or URL of the code system, of a map of its source
     * @param target the same of a map's target; empty for a table of codes
     * @param kind what the codes are codes of; empty where the short name tells
     * @param edition such as 2.0
     * @param from first day for which it holds; empty for no limit
     * @param until last day; empty for no limit
     */
    public record As(String system, String target, String kind, String edition, String from, String until) {}

    /**
     * What a file would change, or changed.
     *
     * @param type CodeSystem, ValueSet or ConceptMap
     * @param added codes that are new, some of them named
     * @param retired that are no more
     * @param renamed whose name, other names or target changed
     * @param keptCount that stay as they were because the lines of this file that speak of them are at fault
     * @param same how many are as before
     */
    public record Told(
            String type,
            String url,
            String edition,
            String title,
            int rows,
            int addedCount,
            int retiredCount,
            int renamedCount,
            int keptCount,
            int same,
            List<String> added,
            List<String> retired,
            List<String> renamed,
            List<Wrong> faults,
            boolean written) {}

    /** A line that could not be read: {@code line:column}, what is wrong, what stands there. */
    public record Wrong(String where, String what, String text) {}

    /**
     * Reads a file and compares it with what is stored.
     *
     * @param apply whether it is written
     * @throws Problem {@code intake.terms-unreadable}, {@code intake.terms-unnamed}, {@code intake.table-unreadable}
     */
    public List<Told> load(byte[] bytes, As as, boolean apply) {
        TermFile.Read read = TermFile.read(bytes);
        List<ObjectNode> resources = read.resources().isEmpty()
                        && read.faults().size() + read.lines().size() > 0
                        && !read.lines().isEmpty()
                ? List.of(read.maps() ? map(read.lines(), as) : system(read.lines(), as))
                : read.resources();
        List<Wrong> faults = read.faults().stream().map(TermLoad::wrong).toList();
        if (resources.isEmpty()) {
            throw TermFile.unreadable(
                    faults.isEmpty()
                            ? "The file holds nothing."
                            : "Nothing can be read; the first fault, at "
                                    + faults.getFirst().where() + ": "
                                    + faults.getFirst().what() + " "
                                    + faults.getFirst().text());
        }
        List<Told> told = new ArrayList<>();
        for (ObjectNode resource : resources) {
            told.add(one(resource, read, told.isEmpty() ? faults : List.of(), apply));
        }
        return told;
    }

    private static Wrong wrong(Fault fault) {
        return new Wrong(fault.where(), fault.what(), fault.text());
    }

    private Told one(ObjectNode resource, TermFile.Read read, List<Wrong> faults, boolean apply) {
        String type = resource.path("resourceType").asString("");
        String id = resource.path("id").asString("");
        if (id.isEmpty()) {
            id = id(type + " " + resource.path("url").asString(""));
            resource.put("id", id);
        }
        ObjectNode before = store.current(type, id, Scope.everything())
                .filter(fact -> !fact.deleted())
                .map(Fact::tree)
                .orElse(null);
        Map<String, String> was = before == null ? Map.of() : entries(before);
        int kept = before == null ? 0 : keepFaulty(before, resource, read);
        if (type.equals("CodeSystem") && before != null) {
            keepRetired(before, resource);
        }
        Map<String, String> now = entries(resource);
        List<String> added = new TreeSet<>(now.keySet())
                .stream()
                        .filter(each -> !was.containsKey(each)
                                && !now.getOrDefault(each, "").startsWith(RETIRED))
                        .toList();
        List<String> retired = new TreeSet<>(was.keySet())
                .stream()
                        .filter(each -> !was.getOrDefault(each, "").startsWith(RETIRED))
                        .filter(each -> now.getOrDefault(each, RETIRED).startsWith(RETIRED))
                        .toList();
        List<String> renamed = new TreeSet<>(now.keySet())
                .stream()
                        .filter(each -> was.containsKey(each) && !retired.contains(each))
                        .filter(each -> !now.getOrDefault(each, "").equals(was.get(each)))
                        .toList();
        boolean changed = before == null || !content(before).equals(content(resource));
        if (apply && changed) {
            store.transact(List.of(Change.update(type, id, Json.bytes(resource))), Origin.platform());
        }
        return new Told(
                type,
                resource.path("url").asString(""),
                resource.path("version").asString(""),
                resource.path("title").asString(""),
                read.rows(),
                added.size(),
                retired.size(),
                renamed.size(),
                kept,
                now.size()
                        - added.size()
                        - renamed.size()
                        - (int) retired.stream().filter(now::containsKey).count(),
                first(added),
                first(retired),
                first(renamed),
                faults,
                apply && changed);
    }

    private static List<String> first(List<String> all) {
        return all.subList(0, Math.min(all.size(), NAMED_MAX));
    }

    /** Without what the store adds. */
    private static ObjectNode content(ObjectNode resource) {
        ObjectNode copy = resource.deepCopy();
        if (copy.path("meta") instanceof ObjectNode meta) {
            meta.remove(List.of("versionId", "lastUpdated"));
            if (meta.isEmpty()) {
                copy.remove("meta");
            }
        }
        return copy;
    }

    private static final String RETIRED = "-";

    /** Codes, or mappings, and what is said of each. */
    private static Map<String, String> entries(ObjectNode resource) {
        Map<String, String> entries = new LinkedHashMap<>();
        concepts(resource.path("concept"), entries);
        for (JsonNode group : resource.path("group")) {
            for (JsonNode element : group.path("element")) {
                entries.merge(
                        element.path("code").asString(""), "+" + element.path("target"), (one, other) -> one + other);
            }
        }
        for (JsonNode include : resource.at("/compose/include")) {
            include.path("concept")
                    .forEach(each -> entries.put(each.path("code").asString(""), "+" + each.path("display")));
        }
        return entries;
    }

    private static void concepts(JsonNode concepts, Map<String, String> entries) {
        for (JsonNode each : concepts) {
            boolean retired = false;
            for (JsonNode property : each.path("property")) {
                retired |= property.path("code").asString("").equals("status")
                        && property.path("valueCode").asString("").equals("retired");
            }
            entries.put(
                    each.path("code").asString(""),
                    (retired ? RETIRED : "+")
                            + each.path("display").asString("")
                            + each.path("designation")
                            + each.path("property"));
            concepts(each.path("concept"), entries);
        }
    }

    /** What is said in a line at fault is not known, so what was there before stays as it was. */
    private static int keepFaulty(ObjectNode before, ObjectNode now, TermFile.Read read) {
        Map<String, String> there = entries(now);
        Predicate<JsonNode> keep = each -> {
            String code = each.path("code").asString("");
            return !there.containsKey(code) && (read.blind() || read.faulty().contains(code));
        };
        int kept = 0;
        List<ObjectNode> concepts = new ArrayList<>();
        flat(before.path("concept"), concepts);
        for (ObjectNode each : concepts) {
            if (keep.test(each)) {
                ObjectNode copy = each.deepCopy();
                copy.remove("concept");
                now.withArray("concept").add(copy);
                kept++;
            }
        }
        ArrayNode elements = now.path("group").isEmpty()
                ? null
                : ((ObjectNode) now.path("group").get(0)).withArray("element");
        for (JsonNode each : before.at("/group/0/element")) {
            if (elements != null && keep.test(each)) {
                elements.add(each.deepCopy());
                kept++;
            }
        }
        return kept;
    }

    /** What the new edition leaves out stays, as retired. */
    private static void keepRetired(ObjectNode before, ObjectNode now) {
        Map<String, String> there = entries(now);
        ArrayNode concepts = now.withArray("concept");
        List<ObjectNode> gone = new ArrayList<>();
        flat(before.path("concept"), gone);
        for (ObjectNode each : gone) {
            if (!there.containsKey(each.path("code").asString(""))) {
                ObjectNode kept = each.deepCopy();
                kept.remove("concept");
                ArrayNode properties = kept.withArray("property");
                boolean marked = false;
                for (JsonNode property : properties) {
                    marked |= property.path("code").asString("").equals("status");
                }
                if (!marked) {
                    properties.addObject().put("code", "status").put("valueCode", "retired");
                }
                concepts.add(kept);
            }
        }
    }

    private static void flat(JsonNode concepts, List<ObjectNode> all) {
        for (JsonNode each : concepts) {
            all.add((ObjectNode) each);
            flat(each.path("concept"), all);
        }
    }

    // -- tables as resources

    private static ObjectNode system(List<Line> lines, As as) {
        TermSystem known = TermSystem.of(as.system()).orElse(null);
        String kind = as.kind().isEmpty() && known != null ? known.kind().name() : as.kind();
        ObjectNode system = header("CodeSystem", url(as.system(), "system"), as);
        system.withObject("/meta")
                .withArray("tag")
                .addObject()
                .put("system", Standards.KIND)
                .put("code", kind(kind).name().toLowerCase(Locale.ROOT));
        system.put("url", url(as.system(), "system"));
        system.put("title", known == null ? as.system() : known.title());
        system.put("language", "zh-CN").put("caseSensitive", true).put("content", "complete");
        ArrayNode concepts = system.putArray("concept");
        for (Line line : lines) {
            ObjectNode concept = concepts.addObject().put("code", line.code());
            if (!line.name().isEmpty()) {
                concept.put("display", line.name());
            }
            line.aliases()
                    .forEach(alias ->
                            concept.withArray("designation").addObject().put("value", alias));
            property(concept, "unit", "valueString", line.unit());
            property(concept, "parent", "valueCode", line.parent());
        }
        return system;
    }

    private static void property(ObjectNode concept, String code, String type, String value) {
        if (!value.isEmpty()) {
            concept.withArray("property").addObject().put("code", code).put(type, value);
        }
    }

    private static ObjectNode map(List<Line> lines, As as) {
        String source = url(as.system(), "system");
        String target = url(as.target(), "target");
        ObjectNode map = header("ConceptMap", source + " " + target, as);
        map.withObject("/meta")
                .withArray("tag")
                .addObject()
                .put("system", CodeMaps.USE)
                .put("code", CodeMaps.INTAKE);
        map.put("url", "https://tongmai.org/fhir/ConceptMap/" + map.path("id").asString(""));
        map.put("title", title(as.system()) + " → " + title(as.target()));
        map.put("sourceUri", source).put("targetUri", target);
        ObjectNode group =
                map.putArray("group").addObject().put("source", source).put("target", target);
        Map<String, ObjectNode> byCode = new LinkedHashMap<>();
        for (Line line : lines) {
            ObjectNode element = byCode.computeIfAbsent(line.code(), code -> {
                ObjectNode made = Json.object().put("code", code);
                return line.name().isEmpty() ? made : made.put("display", line.name());
            });
            ObjectNode to = element.withArray("target").addObject();
            if (line.target() != null) {
                to.put("code", line.target());
            }
            if (!line.targetName().isEmpty()) {
                to.put("display", line.targetName());
            }
            to.put("equivalence", line.equivalence());
        }
        ArrayNode elements = group.putArray("element");
        byCode.values().forEach(elements::add);
        return map;
    }

    private static ObjectNode header(String type, String name, As as) {
        ObjectNode resource = Json.object().put("resourceType", type).put("id", id(type + " " + name));
        if (!as.from().isEmpty() || !as.until().isEmpty()) {
            ObjectNode period = resource.putArray("extension")
                    .addObject()
                    .put("url", CodeMaps.PERIOD)
                    .putObject("valuePeriod");
            day(period, "start", as.from());
            day(period, "end", as.until());
        }
        if (!as.edition().isEmpty()) {
            resource.put("version", as.edition());
        }
        return resource.put("status", "active");
    }

    private static void day(ObjectNode period, String end, String day) {
        if (!day.isEmpty()) {
            if (!day.matches("\\d{4}-\\d{2}-\\d{2}")) {
                throw unnamed("A day is written as 2026-03-01.", end.equals("start") ? "from" : "until");
            }
            period.put(end, day);
        }
    }

    private static String title(String system) {
        return TermSystem.of(system).map(TermSystem::title).orElse(system);
    }

    private static String url(String named, String where) {
        String url = TermSystem.of(named).map(TermSystem::url).orElse(named);
        if (!url.matches("(https?://|urn:)\\S{1,300}")) {
            throw unnamed("It is the URL of a code system, or one of the short names.", where);
        }
        return url;
    }

    private static CodeKind kind(String named) {
        for (CodeKind kind : CodeKind.values()) {
            if (kind.name().equalsIgnoreCase(named)) {
                return kind;
            }
        }
        throw unnamed("It is diagnosis, procedure, laboratory, service, drug or unit.", "kind");
    }

    private static Problem unnamed(String why, @Nullable String where) {
        return new Problem(
                Kind.INVALID,
                "intake.terms-unnamed",
                "It is not told what the table holds.",
                why,
                "Name it; a file of FHIR needs no such words.",
                List.of(String.valueOf(where)));
    }

    private static String id(String name) {
        return LocalMap.hashed("terms-", name);
    }
}
