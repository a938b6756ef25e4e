package org.tongmai.simulator;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.tongmai.simulator.Institution.Department;

/** Decides when a resident goes where and why; the content of a visit is drawn when it is sent. */
final class History {

    /** How far the visits go back; vaccinations of children go back to birth. */
    static final int YEARS = 2;

    private static final double HEAVY = 8;
    private static final double CHRONIC_REASON = 0.55;
    private static final double OPEN_TODAY = 0.004;
    private static final int TRIES = 8;
    private static final Weighted<Diagnosis> REASONS = new Weighted<>(Catalogue.DIAGNOSES, Diagnosis::weight);
    /** What a general practice or a department of internal medicine sees where there is no special one. */
    private static final Set<String> GENERAL = Set.of("GP", "CARD", "ENDO", "RESP", "GI", "PED", "NEUR");

    private static final String COLD = "J06.9";
    private static final String BORN = "Z38.0";

    private final ProvinceSettings settings;
    private final Resident resident;
    private final List<LocalPatient> locals;
    private final Consumer<PlannedVisit> plan;
    private final Dice dice;
    private final Chart chart;
    private final int[] planned;

    History(
            ProvinceSettings settings,
            Resident resident,
            List<LocalPatient> locals,
            long number,
            Consumer<PlannedVisit> plan) {
        this.settings = settings;
        this.resident = resident;
        this.locals = locals;
        this.plan = plan;
        this.dice = Dice.of(settings.seed(), "history", number);
        this.chart = Chart.of(resident, settings.today(), dice);
        this.planned = new int[locals.size()];
    }

    void plan() {
        for (int i = 0; i < locals.size(); i++) {
            if (locals.get(i).errors().contains(IdentityError.NEWBORN_NAME)) {
                stay(i, resident.birthDate(), List.of(Catalogue.known(Catalogue.DIAGNOSIS, BORN)));
            }
        }
        vaccinations();
        int visits =
                (int) Math.round(visitsPerYear() * YEARS * (chart.heavy() ? HEAVY : 1) * (0.3 + 1.4 * dice.fraction()));
        for (int i = 0; i < visits; i++) {
            visit();
        }
        for (int i = 0; i < locals.size(); i++) {
            if (dice.chance(OPEN_TODAY) && usable(i)) {
                openToday(i);
            }
            if (planned[i] == 0) {
                outpatient(i, day(), List.of(Catalogue.known(Catalogue.DIAGNOSIS, COLD)));
            }
        }
    }

    private double visitsPerYear() {
        int years = resident.yearsOn(settings.today());
        return years < 6 ? 3 : years < 18 ? 1.2 : years < 45 ? 1 : years < 65 ? 1.7 : 3;
    }

    /** From the second day of life at the earliest, yesterday at the latest. */
    private LocalDate day() {
        LocalDate first = settings.today().minusYears(YEARS);
        LocalDate born = resident.birthDate().plusDays(1);
        LocalDate last = settings.today().minusDays(1);
        return first.isAfter(born)
                ? Calendar.day(first, last, dice)
                : born.isAfter(last) ? last : Calendar.day(born, last, dice);
    }

    private void visit() {
        LocalDate day = day();
        for (int i = 0; i < TRIES; i++) {
            Diagnosis reason = !chart.chronic().isEmpty() && dice.chance(CHRONIC_REASON)
                    ? dice.pick(chart.chronic())
                    : REASONS.draw(dice);
            int local = dice.below(locals.size());
            if (reason.fits(resident, day)
                    && usable(local)
                    && department(locals.get(local).institution(), reason).isPresent()) {
                boolean hospital = !locals.get(local).institution().kind().startsWith("B");
                if (hospital && dice.chance(reason.inpatient())) {
                    stay(local, day, withOthers(reason, day));
                } else {
                    outpatient(local, day, withOthers(reason, day));
                }
                return;
            }
        }
    }

