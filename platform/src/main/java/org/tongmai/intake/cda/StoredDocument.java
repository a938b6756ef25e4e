package org.tongmai.intake.cda;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the store holds of documents: the ids of what they became, and what a Composition tells of the version it was made from. */
public final class StoredDocument {

    /** The extension that keeps what FHIR has no element for. */
    public static final String DETAIL = Details.URL;

    private static final String SET = Types.OWN + "cda-set";

    private static final String DOCUMENT = Types.OWN + "cda-document";

    private StoredDocument() {}

    /** The id of the DocumentReference and the Binary of the institution's document of that number. */
    public static String documentId(String institution, String number, Version version) {
        return Draft.id(institution + "|cda|document|" + number + "#" + version);
    }

    /** The id of the Composition of a set of documents. */
    public static String compositionId(String institution, String set) {
        return Draft.id(institution + "|cda|set|" + set);
    }

    /** The id of a patient who is known from documents only. */
    public static String patientId(String institution, String name) {
        return Draft.id(institution + "|cda|patient|" + name);
    }

    /** The id of a visit that is known from documents only. */
    public static String visitId(String institution, String name) {
        return Draft.id(institution + "|cda|visit|" + name);
    }

    /** Says in a DocumentReference under which set it is filed. */
    static void file(ObjectNode reference, String set) {
        Fhir.add(reference, "extension", Json.object().put("url", SET).put("valueString", set));
    }

    /** Says in a Composition from which document it was made. */
    static void name(ObjectNode composition, String number, Version version) {
        Fhir.add(
                composition,
                "extension",
                Json.object().put("url", DOCUMENT).put("valueString", number + "#" + version));
    }

    /** Whether two documents are of one kind, told by the code that they bear. */
    public static boolean sameKind(ObjectNode composition, CdaDocument document) {
        String code = document.code();
        return code.isEmpty()
                || composition
                        .at("/type/coding")
                        .valueStream()
                        .anyMatch(coding -> coding.path("code").asString("").equals(code));
    }

    /** Under which set a DocumentReference is filed. */
    public static Optional<String> setOf(ObjectNode reference) {
        return extension(reference, SET);
    }

    /** The number of the document from which a Composition was made. */
    public static String numberOf(ObjectNode composition) {
        String name = extension(composition, DOCUMENT).orElse("");
        return name.isEmpty() ? "" : name.substring(0, name.lastIndexOf('#'));
    }

    /** Its version. */
    public static Version versionOf(ObjectNode composition) {
        String name = extension(composition, DOCUMENT).orElse("#1");
        return Version.parse(name.substring(name.lastIndexOf('#') + 1)).orElse(Version.FIRST);
    }

    /** The resources that a Composition refers to as its entries. */
    public static List<String> entriesOf(ObjectNode composition) {
        List<String> entries = new ArrayList<>();
        collect(composition.path("section"), entries);
        return entries;
    }

    private static void collect(JsonNode sections, List<String> entries) {
        for (JsonNode section : sections) {
            section.path("entry")
                    .forEach(entry -> entries.add(entry.path("reference").asString("")));
            collect(section.path("section"), entries);
        }
    }

    /** Marks a resource as said in error, in the way of its type. */
    public static void enteredInError(ObjectNode resource) {
        switch (resource.path("resourceType").asString()) {
            case "Condition" -> {
                resource.remove("clinicalStatus");
                resource.set("verificationStatus", Fhir.hl7("condition-ver-status", "entered-in-error"));
            }
            case "AllergyIntolerance" -> {
                resource.remove("clinicalStatus");
                resource.set("verificationStatus", Fhir.hl7("allergyintolerance-verification", "entered-in-error"));
            }
            case "Goal" -> resource.put("lifecycleStatus", "entered-in-error");
            default -> resource.put("status", "entered-in-error");
        }
    }

    private static Optional<String> extension(ObjectNode resource, String url) {
        for (JsonNode extension : resource.path("extension")) {
            if (extension.path("url").asString("").equals(url)) {
                return Optional.of(extension.path("valueString").asString(""));
            }
        }
        return Optional.empty();
    }
}
