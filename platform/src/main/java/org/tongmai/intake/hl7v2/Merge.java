package org.tongmai.intake.hl7v2;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Joins what a message says with what is stored. In HL7 v2 an empty field means "as you have it", and {@code ""} means
 * "delete it": so an element that the message does not mention stays.
 *
 * @see <a href="https://www.hl7.eu/HL7v2x/v25/std25/ch02.html">HL7 v2.5 chapter 2, section 2.5.3.2</a>
 */
public final class Merge {

    private static final Set<String> OF_THE_STORE = Set.of("id", "meta");

    /** References whose spelling differs between a bundle and the store. */
    private static final List<String> REFERENCES = List.of("subject", "encounter", "patient");

    private static final List<String> CHOICES = List.of("deceased", "value", "effective");

    private Merge() {}

    /** The resource of the message, completed by what is stored. */
    public static ObjectNode over(ObjectNode stored, Entry entry) {
        ObjectNode merged = entry.resource().deepCopy();
        for (String name : stored.propertyNames()) {
            boolean said = merged.has(name) || entry.erased().contains(name) || otherChoice(merged, name);
            if (!said && !OF_THE_STORE.contains(name)) {
                merged.set(name, stored.get(name));
            }
        }
        for (String name : entry.assumed()) {
            if (stored.has(name)) {
                merged.set(name, stored.get(name));
            }
        }
        keepLabels(stored, merged);
        keepPeriod(stored, merged, entry);
        union(stored, merged, "identifier", "system");
        union(stored, merged, "result", "reference");
        return merged;
    }

    /** The resource of the message alone, under the labels of what is stored. */
    public static ObjectNode instead(ObjectNode stored, Entry entry) {
        ObjectNode merged = entry.resource().deepCopy();
        keepLabels(stored, merged);
        return merged;
    }

    /** What is stored, completed by the results of an older message, and by the content of a document whose status alone is known. */
    public static ObjectNode under(ObjectNode stored, Entry entry) {
        ObjectNode merged = stored.deepCopy();
        merged.remove("meta");
        keepLabels(stored, merged);
        union(entry.resource(), merged, "result", "reference");
        if (entry.type().equals("DocumentReference") && !DocumentMapping.hasContent(stored)) {
            for (String name : DocumentMapping.OF_CONTENT) {
                if (entry.resource().has(name)) {
                    merged.set(name, entry.resource().get(name));
                }
            }
        }
        return merged;
    }

    /** Whether the store would say the same afterwards. */
    public static boolean same(ObjectNode stored, ObjectNode merged) {
        ObjectNode one = stored.deepCopy();
        ObjectNode other = merged.deepCopy();
        for (ObjectNode each : List.of(one, other)) {
            var labels = each.path("meta").path("security");
            OF_THE_STORE.forEach(each::remove);
            if (!labels.isMissingNode()) {
                each.set("labels", labels);
            }
        }
        REFERENCES.forEach(name -> {
            if (one.has(name) == other.has(name)) {
                one.remove(name);
                other.remove(name);
            }
        });
        return one.equals(other);
    }

    /** What was marked as sensitive stays so until somebody says otherwise on purpose; a test is none once it is said in earnest. */
    public static void keepLabels(ObjectNode stored, ObjectNode merged) {
        List<JsonNode> own = merged.at("/meta/security").valueStream().toList();
        stored.at("/meta/security")
                .valueStream()
                .filter(label -> !label.path("code").asString("").equals("HTEST"))
                .filter(label -> own.stream().noneMatch(said -> sameCode(said, label)))
                .forEach(label -> Fhir.add(merged.withObject("meta"), "security", (ObjectNode) label.deepCopy()));
    }

    private static boolean sameCode(JsonNode one, JsonNode other) {
        return one.path("code").equals(other.path("code")) && one.path("system").equals(other.path("system"));
    }

    /** A visit keeps the people of roles, the circumstances, the start and the end that a message does not speak of, and stays finished once it is. */
    private static void keepPeriod(ObjectNode stored, ObjectNode merged, Entry entry) {
        if (!entry.type().equals("Encounter")) {
            return;
        }
        if (stored.get("period") instanceof ObjectNode known && merged.get("period") instanceof ObjectNode said) {
            for (String end : List.of("start", "end")) {
                if (known.has(end) && (!said.has(end) || entry.assumed().contains("period." + end))) {
                    said.set(end, known.get(end));
                }
            }
        }
        if (stored.get("hospitalization") instanceof ObjectNode known
                && merged.get("hospitalization") instanceof ObjectNode said) {
            known.properties().forEach(each -> said.putIfAbsent(each.getKey(), each.getValue()));
        }
        union(
                stored,
                merged,
                "participant",
                participant -> participant.at("/type/0/coding/0/code").asString(""));
    }

    private static boolean otherChoice(ObjectNode merged, String name) {
        return CHOICES.stream()
                .filter(name::startsWith)
                .anyMatch(choice -> merged.propertyNames().stream().anyMatch(other -> other.startsWith(choice)));
    }

    private static void union(ObjectNode from, ObjectNode into, String list, String key) {
        union(from, into, list, element -> element.path(key).asString(""));
    }

    private static void union(ObjectNode from, ObjectNode into, String list, Function<JsonNode, String> key) {
        if (!(from.get(list) instanceof ArrayNode more) || !(into.get(list) instanceof ArrayNode own)) {
            return;
        }
        Set<String> present = new TreeSet<>();
        own.forEach(element -> present.add(key.apply(element)));
        ArrayNode all = own.deepCopy();
        for (JsonNode element : more) {
            if (!present.contains(key.apply(element))) {
                all.add(element);
            }
        }
        into.set(list, all);
    }
}
