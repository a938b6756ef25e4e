package org.tongmai.simulator;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Input that a platform has to refuse, each with one thing wrong: for the story of the person who looks after an institution's
 * interface. The names start with {@code FAULTY}.
 */
final class FaultyDispatches {

    static final String WRONG_CHECK_DIGIT = "FAULTY-CHECK-DIGIT";
    static final String UNKNOWN_UNIT = "FAULTY-UNIT";
    static final String MISSING_PATIENT = "FAULTY-PATIENT";
    static final String MISSING_RESOURCE = "FAULTY-REFERENCE";

    private static final String LOCAL_ID = "FAULTY01";

    private final Institution institution;
    private final OffsetDateTime at;
    private final LocalPatient patient;
    private final Visit visit;

    private FaultyDispatches(Institution institution, ProvinceSettings settings) {
        this.institution = institution;
        this.at = Calendar.at(settings.today(), 7, 45);
        Resident right = resident();
        String wrong = right.idNumber().substring(0, 17) + (right.idNumber().endsWith("1") ? "2" : "1");
        Registration registration = Registration.of(right, settings.today()).withIdNumber(wrong);
        this.patient = new LocalPatient(institution, LOCAL_ID, right, registration, Set.of(), null);
        Institution.Department department = institution.departments().getFirst();
        this.visit = new Visit(
                LOCAL_ID + "-001",
                Visit.Kind.OUTPATIENT,
                at,
                Optional.of(at.plusMinutes(30)),
                department,
                department.doctors().getFirst(),
                Optional.empty(),
                List.of(Catalogue.known(Catalogue.DIAGNOSIS, "J06.9")),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private static Resident resident() {
        LocalDate birth = LocalDate.of(1985, 7, 1);
        return new Resident(
                LOCAL_ID,
                LOCAL_ID,
                new Name("陈", "校验"),
                Sex.MALE,
                birth,
                IdNumber.of("330110", birth, Sex.MALE, 1),
                "01",
                Regions.address("330110", "凤起路1号"),
                "16900000001",
                "16900000002",
                false,
                null);
    }

    static List<Dispatch> of(Institution institution, ProvinceSettings settings) {
        FaultyDispatches faulty = new FaultyDispatches(institution, settings);
        return switch (institution.speaks()) {
            case FHIR -> List.of(faulty.bundleWithWrongNumber(), faulty.bundleWithMissingReference());
            case HL7V2 -> List.of(faulty.wrongNumber(), faulty.unknownUnit(), faulty.missingPatient());
        };
    }

    private Dispatch wrongNumber() {
        return dispatch(
                WRONG_CHECK_DIGIT, Hl7Visits.registered(patient, patient.registration(), visit, WRONG_CHECK_DIGIT));
    }

    /** A result in millimoles per fortnight. */
    private Dispatch unknownUnit() {
        byte[] body = changed(result(rightNumber(), UNKNOWN_UNIT), "mmol/L", "mmol/14d?");
        return dispatch(UNKNOWN_UNIT, body);
    }

    /** A result that names no patient of the institution. */
    private Dispatch missingPatient() {
        byte[] body = changed(
                result(rightNumber(), MISSING_PATIENT), LOCAL_ID + "^^^" + institution.uscc() + "^MR", "^^^^MR");
        return dispatch(MISSING_PATIENT, body);
    }

    private Dispatch bundleWithWrongNumber() {
        return dispatch(WRONG_CHECK_DIGIT, FhirVisits.bundle(patient, visit));
    }

    /** The encounter refers to a condition that is not in the bundle. */
    private Dispatch bundleWithMissingReference() {
        String right = new String(FhirVisits.bundle(rightNumber(), visit), StandardCharsets.UTF_8);
        String before = "\"condition\":{\"reference\":\"urn:uuid:";
        int start = right.indexOf(before) + before.length();
        String wrong = right.substring(0, start) + "00000000" + right.substring(start + 8);
        return dispatch(MISSING_RESOURCE, wrong.getBytes(StandardCharsets.UTF_8));
    }

    private LocalPatient rightNumber() {
        return new LocalPatient(
                institution,
                LOCAL_ID,
                patient.resident(),
                patient.registration().withIdNumber(null),
                patient.errors(),
                null);
    }

    private byte[] result(LocalPatient of, String controlId) {
        LabItem item = Catalogue.known(Catalogue.ITEMS, "GLU").getFirst();
        LabReport report = new LabReport(
                controlId,
                Catalogue.known(Catalogue.PANEL, "GLU"),
                at,
                at.plusMinutes(20),
                List.of(Laboratory.quantity(item, Sex.MALE, "5.2")));
        return Hl7Visits.result(of, of.registration(), visit, report, controlId);
    }

    private byte[] changed(byte[] message, String from, String to) {
        String text = new String(message, institution.charset());
        if (!text.contains(from)) {
            throw new IllegalStateException("nothing to spoil");
        }
        return text.replace(from, to).getBytes(institution.charset());
    }

    private Dispatch dispatch(String name, byte[] body) {
        return new Dispatch(institution.uscc(), institution.speaks(), at, name, LOCAL_ID, body);
    }
}
