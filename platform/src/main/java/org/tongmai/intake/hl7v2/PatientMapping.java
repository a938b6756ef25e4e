package org.tongmai.intake.hl7v2;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.intake.hl7v2.Entry.Write;
import org.tongmai.kernel.DocumentType;
import org.tongmai.kernel.PatientIdentityCheck.Numbered;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** PID and NK1 to Patient. */
final class PatientMapping {

    private static final String ETHNICITY = "https://tongmai.org/fhir/StructureDefinition/ethnicity";

    /** Types of HL7 table 0203 that name the national number of some country. */
    private static final Set<String> NATIONAL = Set.of("NI", "PRC");

    private static final Pattern RESIDENT_FORM = Pattern.compile("\\d{17}[0-9Xx]");

    private static final Set<String> LOCAL_TYPES = Set.of("MR", "MRN", "PI", "PT");

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

    /** Fields of PID, and what of a patient each tells alone. */
    private static final Map<Integer, String> ERASABLE = Map.ofEntries(
            Map.entry(5, "name|official"),
            Map.entry(7, "birthDate"),
            Map.entry(8, "gender"),
            Map.entry(9, "name|nickname"),
            Map.entry(11, "address"),
            Map.entry(13, "telecom|home"),
            Map.entry(14, "telecom|work"),
            Map.entry(15, "communication"),
            Map.entry(16, "maritalStatus"),
            Map.entry(17, "extension|" + PatientTraits.CORE + "patient-religion"),
            Map.entry(22, "extension|" + ETHNICITY),
            Map.entry(23, "extension|" + PatientTraits.CORE + "patient-birthPlace"),
            Map.entry(24, "multipleBirthBoolean"),
            Map.entry(25, "multipleBirthInteger"),
            Map.entry(26, "extension|" + PatientTraits.CORE + "patient-citizenship"),
            Map.entry(28, "extension|" + PatientTraits.CORE + "patient-nationality"),
            Map.entry(29, "deceasedDateTime"),
            Map.entry(30, "deceasedBoolean"));

    private final Source source;
    private final Times times;

    PatientMapping(Source source) {
        this.source = source;
        this.times = new Times(source.zones());
    }

    /** @param write results only make a patient who is not there, registrations replace one */
    Entry map(Hl7v2Message message, Segment pid, Write write) {
        Field local = local(pid);
        String localId = local.text(1);
        ObjectNode patient = Fhir.resource("Patient");
        ObjectNode usual = Json.object().put("use", "usual");
        String kind = local.text(5).toUpperCase(Locale.ROOT);
        usual.set("type", Fhir.concept(Fhir.hl7("v2-0203", kind.isEmpty() ? "MR" : kind)));
        usual.put("system", source.system("patient")).put("value", localId);
        if (!local.text(4).isEmpty() && !Domain.isInstitution(local.raw(4, 1)) && !isOwn(local)) {
            usual.putObject("assigner").put("display", local.text(4));
        }
        Fhir.add(patient, "identifier", usual);
        otherNumbers(pid, local, patient);
        if (!message.header().test()) {
            documents(pid, patient);
        }
        names(pid, patient);
        pid.fields(13).forEach(phone -> People.telecom(phone, "home", patient));
        pid.fields(14).forEach(phone -> People.telecom(phone, "work", patient));
        pid.fields(40).forEach(phone -> People.telecom(phone, "home", patient));
        Fhir.put(patient, "gender", gender(pid));
        birth(pid, patient);
        death(pid, patient);
        pid.fields(11).forEach(address -> Fhir.add(patient, "address", People.address(address)));
        Kin.contacts(message, pid, times, patient);
        ethnicity(pid, patient);
        new PatientTraits(source).put(message, pid, patient);
        patient.set("managingOrganization", Fhir.reference(source.organization()));
        return new Entry(patient, source.urn("patient", localId), write, "patient/" + localId, erased(message, pid));
    }

    private Field local(Segment pid) {
        return own(pid.fields(3))
                .or(() -> own(pid.fields(2)))
                .orElseThrow(() -> new Problem(
                        Kind.INVALID,
                        "intake.local-id-missing",
                        "PID-3 holds no patient number of the sending institution.",
                        "The number that the institution gave (type MR) is what its later messages are matched by.",
                        "Send it as <number>^^^<USCC of the institution>^MR in PID-3.",
                        List.of("PID-3")));
    }

    /** The own number, by its type; else one of a namespace that is no institution's. */
    Optional<Field> own(List<Field> numbers) {
        return Stream.concat(
                        numbers.stream().filter(this::isLocal), numbers.stream().filter(this::isOfANamespace))
                .filter(field -> !field.raw(1, 1).isBlank())
                .findFirst();
    }

    /** Numbers of another institution never count as this one's: they would lead into that institution's files. */
    private boolean isLocal(Field field) {
        String authority = field.raw(4, 1);
        boolean own = authority.isEmpty() || authority.equals(source.institution()) || isOwn(field);
        return own && isLocalType(field);
    }

    private boolean isOfANamespace(Field field) {
        return isLocalType(field)
                && !Domain.isInstitution(field.raw(4, 1))
                && !Domain.isInstitution(field.raw(4, 2))
                && document(field).isEmpty();
    }

    private boolean isOwn(Field field) {
        return field.raw(4, 2).equals(source.institution());
    }

    private static boolean isLocalType(Field field) {
        return LOCAL_TYPES.contains(type(field)) || type(field).isEmpty();
    }

