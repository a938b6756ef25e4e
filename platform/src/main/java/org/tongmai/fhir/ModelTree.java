package org.tongmai.fhir;

import java.util.IdentityHashMap;
import java.util.List;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Definitions;
import org.tongmai.store.Json;
import org.tongmai.store.ResourceTypes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A resource twice: as JSON, in which it is changed so that nothing of it gets lost, and as HAPI's model, on which FHIRPath is
 * evaluated; and which element of the one is which of the other.
 */
final class ModelTree {

    /**
     * Where an element stands.
     *
     * @param up the object that holds it; null for the resource itself
     * @param holder the JSON object of {@code up}
     * @param within where the members of the holder are defined: {@code Patient}, {@code Patient.contact}, {@code HumanName}
     * @param member the JSON member
     * @param index in the array, or -1 where the member holds one value
     */
    record Place(@Nullable Place up, ObjectNode holder, String within, String member, int index) {

        /** The element's own object; null for primitives. */
        @Nullable
        ObjectNode object() {
            JsonNode value = holder.get(member);
            return (index >= 0 && value != null ? value.get(index) : value) instanceof ObjectNode own ? own : null;
        }
    }

    private final ObjectNode json;
    private final Resource model;
    private final String type;
    private final IdentityHashMap<Base, Place> places = new IdentityHashMap<>();

    /** @throws RuntimeException of HAPI's parser */
    ModelTree(ObjectNode json) {
        this.json = json;
        this.type = json.path("resourceType").asString("");
        this.model = FhirPaths.parse(Json.bytes(json));
        object(model, json, null, type);
    }

    Resource model() {
        return model;
    }

    ObjectNode json() {
        return json;
    }

    String type() {
        return type;
    }

    @SuppressWarnings("ReferenceEquality") // the resource itself, not one that is equal to it
    boolean isRoot(Base element) {
        return element == model;
    }

    /** Where an element of the model stands in the JSON; null where it is computed or not told apart. */
    @Nullable
    Place place(Base element) {
        return places.get(element);
    }

    private void object(Base base, ObjectNode holder, @Nullable Place up, String within) {
        for (Property property : base.children()) {
            List<Base> values = property.getValues();
            if (!values.isEmpty() && values.getFirst() != null) {
                property(property.getName(), values, holder, up, within);
            }
        }
    }

    private void property(String named, List<Base> values, ObjectNode holder, @Nullable Place up, String within) {
        boolean choice = named.endsWith("[x]");
        String name = choice
                ? named.substring(0, named.length() - 3)
                        + capital(values.getFirst().fhirType())
                : named;
        JsonNode value = holder.get(name);
        JsonNode sibling = holder.get("_" + name);
        if (value instanceof ArrayNode || sibling instanceof ArrayNode) {
            int at = 0;
            int size = Math.max(value == null ? 0 : value.size(), sibling == null ? 0 : sibling.size());
            for (int i = 0; i < size && at < values.size(); i++) {
                JsonNode one = value == null ? null : value.get(i);
                JsonNode oneSibling = sibling == null ? null : sibling.get(i);
                if (something(one) || something(oneSibling)) {
                    one(values.get(at++), one, oneSibling, new Place(up, holder, within, name, i));
                }
            }
        } else if (value != null || sibling != null) {
            one(values.getFirst(), value, sibling, new Place(up, holder, within, name, -1));
        }
    }

    private void one(Base element, @Nullable JsonNode value, @Nullable JsonNode sibling, Place place) {
        places.put(element, place);
        if (value instanceof ObjectNode object) {
            object(element, object, place, within(place, object));
        } else if (sibling instanceof ObjectNode object) {
            var own = new Place(place.up(), place.holder(), place.within(), "_" + place.member(), place.index());
            object(element, object, own, "Element");
        }
    }

    /** Where the members of an element's object are defined. */
    static String within(Place place, ObjectNode object) {
        String resource = object.path("resourceType").asString("");
        if (ResourceTypes.exists(resource)) {
            return resource;
        }
        Definitions.Element element = Definitions.child(place.within(), place.member());
        return element != null ? element.path() : place.member().equals("extension") ? "Extension" : "";
    }

    private static boolean something(@Nullable JsonNode node) {
        return node != null && !node.isNull();
    }

    static String capital(String word) {
        return word.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
