package org.tongmai.fhir.bulk;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Definitions;
import org.tongmai.store.Json;
import org.tongmai.store.ResourceTypes;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Cuts resources down to the elements asked for, those that must be there, and a tag that says so.
 *
 * @see <a href="https://hl7.org/fhir/uv/bulkdata/STU2/export.html#query-parameters">Bulk Data Access 2.0, _elements</a>
 */
final class Elements {

    private static final Set<String> ALWAYS = Set.of("resourceType", "id", "meta", "implicitRules");

    private final Set<String> anywhere = new HashSet<>();
    private final Set<String> ofType = new HashSet<>();

    /** @param asked {@code name} for every type, or {@code Type.name} */
    Elements(List<String> asked) {
        for (String element : asked) {
            String[] parts = element.split("\\.", -1);
            boolean readable = parts.length == 1
                    ? element.matches("[A-Za-z]\\w*")
                    : parts.length == 2
                            && ResourceTypes.exists(parts[0])
                            && (Definitions.child(parts[0], parts[1]) != null || ALWAYS.contains(parts[1]));
            if (!readable) {
                throw new Problem(
                        Problem.Kind.INVALID,
                        "fhir.elements-unreadable",
                        "_elements names something that is no element.",
                        "Its form is element or Type.element, elements of the resource itself.",
                        "Write for example id,Patient.name.");
            }
            (parts.length == 1 ? anywhere : ofType).add(element);
        }
    }

    boolean none() {
        return anywhere.isEmpty() && ofType.isEmpty();
    }

    /** Cuts in place. */
    void cut(String type, ObjectNode resource) {
        boolean named = ofType.stream().anyMatch(element -> element.startsWith(type + "."));
        if (anywhere.isEmpty() && !named) {
            return;
        }
        for (String member : List.copyOf(resource.propertyNames())) {
            String element = member.startsWith("_") ? member.substring(1) : member;
            Definitions.Element definition = Definitions.child(type, element);
            boolean kept = ALWAYS.contains(element)
                    || anywhere.contains(element)
                    || ofType.contains(type + "." + element)
                    || (definition != null && definition.required());
            if (!kept) {
                resource.remove(member);
            }
        }
        ObjectNode meta = resource.get("meta") instanceof ObjectNode present ? present : resource.putObject("meta");
        ArrayNode tags = meta.get("tag") instanceof ArrayNode present ? present : meta.putArray("tag");
        tags.addObject()
                .put("system", "http://terminology.hl7.org/CodeSystem/v3-ObservationValue")
                .put("code", "SUBSETTED");
    }

    byte[] cut(String type, byte[] json) {
        ObjectNode resource = Json.read(json);
        cut(type, resource);
        return Json.bytes(resource);
    }
}
