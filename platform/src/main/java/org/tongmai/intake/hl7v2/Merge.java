package org.tongmai.intake.hl7v2;

import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    private static final List<String> CHOICES = List.of("deceased", "multipleBirth", "value", "effective");

    /** Lists of which a message may tell a part only: by type and element, what tells the parts apart. */
    private static final Map<String, Function<JsonNode, String>> PARTS = Map.of(
            "extension", extension -> extension.path("url").asString(""),
            "identifier", identifier -> identifier.path("system").asString(""),
            "result", result -> result.path("reference").asString(""),
            "Patient.name", name -> name.path("use").asString(""),
            "Patient.telecom", contact -> contact.path("use").asString(""),
            "Encounter.type", type -> type.at("/coding/0/system").asString(""),
            "Encounter.participant",
                    person -> person.at("/type/0/coding/0/code").asString(""));

    private Merge() {}

    /** The resource of the message, completed by what is stored and not deleted by it. */
    public static ObjectNode over(ObjectNode known, Entry entry) {
        ObjectNode stored = without(known, entry.erased());
        ObjectNode merged = entry.resource().deepCopy();
        for (String name : stored.propertyNames()) {
            boolean said = merged.has(name) || otherChoice(merged, name);
            if (!said && !OF_THE_STORE.contains(name)) {
                merged.set(name, stored.get(name));
            }
        }
        for (String name : entry.assumed()) {
            if (stored.has(name)) {
                merged.set(name, stored.get(name));
            }
        }
        Labels.keep(stored, merged);
        keepPeriod(stored, merged, entry);
        PARTS.keySet().stream()
                .filter(part -> !part.contains(".") || part.startsWith(entry.type() + "."))
                .forEach(part -> union(stored, merged, part));
        return merged;
    }

    /** The resource of the message alone, under the labels of what is stored. */
    public static ObjectNode instead(ObjectNode stored, Entry entry) {
        ObjectNode merged = entry.resource().deepCopy();
        Labels.keep(stored, merged);
        return merged;
    }

    /** What is stored, completed by the results of an older message, and by the content of a document whose status alone is known. */
    public static ObjectNode under(ObjectNode stored, Entry entry) {
        ObjectNode merged = stored.deepCopy();
        merged.remove("meta");
        Labels.keep(stored, merged);
        union(entry.resource(), merged, "result");
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
    }

    /** What is stored, without the elements, or the parts of elements ({@code telecom|home}), that the sender deletes. */
    private static ObjectNode without(ObjectNode stored, Set<String> erased) {
        if (erased.isEmpty()) {
            return stored;
        }
        ObjectNode left = stored.deepCopy();
        for (String each : erased) {
            String[] path = each.split("\\|", 2);
            if (path.length == 1) {
                left.remove(path[0]);
                left.remove("_" + path[0]);
            } else if (left.get(path[0]) instanceof ObjectNode element) {
                element.remove(path[1]);
            } else if (left.get(path[0]) instanceof ArrayNode list) {
                Function<JsonNode, String> key = key(left.path("resourceType").asString() + "." + path[0]);
                list.removeIf(part -> key.apply(part).equals(path[1]));
            }
            if (left.path(path[0]).isContainer() && left.path(path[0]).isEmpty()) {
                left.remove(path[0]);
            }
        }
        return left;
    }

    private static Function<JsonNode, String> key(String part) {
        String element = part.substring(part.indexOf('.') + 1);
        return Objects.requireNonNull(PARTS.getOrDefault(part, PARTS.get(element)), part);
    }

    private static boolean otherChoice(ObjectNode merged, String name) {
        return CHOICES.stream()
                .filter(name::startsWith)
                .anyMatch(choice -> merged.propertyNames().stream().anyMatch(other -> other.startsWith(choice)));
    }

    /** Adds the parts of which the other does not speak. */
    private static void union(ObjectNode from, ObjectNode into, String part) {
        String list = part.substring(part.indexOf('.') + 1);
        if (!(from.get(list) instanceof ArrayNode more) || !(into.get(list) instanceof ArrayNode own)) {
            return;
        }
        Function<JsonNode, String> key = key(part);
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
