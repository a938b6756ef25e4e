package org.tongmai.simulator;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import org.tongmai.simulator.Hl7Message.Composite;
import org.tongmai.simulator.Institution.Practitioner;

/** The messages of a visit: ADT^A04 when it starts, ORU^R01 for each report, ADT^A08 when something changes. */
final class Hl7Visits {

    private static final DateTimeFormatter DATE = DateTimeFormatter.BASIC_ISO_DATE;

    private Hl7Visits() {}

    /** ADT^A04: the patient has come. Nothing else is known yet, but what a visit that still goes on is about. */
    static byte[] registered(LocalPatient local, Registration registration, Visit visit, String controlId) {
        Visit begun = visit.end().isPresent() ? visit.begun() : visit;
        return adt("A04", local, registration, begun, visit.start(), controlId);
    }

    /** ADT^A08 at the end of a visit: end, diagnoses, and the patient as he or she is written down by then. */
    static byte[] updated(
            LocalPatient local, Registration registration, Visit visit, OffsetDateTime at, String controlId) {
        return adt("A08", local, registration, visit, at, controlId);
    }

    /** ORU^R01: one report. */
    static byte[] result(
            LocalPatient local, Registration registration, Visit visit, LabReport report, String controlId) {
        Institution institution = local.institution();
        Hl7Message message = new Hl7Message(institution, "ORU", "R01^ORU_R01", report.at(), controlId);
        pid(message, institution, local.localId(), registration);
        pv1(message, institution, visit.begun());
        Composite panel = panel(report.panel());
        Composite doctor = doctor(visit.doctor());
        message.segment("ORC", "RE", report.number(), report.number(), "", "CM", "", "", "", "", "", "", doctor);
        message.segment(
                "OBR",
                "1",
                report.number(),
                report.number(),
                panel,
                "",
                "",
                Hl7Message.time(report.sampledAt()),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                doctor,
                "",
                "",
                "",
                "",
                "",
                Hl7Message.time(report.at()),
                "",
                "LAB",
                "F");
        for (int i = 0; i < report.results().size(); i++) {
            obx(message, i + 1, report, report.results().get(i));
        }
        return message.bytes(institution.charset());
    }

    private static byte[] adt(
            String event,
            LocalPatient local,
            Registration registration,
            Visit visit,
            OffsetDateTime at,
            String controlId) {
        Institution institution = local.institution();
        Hl7Message message = new Hl7Message(institution, "ADT", event + "^ADT_A01", at, controlId);
        message.segment("EVN", event, Hl7Message.time(at));
        pid(message, institution, local.localId(), registration);
        registration.motherGiven().ifPresent(mother -> nk1(message, mother));
        pv1(message, institution, visit);
        visit.diagnoses().stream().findFirst().ifPresent(reason -> message.segment("PV2", "", "", icd(reason)));
        for (int i = 0; i < visit.allergies().size(); i++) {
            Allergy allergy = visit.allergies().get(i);
            message.segment(
                    "AL1",
                    String.valueOf(i + 1),
                    allergyType(allergy),
                    Hl7Message.components(allergy.code(), allergy.name(), "L"));
        }
        for (int i = 0; i < visit.diagnoses().size(); i++) {
            dg1(message, i + 1, visit);
        }
        return message.bytes(institution.charset());
    }

    private static void pid(Hl7Message message, Institution institution, String localId, Registration registration) {
        String local =
                Hl7Message.components(localId, "", "", institution.uscc(), "MR").raw();
        String ids = registration
                .idNumberGiven()
                .map(number -> local + "~" + Hl7Message.escaped(number) + "^^^2.16.156.10011.1.3&&ISO^NNCHN")
                .orElse(local);
        message.segment(
                "PID",
                "1",
                "",
                new Composite(ids),
                "",
                name(registration.name()),
                "",
                registration.birthDate().format(DATE),
                registration.sex().hl7(),
                "",
                "",
                registration.addressGiven().map(Hl7Visits::address).orElse(Hl7Message.components()),
                "",
                registration.phoneGiven().orElse(""),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                Hl7Message.components(registration.ethnicity(), "", "GB3304"));
    }

