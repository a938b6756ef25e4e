package org.tongmai.fhir;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.fhir.ModelTree.Place;
import org.tongmai.store.Definitions;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An element that a patch changes. A primitive and its {@code _member} with id and extensions change together; what is left
 * empty goes with its last content, as FHIR has no empty objects.
 *
 * @param place null for the resource itself
 */
record PatchTarget(ModelTree tree, @Nullable Place place, List<String> where) {

    /** Appends to a list, or gives a single element that is not there yet. */
    void add(String name, PatchValue value) {
        ObjectNode object = place == null ? tree.json() : place.object();
        String within = place == null ? tree.type() : object == null ? "Element" : ModelTree.within(place, object);
        if (object == null && place != null) {
            object = sibling(place);
        }
        String member = value.member(within, name);
        if (object == null || member == null) {
            throw PatchRefusals.notApplicable("FHIR R4 does not have the element that is to be added.", where);
        }
        Definitions.Element element = Definitions.child(within, member);
        boolean many = element == null ? member.equals("extension") : element.many();
        if (!many && given(object, within, name, member)) {
            throw PatchRefusals.notApplicable("The element is there already and may be there once only.", where);
        }
        JsonNode json = value.json(element == null ? "" : element.path(), where);
        if (!many) {
            put(object, member, json, value.sibling());
        } else {
            int end = Math.max(
                    object.path(member).size(), object.path("_" + member).size());
            insert(object, member, end, json, value.sibling());
        }
    }

    /** True where the element stands there, as any of the types that it may have. */
    private static boolean given(ObjectNode object, String within, String name, String member) {
        if (object.has(member) || object.has("_" + member)) {
            return true;
        }
        return !member.equals(name)
                && object.propertyStream()
                        .map(each ->
                                each.getKey().startsWith("_") ? each.getKey().substring(1) : each.getKey())
                        .anyMatch(key -> key.startsWith(name)
                                && key.length() > name.length()
                                && Character.isUpperCase(key.charAt(name.length()))
                                && Definitions.child(within, key) != null);
    }

    /** The object with id and extensions of a primitive, made where it is missing. */
    private static @Nullable ObjectNode sibling(Place place) {
        String name = "_" + place.member();
        if (place.index() < 0) {
            return place.holder().get(name) instanceof ObjectNode own
                    ? own
                    : place.holder().putObject(name);
        }
        ArrayNode list = list(place.holder(), name, place.index() + 1);
        if (list.get(place.index()) instanceof ObjectNode own) {
            return own;
        }
        ObjectNode own = Json.object();
        list.set(place.index(), own);
        return own;
    }

    void replace(PatchValue value) {
        Place at = here();
        JsonNode json = value.json(within(at), where);
        ObjectNode holder = at.holder();
        String member = at.member();
        if (at.index() < 0) {
            String other = otherChoice(at, value);
            holder.remove(List.of(member, "_" + member));
            put(holder, other, json, value.sibling());
        } else {
            list(holder, member, at.index() + 1)
                    .set(at.index(), json == null ? Json.mapper().nullNode() : json);
            if (value.sibling() != null || holder.has("_" + member)) {
                JsonNode sibling = value.sibling();
                list(holder, "_" + member, at.index() + 1)
                        .set(at.index(), sibling == null ? Json.mapper().nullNode() : sibling.deepCopy());
            }
            tidy(holder, member);
        }
    }

    /** The member under which a value of another type stands, where the element may have several. */
    private static String otherChoice(Place at, PatchValue value) {
        Definitions.Element element = Definitions.child(at.within(), at.member());
        String type = element == null ? "" : ModelTree.capital(element.type());
        if (!type.isEmpty() && !value.type().isEmpty() && at.member().endsWith(type)) {
            String other = at.member().substring(0, at.member().length() - type.length()) + value.type();
            return Definitions.child(at.within(), other) == null ? at.member() : other;
        }
        return at.member();
    }

    void delete() {
        remove(here());
    }

    private static void remove(Place at) {
        ObjectNode holder = at.holder();
        String plain = at.member().startsWith("_") ? at.member().substring(1) : at.member();
        if (at.member().startsWith("_")) {
            if (at.index() < 0) {
                holder.remove(at.member());
            } else if (holder.get(at.member()) instanceof ArrayNode siblings) {
                siblings.set(at.index(), Json.mapper().nullNode());
            }
        } else if (at.index() < 0) {
            holder.remove(List.of(plain, "_" + plain));
        } else {
            for (String name : List.of(plain, "_" + plain)) {
                if (holder.get(name) instanceof ArrayNode list && at.index() < list.size()) {
                    list.remove(at.index());
                }
            }
        }
        tidy(holder, plain);
        if (holder.isEmpty() && at.up() != null) {
            remove(at.up());
        }
    }

    void insert(int index, PatchValue value) {
        Place at = here();
        if (index > size(at)) {
            throw PatchRefusals.notApplicable("The index is past the end of the list.", where);
        }
        insert(at.holder(), at.member(), index, value.json(within(at), where), value.sibling());
    }

    void move(int source, int destination) {
        Place at = here();
        if (source >= size(at) || destination >= size(at)) {
            throw PatchRefusals.notApplicable("The index is past the end of the list.", where);
        }
        for (String name : List.of(at.member(), "_" + at.member())) {
            if (at.holder().get(name) instanceof ArrayNode) {
                ArrayNode list = list(at.holder(), name, size(at));
                list.insert(destination, list.remove(source));
            }
        }
        tidy(at.holder(), at.member());
    }

    private Place here() {
        if (place == null) {
            throw PatchRefusals.notApplicable("The resource itself is not changed by a patch as a whole.", where);
        }
        return place;
    }

    private static int size(Place at) {
        return Math.max(
                at.holder().path(at.member()).size(),
                at.holder().path("_" + at.member()).size());
    }

    private static String within(Place at) {
        Definitions.Element element = Definitions.child(at.within(), at.member());
        return element == null ? "" : element.path();
    }

    private static void put(ObjectNode holder, String member, @Nullable JsonNode value, @Nullable JsonNode sibling) {
        if (value != null) {
            holder.set(member, value);
        }
        if (sibling != null) {
            holder.set("_" + member, sibling.deepCopy());
        }
    }

    private static void insert(
            ObjectNode holder, String member, int index, @Nullable JsonNode value, @Nullable JsonNode sibling) {
        if (value != null || holder.has(member)) {
            list(holder, member, index)
                    .insert(index, value == null ? Json.mapper().nullNode() : value);
        }
        if (sibling != null || holder.has("_" + member)) {
            list(holder, "_" + member, index)
                    .insert(index, sibling == null ? Json.mapper().nullNode() : sibling.deepCopy());
        }
        tidy(holder, member);
    }

    /** The array under a name, filled up with nulls to at least {@code size}. */
    private static ArrayNode list(ObjectNode holder, String member, int size) {
        ArrayNode list = holder.get(member) instanceof ArrayNode known ? known : holder.putArray(member);
        while (list.size() < size) {
            list.addNull();
        }
        return list;
    }

    /** Takes away lists that hold nothing. */
    private static void tidy(ObjectNode holder, String member) {
        for (String name : List.of(member, "_" + member)) {
            if (holder.get(name) instanceof ArrayNode list && list.valueStream().allMatch(JsonNode::isNull)) {
                holder.remove(name);
            }
        }
    }
}
