package org.tongmai.store;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The element that tells whose record a resource belongs to: the single one behind the type's search parameter {@code patient}.
 *
 * @see <a href="http://hl7.org/fhir/R4/compartmentdefinition-patient.html">FHIR R4 Patient compartment</a>
 */
public final class PatientReference {

    private static final String NONE = "";
    private static final Map<String, String> MEMBERS = new ConcurrentHashMap<>();

    private PatientReference() {}

    /** The top-level member that refers to the patient; null where the type has none or several. */
    public static @Nullable String member(String type) {
        String member = MEMBERS.computeIfAbsent(type, PatientReference::find);
        return member.equals(NONE) ? null : member;
    }

    static @Nullable String of(String type, byte[] body) {
        return of(type, Json.read(body));
    }

    /** The reference as written; null where there is none or it is not to a patient. */
    static @Nullable String of(String type, ObjectNode resource) {
        String member = member(type);
        JsonNode reference = member == null ? null : resource.path(member).get("reference");
        return reference == null ? null : reference.asString("");
    }

    private static String find(String type) {
        SearchParameter patient = SearchParameter.of(type, "patient");
        if (patient == null) {
            patient = SearchParameter.of(type, "subject");
        }
        if (patient == null || patient.paths().size() != 1) {
            return NONE;
        }
        SearchPath path = patient.paths().getFirst();
        if (path.routes().size() != 1 || path.routes().getFirst().hops().size() != 1) {
            return NONE;
        }
        String member = path.routes().getFirst().hops().getFirst().member();
        Definitions.Element element = Definitions.child(type, member);
        return element == null || element.many() ? NONE : member;
    }
}