    private static void nk1(Hl7Message message, Registration.Contact mother) {
        String phone = mother.phone();
        message.segment(
                "NK1",
                "1",
                name(mother.name()),
                Hl7Message.components("MTH", "母亲", "HL70063"),
                "",
                phone == null ? "" : phone);
    }

    private static void pv1(Hl7Message message, Institution institution, Visit visit) {
        Object[] fields = new Object[45];
        Arrays.fill(fields, "");
        fields[0] = "1";
        fields[1] = visit.kind().hl7();
        fields[2] = Hl7Message.components(
                visit.department().code(),
                "",
                "",
                institution.uscc(),
                "",
                "",
                "",
                "",
                visit.department().name());
        fields[6] = doctor(visit.doctor());
        fields[9] = Hl7Message.components(
                visit.department().code(), visit.department().name());
        fields[15] = visit.label().orElse("");
        fields[18] = visit.number();
        fields[43] = Hl7Message.time(visit.start());
        fields[44] = visit.end().map(Hl7Message::time).orElse("");
        message.segment("PV1", fields);
    }

    private static void dg1(Hl7Message message, int rank, Visit visit) {
        Diagnosis diagnosis = visit.diagnoses().get(rank - 1);
        message.segment(
                "DG1",
                String.valueOf(rank),
                "",
                icd(diagnosis),
                "",
                Hl7Message.time(visit.start()),
                visit.end().isPresent() ? "F" : "W",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                String.valueOf(rank));
    }

    private static void obx(Hl7Message message, int rank, LabReport report, LabReport.Result result) {
        LabItem item = result.item();
        Composite code = Hl7Message.components(item.code(), item.name(), "L", item.loinc(), item.loincName(), "LN");
        String released = Hl7Message.time(report.at());
        String set = String.valueOf(rank);
        switch (result) {
            case LabReport.Quantity quantity ->
                message.segment(
                        "OBX",
                        set,
                        "NM",
                        code,
                        "",
                        quantity.value().toPlainString(),
                        Hl7Message.components(item.unit().orElseThrow(), "", "UCUM"),
                        quantity.low().toPlainString() + "-" + quantity.high().toPlainString(),
                        quantity.flag(),
                        "",
                        "",
                        "F",
                        "",
                        "",
                        released);
            case LabReport.Finding finding ->
                message.segment(
                        "OBX",
                        set,
                        "ST",
                        code,
                        "",
                        finding.text(),
                        "",
                        "阴性",
                        finding.flag(),
                        "",
                        "",
                        "F",
                        "",
                        "",
                        released);
        }
    }

    private static Composite panel(LabReport.Panel panel) {
        return panel.loinc()
                .map(loinc -> Hl7Message.components(panel.code(), panel.name(), "L", loinc, panel.loincName(), "LN"))
                .orElse(Hl7Message.components(panel.code(), panel.name(), "L"));
    }

    private static Composite icd(Diagnosis diagnosis) {
        return Hl7Message.components(diagnosis.code(), diagnosis.name(), "I10");
    }

    private static Composite name(Name name) {
        return Hl7Message.components(name.family(), name.given(), "", "", "", "", "L");
    }

    private static Composite address(Address address) {
        return Hl7Message.components(
                address.city().isEmpty() ? address.street() : address.county() + address.street(),
                "",
                address.city(),
                address.province(),
                address.postcode(),
                "",
                "H");
    }

    private static Composite doctor(Practitioner doctor) {
        return Hl7Message.components(
                doctor.number(), doctor.name().family(), doctor.name().given());
    }

    /** Table 0127. */
    private static String allergyType(Allergy allergy) {
        return switch (allergy.category()) {
            case "medication" -> "DA";
            case "food" -> "FA";
            default -> "EA";
        };
    }
}
