package org.tongmai.fhir;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Definitions;
import org.tongmai.store.Fact;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The part of each resource that an answer shows: {@code _summary} and {@code _elements}. What is cut carries the tag SUBSETTED.
 *
 * @see <a href="http://hl7.org/fhir/R4/search.html#summary">FHIR R4 _summary</a>
 * @see <a href="http://hl7.org/fhir/R4/search.html#elements">FHIR R4 _elements</a>
 */
sealed interface Projection {

    /** Everything; the bytes go out as they are stored. */
    record Whole() implements Projection {}

    /** No resources, only how many there are. */
    record Count() implements Projection {}

    /** The elements that R4 marks as summary. */
    record Summary() implements Projection {}

    /** The narrative and what is mandatory. */
    record Text() implements Projection {}

    /** All but the narrative. */
    record Data() implements Projection {}

    /** The elements named, and what is mandatory. */
    record Named(Elements elements) implements Projection {}

    /**
     * What the request asks for.
     *
     * @throws Problem {@code fhir.summary-unknown}
     */
    static Projection of(Request request) {
        String summary = request.first("_summary");
        Elements elements = Elements.of(request.query().getOrDefault("_elements", List.of()));
        return switch (summary == null ? "false" : summary) {
            case "true" -> new Summary();
            case "text" -> new Text();
            case "data" -> new Data();
            case "count" -> new Count();
            case "false" -> elements.none() ? new Whole() : new Named(elements);
            default ->
                throw new Problem(
                        Problem.Kind.INVALID,
                        "fhir.summary-unknown",
                        "_summary cannot be read.",
                        "It is true, text, data, count or false.",
                        "Correct it, or leave it out.");
        };
    }

    /** The bytes to show of a stored resource. */
    default byte[] show(Fact fact) {
        return this instanceof Whole ? fact.json() : Json.bytes(show(fact.type(), fact.tree()));
    }

    /** The bytes to show of a resource that is not stored. */
    default byte[] show(String type, byte[] json) {
        return this instanceof Whole ? json : Json.bytes(show(type, Json.read(json)));
    }

    private ObjectNode show(String type, ObjectNode resource) {
        switch (this) {
            case Whole whole -> {
                return resource;
            }
            case Data data -> {
                if (resource.remove("text") == null) {
                    return resource;
                }
            }
            case Summary summary -> Marked.prune(resource, type);
            case Text text -> Elements.keep(type, resource, Set.of("text"));
            case Count count -> Elements.keep(type, resource, Set.of());
            case Named named -> {
                return named.elements.cut(type, resource);
            }
        }
        return Elements.tagged(resource);
    }

    /** What R4 marks as summary and as mandatory; read when first asked for. */
    final class Marked {

        private static final Map<String, Set<String>> SUMMARY = new HashMap<>();
        private static final Map<String, Set<String>> MANDATORY = new HashMap<>();

        static {
            Definitions.lines("/fhir/r4/summary.tsv", cells -> {
                SUMMARY.put(cells[0], Set.of(cells[1].split(" ", -1)));
                MANDATORY.put(cells[0], Set.of(cells[2].split(" ", -1)));
            });
        }

        private Marked() {}

        static Set<String> mandatory(String type) {
            return MANDATORY.getOrDefault(type, Set.of());
        }

        private static void prune(ObjectNode object, String path) {
            Set<String> marked = SUMMARY.get(path);
            if (marked == null) {
                return;
            }
            Set<String> mandatory = mandatory(path);
            for (String member : object.propertyStream().map(Map.Entry::getKey).toList()) {
                String name = member.startsWith("_") ? member.substring(1) : member;
                if (!Elements.ALWAYS.contains(name) && !marked.contains(name) && !mandatory.contains(name)) {
                    object.remove(member);
                } else {
                    below(object.get(member), Definitions.child(path, name));
                }
            }
        }

        private static void below(@Nullable JsonNode value, Definitions.@Nullable Element element) {
            if (value == null || element == null || element.path().indexOf('.') < 0) {
                return;
            }
            if (value instanceof ObjectNode object) {
                prune(object, element.path());
            } else {
                value.forEach(item -> below(item, element));
            }
        }
    }
}
