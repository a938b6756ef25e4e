package org.tongmai.intake.hl7v2;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tongmai.intake.hl7v2.Entry.Write;
import org.tongmai.kernel.DocumentType;
import org.tongmai.kernel.PatientIdentityCheck.Numbered;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** PID and NK1 to Patient. */
final class PatientMapping {

    private static final String RESIDENT_NUMBER_OID = "2.16.156.10011.1.3";

    private static final String ETHNICITY = "https://tongmai.org/fhir/StructureDefinition/ethnicity";

    private static final Set<String> LOCAL_TYPES = Set.of("MR", "PI", "PT");

    /** HL7 table 0203, as far as it names documents of China. */
    private static final Map<String, DocumentType> DOCUMENTS = Map.ofEntries(
            Map.entry("NNCHN", DocumentType.RESIDENT_NUMBER),
            Map.entry("NI", DocumentType.RESIDENT_NUMBER),
            Map.entry("PRC", DocumentType.RESIDENT_NUMBER),
            Map.entry("PPN", DocumentType.PASSPORT),
            Map.entry("HKM", DocumentType.HK_MACAU_PERMIT),
            Map.entry("TWP", DocumentType.TAIWAN_PERMIT),
            Map.entry("BCT", DocumentType.BIRTH_CERTIFICATE),
            Map.entry("BR", DocumentType.BIRTH_CERTIFICATE),
            Map.entry("HR", DocumentType.HOUSEHOLD_REGISTER),
            Map.entry("MI", DocumentType.OFFICER),
            Map.entry("DL", DocumentType.DRIVING_LICENCE),
            Map.entry("HC", DocumentType.CARD),
            Map.entry("SS", DocumentType.CARD));

    /** HL7 table 0001, and the digits of GB/T 2261.1 that Chinese systems send instead. */
    private static final Map<String, String> GENDERS = Map.of(
            "M", "male", "1", "male", "F", "female", "2", "female", "O", "other", "9", "other", "A", "other", "U",
            "unknown", "0", "unknown");

    /** HL7 table 0063 to v3-RoleCode. */
    private static final Map<String, String> RELATIONSHIPS = Map.ofEntries(
            Map.entry("MTH", "MTH"),
            Map.entry("FTH", "FTH"),
            Map.entry("PAR", "PRN"),
            Map.entry("SPO", "SPS"),
            Map.entry("CHD", "CHILD"),
            Map.entry("SIB", "SIB"),
            Map.entry("GRD", "GUARD"),
            Map.entry("GRP", "GRPRN"));

    private final Source source;
    private final Times times;

    PatientMapping(Source source) {
        this.source = source;
        this.times = new Times(source.zones());
    }

    /** @param write results only make a patient who is not there, registrations replace one */
    Entry map(Hl7v2Message message, Segment pid, Write write) {
        String localId = localId(pid);
        ObjectNode patient = Fhir.resource("Patient");
        ObjectNode usual = Json.object().put("use", "usual");
        usual.set("type", Fhir.concept(Fhir.hl7("v2-0203", "MR")));
        Fhir.add(
                patient,
                "identifier",
                usual.put("system", source.system("patient")).put("value", localId));
        documents(pid, patient);
        names(pid, patient);
        pid.fields(13).forEach(phone -> Fhir.add(patient, "telecom", People.telecom(phone, "home")));
        pid.fields(14).forEach(phone -> Fhir.add(patient, "telecom", People.telecom(phone, "work")));
        Fhir.put(patient, "gender", gender(pid));
        Fhir.put(patient, "birthDate", times.date(pid.field(7)));
        death(pid, patient);
        pid.fields(11).forEach(address -> Fhir.add(patient, "address", People.address(address)));
        contacts(message, pid, patient);
        ethnicity(pid, patient);
        patient.set("managingOrganization", Fhir.reference(source.organization()));
        return new Entry(patient, source.urn("patient", localId), write, "patient/" + localId, erased(pid));
    }

    private String localId(Segment pid) {
        return pid.fields(3).stream()
                .filter(this::isLocal)
                .map(field -> field.text(1))
                .filter(number -> !number.isEmpty())
                .findFirst()
                .orElseThrow(() -> new Problem(
                        Kind.INVALID,
                        "intake.local-id-missing",
                        "PID-3 holds no patient number of the sending institution.",
                        "The number that the institution gave (type MR) is what its later messages are matched by.",
                        "Send it as <number>^^^<USCC of the institution>^MR in PID-3.",
                        List.of("PID-3")));
    }

    /** Numbers of another institution never count as this one's: they would lead into that institution's files. */
    boolean isLocal(Field field) {
        String authority = field.text(4, 1);
        boolean own = authority.isEmpty()
                || authority.equals(source.institution())
                || field.text(4, 2).equals(source.institution());
        return own && (LOCAL_TYPES.contains(type(field)) || type(field).isEmpty());
    }

    private static String type(Field field) {
        return field.text(5).toUpperCase(Locale.ROOT);
    }

