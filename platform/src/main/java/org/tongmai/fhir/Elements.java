package org.tongmai.fhir;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.tongmai.store.Definitions;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code _elements}: cuts resources down to the elements named and what is mandatory, with a tag that says so. {@code value}
 * names {@code valueQuantity}, {@code Patient.name} names {@code name} of a Patient. Names that are all of other types leave a
 * resource whole, and so does no name.
 *
 * @see <a href="http://hl7.org/fhir/R4/search.html#elements">FHIR R4 _elements</a>
 * @see <a href="https://hl7.org/fhir/uv/bulkdata/STU2/export.html#query-parameters">Bulk Data Access 2.0, _elements</a>
 */
public record Elements(Set<String> names) {

    /** Elements that are there whatever is asked for. */
    public static final Set<String> ALWAYS = Set.of("resourceType", "id", "meta", "implicitRules");

    public Elements {
        names = Set.copyOf(names);
    }

    /** Of the values of the parameter, each a list separated by commas. */
    public static Elements of(Collection<String> lists) {
        var names = new LinkedHashSet<String>();
        for (String list : lists) {
            for (String name : list.split(",")) {
                names.add(name.strip());
            }
        }
        names.remove("");
        return new Elements(names);
    }

    /** Whether nothing is named, so that resources stay whole. */
    boolean none() {
        return names.isEmpty();
    }

    public byte[] cut(String type, byte[] json) {
        return concerns(type) ? Json.bytes(cut(type, Json.read(json))) : json;
    }

    /** Cuts in place. */
    ObjectNode cut(String type, ObjectNode resource) {
        if (!concerns(type)) {
            return resource;
        }
        keep(type, resource, names);
        return tagged(resource);
    }

    private boolean concerns(String type) {
        return names.stream().anyMatch(name -> !Character.isUpperCase(name.charAt(0)) || name.startsWith(type + "."));
    }

    /** Leaves what is named and what is mandatory. */
    static void keep(String type, ObjectNode resource, Set<String> names) {
        Set<String> mandatory = Projection.Marked.mandatory(type);
        resource.propertyStream().map(Map.Entry::getKey).toList().forEach(member -> {
            String name = member.startsWith("_") ? member.substring(1) : member;
            boolean always = ALWAYS.contains(name) || mandatory.contains(name);
            if (!always && !named(type, name, names)) {
                resource.remove(member);
            }
        });
    }

    private static boolean named(String type, String member, Set<String> names) {
        if (names.contains(member) || names.contains(type + "." + member)) {
            return true;
        }
        for (String name : names) {
            String bare = name.startsWith(type + ".") ? name.substring(type.length() + 1) : name;
            if (member.startsWith(bare)
                    && member.length() > bare.length()
                    && Character.isUpperCase(member.charAt(bare.length()))
                    && Definitions.child(type, bare) == null) {
                return true;
            }
        }
        return false;
    }

    /** Says that a resource is not whole. */
    static ObjectNode tagged(ObjectNode resource) {
        JsonNode meta = resource.get("meta");
        ObjectNode holder = meta instanceof ObjectNode object ? object : resource.putObject("meta");
        JsonNode tags = holder.get("tag");
        ArrayNode list = tags instanceof ArrayNode array ? array : holder.putArray("tag");
        list.addObject()
                .put("system", "http://terminology.hl7.org/CodeSystem/v3-ObservationValue")
                .put("code", "SUBSETTED");
        return resource;
    }
}
