package org.tongmai.simulator;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.tongmai.simulator.Institution.Department;
import org.tongmai.simulator.Institution.Practitioner;

/**
 * What happened between a resident and an institution.
 *
 * @param number visit number at the institution
 * @param end empty while the visit goes on
 * @param label sensitivity class of all of it
 * @param allergies that were asked for at this visit
 * @param note what the doctor wrote down in words
 */
public record Visit(
        String number,
        Kind kind,
        OffsetDateTime start,
        Optional<OffsetDateTime> end,
        Department department,
        Practitioner doctor,
        Optional<String> label,
        List<Diagnosis> diagnoses,
        List<LabReport> reports,
        List<Medicine> medicines,
        List<Vaccination> vaccinations,
        List<Allergy> allergies,
        Optional<String> note) {

    /** Without a note. */
    public Visit(
            String number,
            Kind kind,
            OffsetDateTime start,
            Optional<OffsetDateTime> end,
            Department department,
            Practitioner doctor,
            Optional<String> label,
            List<Diagnosis> diagnoses,
            List<LabReport> reports,
            List<Medicine> medicines,
            List<Vaccination> vaccinations,
            List<Allergy> allergies) {
        this(
                number,
                kind,
                start,
                end,
                department,
                doctor,
                label,
                diagnoses,
                reports,
                medicines,
                vaccinations,
                allergies,
                Optional.empty());
    }

    public Visit {
        if (end.isPresent() && end.get().isBefore(start)) {
            throw new IllegalArgumentException("a visit that ends before it starts");
        }
    }

    /** What is known when it starts: neither its end nor what was found. */
    Visit begun() {
        return new Visit(
                number,
                kind,
                start,
                Optional.empty(),
                department,
                doctor,
                label,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                allergies);
    }

    /** The class of a visit: FHIR v3-ActCode and HL7 v2 table 0004. */
    public enum Kind {
        OUTPATIENT("AMB", "O", "门诊"),
        INPATIENT("IMP", "I", "住院"),
        EMERGENCY("EMER", "E", "急诊");

        private final String fhir;
        private final String hl7;
        private final String chinese;

        Kind(String fhir, String hl7, String chinese) {
            this.fhir = fhir;
            this.hl7 = hl7;
            this.chinese = chinese;
        }

        String fhir() {
            return fhir;
        }

        String hl7() {
            return hl7;
        }

        String chinese() {
            return chinese;
        }
    }
}