    private static String type(Field field) {
        return field.raw(5, 1).strip().toUpperCase(Locale.ROOT);
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
        pid.fields(3).stream().filter(field -> document(field).isPresent()).forEach(field -> {
            field.text(5);
            if (field.raw(4, 1).equals(DocumentType.RESIDENT_NUMBER_OID)
                    || field.raw(4, 1).isEmpty()) {
                field.all(4);
            }
        });
    }

    /** Numbers of other namespaces stay numbers of those; another institution's are not the sender's to tell. */
    private void otherNumbers(Segment pid, Field local, ObjectNode patient) {
        Map<Integer, String> kinds = Map.of(2, "external", 3, "number", 4, "alternate", 19, "social-security");
        for (int number : List.of(3, 2, 4, 19)) {
            pid.fields(number).stream()
                    .filter(field -> field != local && !field.raw(1, 1).isBlank())
                    .filter(field -> document(field).isEmpty())
                    .filter(field -> !Domain.isInstitution(field.raw(4, 1)) && !Domain.isInstitution(field.raw(4, 2)))
                    .forEach(field -> {
                        String kind = type(field).isEmpty() ? kinds.getOrDefault(number, "number") : type(field);
                        String given = field.raw(4, 1).isEmpty() ? kind : kind + "/" + field.raw(4, 1);
                        String system = source.system("patient-number/" + given.replaceAll("[^0-9A-Za-z._/-]", "-"));
                        Fhir.add(patient, "identifier", Numbers.identifier(field, 4, 5, system));
                    });
        }
        pid.fields(20)
                .forEach(licence -> Fhir.add(
                        patient,
                        "identifier",
                        Fhir.identifier(DocumentType.DRIVING_LICENCE.system(), licence.text(1))));
    }

    private static Optional<DocumentType> document(Field field) {
        boolean resident = field.raw(4, 1).equals(DocumentType.RESIDENT_NUMBER_OID)
                || field.raw(4, 2).equals(DocumentType.RESIDENT_NUMBER_OID);
        @Nullable DocumentType type = resident ? DocumentType.RESIDENT_NUMBER : DOCUMENTS.get(type(field));
        if (!resident
                && NATIONAL.contains(type(field))
                && !RESIDENT_FORM.matcher(field.raw(1, 1)).matches()) {
            type = null; // another country's number
        }
        return field.raw(1, 1).isBlank() ? Optional.empty() : Optional.ofNullable(type);
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
                        case "B", "BAD" -> "old";
                        default -> "official";
                    });
            name.setAll(People.name(field));
            Fhir.add(patient, "name", name);
        }
        pid.fields(9)
                .forEach(alias -> Fhir.add(
                        patient, "name", Json.object().put("use", "nickname").setAll(People.name(alias))));
    }

    /** The refusal of a number that another namespace of the institution gave to somebody else. */
    static Problem ambiguous() {
        return new Problem(
                Kind.CONFLICT,
                "intake.local-id-ambiguous",
                "The patient number in PID-3 was given by another namespace of the institution before.",
                "Two namespaces may give one number to two patients; their records must not be mixed.",
                "Send the institution's code as the authority of one of them, with numbers that are nobody else's.",
                List.of("PID-3.4"));
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

    /** The day; the time of day, where it is told, as the extension that FHIR has for it. */
    private void birth(Segment pid, ObjectNode patient) {
        Fhir.put(patient, "birthDate", times.date(pid.field(7)));
        if (times.isMoment(pid.field(7))) {
            ObjectNode time = Json.object().put("url", "http://hl7.org/fhir/StructureDefinition/patient-birthTime");
            Fhir.add(
                    patient.withObject("_birthDate"),
                    "extension",
                    time.put("valueDateTime", times.dateTime(pid.field(7))));
        }
    }

    private void death(Segment pid, ObjectNode patient) {
        String at = times.dateTime(pid.field(29));
        if (!at.isEmpty()) {
            patient.put("deceasedDateTime", at);
        } else if (pid.text(30).equals("Y") || pid.text(30).equals("N")) {
            patient.put("deceasedBoolean", pid.text(30).equals("Y"));
        }
    }

    /** GB 3304, in PID-22 or, as some systems send it, in PID-10. */
    private static void ethnicity(Segment pid, ObjectNode patient) {
        int field = pid.field(22).raw(1, 1).isEmpty() ? 10 : 22;
        String code = pid.field(field).raw(1, 1).strip();
        if (code.matches("\\d{1,2}")) {
            pid.text(field);
            Fhir.add(patient, "extension", Json.object().put("url", ETHNICITY).put("valueCode", twoDigits(code)));
        }
    }

    private static String twoDigits(String code) {
        return code.length() == 1 ? "0" + code : code;
    }

    /** Every element that comes from one field: {@code ""} in that field deletes it, and nothing that other fields tell. */
    private static Set<String> erased(Hl7v2Message message, Segment pid) {
        Set<String> erased = new HashSet<>();
        ERASABLE.forEach((field, element) -> {
            if (pid.erased(field)) {
                erased.add(element);
            }
        });
        if (erased.contains("telecom|home")) {
            erased.add("telecom|mobile"); // told in PID-13, too
        }
        message.first("PD1").filter(pd1 -> pd1.erased(4)).ifPresent(pd1 -> erased.add("generalPractitioner"));
        return erased;
    }
}