    /** The reason first, then what the resident lives with and the doctor wrote down too; nothing of a sensitive class. */
    private List<Diagnosis> withOthers(Diagnosis reason, LocalDate day) {
        if (reason.label().isPresent() || !dice.chance(0.4)) {
            return List.of(reason);
        }
        List<Diagnosis> others = chart.chronic().stream()
                .filter(chronic -> !chronic.equals(reason) && chronic.fits(resident, day))
                .toList();
        return others.isEmpty() ? List.of(reason) : List.of(reason, others.getFirst());
    }

    /** A newborn's first number is not used again once it has a name. */
    private boolean usable(int local) {
        return !locals.get(local).errors().contains(IdentityError.NEWBORN_NAME);
    }

    private void outpatient(int local, LocalDate day, List<Diagnosis> diagnoses) {
        boolean emergency = diagnoses.getFirst().department().equals("EMER");
        OffsetDateTime start = emergency ? Calendar.anyTime(day, dice) : Calendar.officeTime(day, dice);
        Visit.Kind kind = emergency ? Visit.Kind.EMERGENCY : Visit.Kind.OUTPATIENT;
        add(local, kind, start, Optional.of(start.plusMinutes(dice.between(12, 200))), diagnoses, List.of());
    }

    private void stay(int local, LocalDate day, List<Diagnosis> diagnoses) {
        OffsetDateTime start = Calendar.officeTime(day, dice);
        OffsetDateTime end = start.plusDays(dice.between(2, 12)).withHour(10);
        OffsetDateTime morning = Calendar.at(settings.today(), 7, 0);
        Optional<OffsetDateTime> discharged = Optional.of(end).filter(morning::isAfter);
        add(local, Visit.Kind.INPATIENT, start, discharged, diagnoses, List.of());
    }

    private void openToday(int local) {
        Diagnosis reason = chart.chronic().stream()
                .filter(chronic ->
                        department(locals.get(local).institution(), chronic).isPresent())
                .findFirst()
                .orElse(Catalogue.known(Catalogue.DIAGNOSIS, COLD));
        OffsetDateTime start = Calendar.opened(settings, dice.below(40));
        add(local, Visit.Kind.OUTPATIENT, start, Optional.empty(), List.of(reason), List.of());
    }

    private void vaccinations() {
        for (int i = 0; i < locals.size(); i++) {
            if (locals.get(i).institution().department("VACC").isPresent()
                    && !locals.get(i).errors().contains(IdentityError.REGISTERED_TWICE)) {
                int local = i;
                Immunizations.of(resident, settings.today(), dice)
                        .forEach((day, doses) -> add(
                                local,
                                Visit.Kind.OUTPATIENT,
                                Calendar.officeTime(day, dice),
                                Optional.of(Calendar.at(day, 17, 30)),
                                List.of(Catalogue.known(Catalogue.DIAGNOSIS, Immunizations.REASON)),
                                doses));
            }
        }
    }

    private void add(
            int local,
            Visit.Kind kind,
            OffsetDateTime start,
            Optional<OffsetDateTime> end,
            List<Diagnosis> diagnoses,
            List<Vaccination> vaccinations) {
        LocalPatient patient = locals.get(local);
        Department department =
                department(patient.institution(), diagnoses.getFirst()).orElseThrow();
        planned[local]++;
        String number = patient.localId() + "-%03d".formatted(planned[local]);
        List<Allergy> allergies = planned[local] == 1 ? chart.allergies() : List.of();
        long seed = dice.next();
        plan.accept(new PlannedVisit(
                patient,
                start.toEpochSecond(),
                () -> new VisitDraft(number, kind, start, end, department, diagnoses, vaccinations, allergies)
                        .drawn(resident.sex(), new Dice(seed))));
    }

    private static Optional<Department> department(Institution institution, Diagnosis diagnosis) {
        Optional<Department> own = institution.department(diagnosis.department());
        return own.isPresent() || !GENERAL.contains(diagnosis.department()) ? own : institution.department("GP");
    }
}
