package org.tongmai.simulator;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tongmai.simulator.Institution.Department;

/** A visit of which time, place and reason are settled; laboratory and prescriptions are still to be drawn. */
record VisitDraft(
        String number,
        Visit.Kind kind,
        OffsetDateTime start,
        Optional<OffsetDateTime> end,
        Department department,
        List<Diagnosis> diagnoses,
        List<Vaccination> vaccinations,
        List<Allergy> allergies) {

    /** How often a panel that fits the diagnosis is ordered at an outpatient visit; during a stay always. */
    private static final double ORDERED = 0.45;

    private static final double PRESCRIBED = 0.75;

    Visit drawn(Sex sex, Dice dice) {
        boolean open = end.isEmpty() && kind != Visit.Kind.INPATIENT;
        List<LabReport> reports = new ArrayList<>();
        List<Medicine> medicines = new ArrayList<>();
        if (!open) {
            for (String panel : diagnoses.getFirst().panels()) {
                if (kind == Visit.Kind.INPATIENT || dice.chance(ORDERED)) {
                    String report = number + "L" + (reports.size() + 1);
                    OffsetDateTime sampled = start.plusMinutes(dice.between(5, 40));
                    reports.add(Laboratory.report(report, panel, sex, diagnoses, sampled, dice));
                }
            }
            diagnoses.stream()
                    .flatMap(diagnosis -> diagnosis.medicines().stream())
                    .distinct()
                    .filter(medicine -> dice.chance(PRESCRIBED))
                    .forEach(medicine -> medicines.add(Catalogue.known(Catalogue.MEDICINE, medicine)));
        }
        return new Visit(
                number,
                kind,
                start,
                end.map(planned -> later(planned, reports)),
                department,
                dice.pick(department.doctors()),
                diagnoses.stream()
                        .flatMap(diagnosis -> diagnosis.label().stream())
                        .findFirst(),
                diagnoses,
                List.copyOf(reports),
                List.copyOf(medicines),
                vaccinations,
                allergies);
    }

    /** A visit does not end before its results are out. */
    private static OffsetDateTime later(OffsetDateTime end, List<LabReport> reports) {
        OffsetDateTime latest = end;
        for (LabReport report : reports) {
            latest = report.at().isAfter(latest) ? report.at() : latest;
        }
        return latest;
    }
}