    /** The numbers of identity documents, with their places in the message. */
    static List<Numbered> numbers(Segment pid) {
        return pid.fields(3).stream()
                .flatMap(field ->
                        document(field)
                                .map(type -> new Numbered(type.system(), field.text(1), field.where() + ".1"))
                                .stream())
                .toList();
    }

    private static void documents(Segment pid, ObjectNode patient) {
        numbers(pid)
                .forEach(number -> Fhir.add(patient, "identifier", Fhir.identifier(number.system(), number.value())));
    }

    private static Optional<DocumentType> document(Field field) {
        boolean resident =
                field.text(4, 1).equals(RESIDENT_NUMBER_OID) || field.text(4, 2).equals(RESIDENT_NUMBER_OID);
        DocumentType type = resident ? DocumentType.RESIDENT_NUMBER : DOCUMENTS.get(type(field));
        return field.text(1).isEmpty() ? Optional.empty() : Optional.ofNullable(type);
    }

    private static void names(Segment pid, ObjectNode patient) {
        for (Field field : pid.fields(5)) {
            ObjectNode name = Json.object();
            name.put(
                    "use",
                    switch (field.text(7)) {
                        case "A", "N" -> "nickname";
                        case "M" -> "maiden";
                        case "S" -> "anonymous";
                        default -> "official";
                    });
            name.setAll(People.name(field));
            Fhir.add(patient, "name", name);
        }
    }

    private static String gender(Segment pid) {
        return gender(pid.text(8));
    }

    /** The administrative gender of FHIR; empty where none is told. */
    static String gender(String code) {
        String sex = code.toUpperCase(Locale.ROOT);
        return sex.isEmpty() ? "" : GENDERS.getOrDefault(sex, "unknown");
    }

    /** What of the patient could not be read as it stands and was stored otherwise. */
    static Optional<Problem> remark(Segment pid) {
        String sex = pid.text(8).toUpperCase(Locale.ROOT);
        return sex.isEmpty() || GENDERS.containsKey(sex)
                ? Optional.empty()
                : Optional.of(new Problem(
                        Kind.INVALID,
                        "intake.sex-unknown",
                        "PID-8 holds no known code; the sex was stored as unknown.",
                        "HL7 table 0001 has M, F, O, A, U; the digits of GB/T 2261.1 are read too.",
                        "Send one of these with the next message about the patient.",
                        List.of("PID-8")));
    }

    private void death(Segment pid, ObjectNode patient) {
        String at = times.dateTime(pid.field(29));
        if (!at.isEmpty()) {
            patient.put("deceasedDateTime", at);
        } else if (pid.text(30).equals("Y") || pid.text(30).equals("N")) {
            patient.put("deceasedBoolean", pid.text(30).equals("Y"));
        }
    }

    private static void contacts(Hl7v2Message message, Segment pid, ObjectNode patient) {
        for (Field mother : pid.fields(6)) {
            Fhir.add(patient, "contact", contact("MTH", "").set("name", People.name(mother)));
        }
        message.all("NK1").filter(kin -> kin.field(2).present()).forEach(kin -> {
            String code = kin.text(3).toUpperCase(Locale.ROOT);
            ObjectNode contact =
                    contact(RELATIONSHIPS.getOrDefault(code, ""), kin.field(3).firstOf(2, 1));
            contact.set("name", People.name(kin.field(2)));
            kin.fields(5).forEach(phone -> Fhir.add(contact, "telecom", People.telecom(phone, "home")));
            kin.fields(4).stream().findFirst().ifPresent(at -> Fhir.set(contact, "address", People.address(at)));
            Fhir.add(patient, "contact", contact);
        });
    }

    private static ObjectNode contact(String relationship, String words) {
        ObjectNode contact = Json.object();
        ObjectNode concept = relationship.isEmpty()
                ? Fhir.text(words)
                : Fhir.put(Fhir.concept(Fhir.hl7("v3-RoleCode", relationship)), "text", words);
        Fhir.add(contact, "relationship", concept);
        return contact;
    }

    /** GB 3304, in PID-22 or, as some systems send it, in PID-10. */
    private static void ethnicity(Segment pid, ObjectNode patient) {
        String code = pid.text(22).isEmpty() ? pid.text(10) : pid.text(22);
        if (code.matches("\\d{1,2}")) {
            Fhir.add(patient, "extension", Json.object().put("url", ETHNICITY).put("valueCode", twoDigits(code)));
        }
    }

    private static String twoDigits(String code) {
        return code.length() == 1 ? "0" + code : code;
    }

    private static Set<String> erased(Segment pid) {
        Set<String> erased = new HashSet<>();
        Map<Integer, String> elements =
                Map.of(5, "name", 7, "birthDate", 8, "gender", 11, "address", 13, "telecom", 29, "deceasedDateTime");
        elements.forEach((field, element) -> {
            if (pid.erased(field)) {
                erased.add(element);
            }
        });
        return erased;
    }
}
