package org.tongmai.simulator;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.tongmai.simulator.Institution.Department;

/** What happened to the {@linkplain DemoResident scripted resident}. */
final class DemoStory {

    private final Resident resident = DemoResident.resident();
    private final List<Institution> institutions;
    private final ProvinceSettings settings;
    private final LocalDate today;
    private final LocalPatient elsewhere;
    private final LocalPatient atA;
    private final LocalPatient atB;
    private final LocalPatient atC;
    private final LocalPatient atCommunity;

    DemoStory(List<Institution> institutions, ProvinceSettings settings) {
        this.institutions = institutions;
        this.settings = settings;
        this.today = settings.today();
        this.elsewhere = local(
                "B", DemoResident.LOCAL_ID_ELSEWHERE, EnumSet.noneOf(IdentityError.class), UnaryOperator.identity());
        this.atA = local(
                "A",
                DemoResident.LOCAL_ID_AT_A,
                EnumSet.of(IdentityError.NAME_HOMOPHONE),
                right -> right.withName(new Name("王", "晓玫")));
        this.atB =
                local("B", DemoResident.LOCAL_ID_AT_B, EnumSet.noneOf(IdentityError.class), UnaryOperator.identity());
        this.atC = local(
                "C",
                DemoResident.LOCAL_ID_AT_C,
                EnumSet.of(IdentityError.PHONE_OLD),
                right -> right.withPhone(DemoResident.FORMER_PHONE));
        this.atCommunity = local(
                "H",
                DemoResident.LOCAL_ID_AT_COMMUNITY,
                EnumSet.of(IdentityError.NUMBER_MISSING),
                right -> right.withIdNumber(null));
    }

    List<LocalPatient> locals() {
        return settings.visited() ? List.of(elsewhere) : List.of(atA, atB, atC, atCommunity);
    }

    Resident resident() {
        return resident;
    }

    void plan(Consumer<PlannedVisit> plan) {
        if (settings.visited()) {
            add(plan, elsewhere, open(visit(elsewhere, 1, "CARD", 0, "I10", "AML")));
            return;
        }
        add(plan, atA, outpatientAtA());
        add(plan, atB, visit(atB, 1, "CARD", DemoResident.DAYS_SINCE_EARLIER_VISIT_AT_B, "I10", "AML"));
        add(plan, atA, open(visit(atA, 2, "ENDO", 0, "E11.9", "MET")));
        add(plan, atB, open(visit(atB, 2, "ENDO", 0, "E11.9", "MET")));
        add(plan, atC, visit(atC, 1, "GP", DemoResident.DAYS_SINCE_REGISTRATION_AT_C, "J06.9", "IBU"));
        add(plan, atC, visit(atC, 2, "PSY", DemoResident.DAYS_SINCE_PSYCHIATRIC_VISIT, "F41.1", "ESC"));
        add(plan, atCommunity, vaccination());
    }

    private Visit outpatientAtA() {
        Visit visit = visit(atA, 1, "ENDO", DemoResident.DAYS_SINCE_A, "E11.9", "MET");
        OffsetDateTime sampled = visit.start().plusMinutes(15);
        LabReport glucose = new LabReport(
                visit.number() + "L1",
                Catalogue.known(Catalogue.PANEL, "GLU"),
                sampled,
                sampled.plusMinutes(70),
                List.of(measured("FPG", DemoResident.FASTING_GLUCOSE), measured("HBA1C", DemoResident.HBA1C)));
        return with(visit, visit.end(), visit.medicines(), List.of(glucose), List.of());
    }

    private static Visit open(Visit visit) {
        return with(visit, Optional.empty(), List.of(), List.of(), List.of());
    }

    private Visit vaccination() {
        Visit visit = visit(atCommunity, 1, "VACC", DemoResident.DAYS_SINCE_VACCINATION, Immunizations.REASON, "IBU");
        return with(visit, visit.end(), List.of(), List.of(), List.of(Immunizations.influenza("202509017")));
    }

    /** A visit, mostly at half past eight, three hours long, with one diagnosis and one medicine. */
    private Visit visit(
            LocalPatient local, int number, String department, int daysAgo, String diagnosis, String medicine) {
        Department where = local.institution().department(department).orElseThrow();
        OffsetDateTime start =
                daysAgo == 0 ? Calendar.opened(settings, 30) : Calendar.at(today.minusDays(daysAgo), 8, 30);
        Diagnosis why = Catalogue.known(Catalogue.DIAGNOSIS, diagnosis);
        return new Visit(
                local.localId() + "-%03d".formatted(number),
                Visit.Kind.OUTPATIENT,
                start,
                Optional.of(start.plusHours(3)),
                where,
                where.doctors().getFirst(),
                why.label(),
                List.of(why),
                List.of(),
                List.of(Catalogue.known(Catalogue.MEDICINE, medicine)),
                List.of(),
                List.of());
    }

    private static Visit with(
            Visit visit,
            Optional<OffsetDateTime> end,
            List<Medicine> medicines,
            List<LabReport> reports,
            List<Vaccination> vaccinations) {
        return new Visit(
                visit.number(),
                visit.kind(),
                visit.start(),
                end,
                visit.department(),
                visit.doctor(),
                visit.label(),
                visit.diagnoses(),
                reports,
                medicines,
                vaccinations,
                visit.allergies());
    }

    private LabReport.Result measured(String item, String value) {
        LabItem measured = Catalogue.known(Catalogue.ITEMS, "GLU").stream()
                .filter(candidate -> candidate.code().equals(item))
                .findFirst()
                .orElseThrow();
        return Laboratory.quantity(measured, resident.sex(), value);
    }

    private static void add(Consumer<PlannedVisit> plan, LocalPatient local, Visit visit) {
        plan.accept(new PlannedVisit(local, visit.start().toEpochSecond(), () -> visit));
    }

    private LocalPatient local(
            String institution, String localId, Set<IdentityError> errors, UnaryOperator<Registration> written) {
        Institution where = institutions.stream()
                .filter(candidate -> candidate.key().equals(institution))
                .findFirst()
                .orElseThrow();
        return new LocalPatient(
                where, localId, resident, written.apply(Registration.of(resident, today)), errors, null);
    }
}
