package org.tongmai.intake.hl7v2;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tongmai.access.InstitutionSystems;
import org.tongmai.kernel.DocumentType;
import tools.jackson.databind.JsonNode;

/**
 * Patient identifier domains: assigning authorities of HL7 v2 (HD: name, universal id, its type) and FHIR identifier systems.
 *
 * @see <a href="https://profiles.ihe.net/ITI/TF/Volume2/ch-E.html">IHE ITI TF-2 appendix E</a>
 */
public final class Domain {

    private static final Pattern USCC = Pattern.compile("[0-9A-Z]{18}");

    private static final Pattern OID = Pattern.compile("[0-2](\\.(0|[1-9][0-9]*))+");

    private static final String URN = "urn:oid:";

    /** HL7 table 0203. */
    private static final Map<DocumentType, String> TYPES = Map.of(
            DocumentType.RESIDENT_NUMBER, "NNCHN",
            DocumentType.PASSPORT, "PPN",
            DocumentType.HK_MACAU_PERMIT, "HKM",
            DocumentType.TAIWAN_PERMIT, "TWP",
            DocumentType.BIRTH_CERTIFICATE, "BCT",
            DocumentType.HOUSEHOLD_REGISTER, "HR",
            DocumentType.OFFICER, "MI",
            DocumentType.DRIVING_LICENCE, "DL",
            DocumentType.CARD, "HC");

    private Domain() {}

    /**
     * The FHIR system of an authority: an institution by its code, a document by its OID or type, anything else by its
     * universal id. Nothing where it names none.
     *
     * @param name namespace id
     * @param universal universal id
     * @param type HL7 table 0203, where the number's type is told
     */
    public static Optional<String> system(String name, String universal, String type) {
        for (String each : new String[] {name, universal}) {
            if (USCC.matcher(each).matches()) {
                return Optional.of(InstitutionSystems.patients(each));
            }
        }
        for (String each : new String[] {universal, name}) {
            if (OID.matcher(each).matches()) {
                return Optional.of(URN + each);
            }
            if (each.contains(":")) {
                return Optional.of(each);
            }
        }
        String document = type.isEmpty() ? name : type;
        return TYPES.entrySet().stream()
                .filter(each -> each.getValue().equals(document))
                .map(each -> each.getKey().system())
                .findFirst();
    }

    /** Whether a text may be the code of an institution. */
    static boolean isInstitution(String text) {
        return USCC.matcher(text).matches();
    }

    /** Whether a text is an object identifier. */
    static boolean isOid(String text) {
        return OID.matcher(text).matches();
    }

    /** The system of a CX: its authority in component 4, its type in component 5. */
    static Optional<String> system(Field number) {
        return system(number.text(4, 1), number.text(4, 2), number.text(5));
    }

    /** A number with all parts of its authority, as CX; each part unescaped. */
    static String[] number(JsonNode identifier) {
        String system = identifier.path("system").asString("");
        Optional<DocumentType> document = DocumentType.ofSystem(system);
        String name = InstitutionSystems.ofPatients(system)
                .or(() -> document.map(Domain::type))
                .orElse(system);
        boolean oid = system.startsWith(URN);
        return new String[] {
            identifier.path("value").asString(""),
            name,
            oid ? system.substring(URN.length()) : system,
            oid ? "ISO" : "URI",
            document.map(Domain::type).orElse("MR")
        };
    }

    private static String type(DocumentType document) {
        return TYPES.getOrDefault(document, "");
    }
}
