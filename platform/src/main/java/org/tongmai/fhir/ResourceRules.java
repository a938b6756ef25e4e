package org.tongmai.fhir;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.UnifiedSocialCreditCode;
import org.tongmai.store.Change;
import org.tongmai.store.Definitions;
import org.tongmai.store.ResourceTypes;
import org.tongmai.store.Store;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What every resource must pass before it is stored, whichever way it came. */
final class ResourceRules {

    private static final String PLATFORM = "https://tongmai.org/fhir";

    /** What follows it is an institution's own: its code, a slash, and what it likes. */
    private static final String INSTITUTIONS = PLATFORM + "/institution/";

    /** With what the canonical URLs begin that no institution owns, up to one of {@link #BOUNDARY}. */
    private static final List<String> SHARED = List.of(
            PLATFORM,
            "http://hl7.org",
            "https://hl7.org",
            "http://www.hl7.org",
            "https://www.hl7.org",
            "http://terminology.hl7.org",
            "https://terminology.hl7.org",
            "http://unitsofmeasure.org",
            "http://loinc.org",
            "http://snomed.info",
            "urn:ietf",
            "urn:iso");

    /** What may follow such a beginning: another character makes it the name of another host. */
    private static final String BOUNDARY = "/:|#?";

    /** The types that are used by their canonical URL. */
    private static final Set<String> CANONICAL = ResourceTypes.names().stream()
            .filter(type -> {
                Definitions.Element url = Definitions.child(type, "url");
                return url != null && url.type().equals("uri") && Definitions.child(type, "status") != null;
            })
            .collect(Collectors.toUnmodifiableSet());

    private final IdentityRules identity;

    ResourceRules(IdentityRules identity) {
        this.identity = identity;
    }

    /** @param institution that sends; null for the platform itself and for a node without accounts */
    Store.Check check(boolean strict, @Nullable String institution) {
        return (index, change, resource) -> check(change, resource, strict, institution);
    }

    private void check(Change change, ObjectNode resource, boolean strict, @Nullable String institution) {
        String type = change.type();
        if (!resource.path("resourceType").asString("").equals(type)) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "fhir.type-differs",
                    "The body is no " + type + ".",
                    "The resourceType must be the one of the URL.",
                    "Correct the one or the other.",
                    List.of(type + ".resourceType"));
        }
        String id = resource.path("id").asString("");
        if (change.id() != null && !id.isEmpty() && !id.equals(change.id())) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "fhir.id-differs",
                    "The id of the body is not the one of the URL.",
                    "An update writes the resource that the URL names.",
                    "Correct the one or the other.",
                    List.of(type + ".id"));
        }
        Shape.check(type, resource, strict);
        if (type.equals("Patient")) {
            identity.check(resource);
            refuseNumbersOfOthers(resource, institution);
        } else if (type.equals("Organization") && institution != null) {
            refuseForeign(resource, institution);
        }
        if (institution != null && CANONICAL.contains(type)) {
            refuseShared(type, resource, institution);
        }
    }

    /** A number that another institution gave to a patient is for that one to say. */
    private static void refuseNumbersOfOthers(ObjectNode patient, @Nullable String institution) {
        int index = 0;
        for (JsonNode identifier : patient.path("identifier")) {
            String system = identifier.path("system").asString("");
            boolean given = system.startsWith(INSTITUTIONS);
            if (institution != null && given && !system.startsWith(INSTITUTIONS + institution + "/")) {
                throw new Problem(
                        Problem.Kind.FORBIDDEN,
                        "fhir.foreign-patient-number",
                        "The Patient bears a number in the name of another institution.",
                        "Each institution numbers its own patients; under a foreign number the one would pass for the other.",
                        "Send your own number and what identifies the person; the platform finds who is the same.",
                        List.of("Patient.identifier[" + index + "].system"));
            }
            index++;
        }
    }

    /** What all use by its canonical URL is for the operator to define anew. */
    private static void refuseShared(String type, ObjectNode resource, String institution) {
        for (String member : List.of("url", "valueSet")) {
            String url = resource.path(member).asString("").strip();
            boolean own = url.startsWith(INSTITUTIONS + institution + "/");
            if (!own && SHARED.stream().anyMatch(shared -> within(shared, url))) {
                throw new Problem(
                        Problem.Kind.FORBIDDEN,
                        "fhir.shared-definition",
                        "The canonical URL is one of HL7, of another standard, or of the platform.",
                        "Whoever defines such a URL anew changes what codes and profiles mean for everybody here.",
                        "Give it a URL of your own, or ask the operator of the platform to file it.",
                        List.of(type + "." + member));
            }
        }
    }

    private static boolean within(String shared, String url) {
        return url.startsWith(shared)
                && (url.length() == shared.length() || BOUNDARY.indexOf(url.charAt(shared.length())) >= 0);
    }

    /** Who is an institution is for the operator to say: a sender speaks of itself and its departments. */
    private static void refuseForeign(ObjectNode organization, String institution) {
        for (JsonNode identifier : organization.path("identifier")) {
            boolean code = identifier.path("system").asString("").equals(UnifiedSocialCreditCode.SYSTEM);
            if (code && !identifier.path("value").asString("").equals(institution)) {
                throw new Problem(
                        Problem.Kind.FORBIDDEN,
                        "fhir.foreign-organization",
                        "The Organization bears the unified social credit code of another institution.",
                        "An institution registers itself only; others are registered by the operator of the platform.",
                        "Refer to it with Organization?identifier=system|code.",
                        List.of("Organization.identifier"));
            }
        }
    }
}
