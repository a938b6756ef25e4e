package org.tongmai.simulator;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Who got which vaccine when: the national schedule for children, influenza in autumn for some of all. */
final class Immunizations {

    /** The ICD-10 code of a visit for vaccination. */
    static final String REASON = "Z23.9";

    private static final int CHILD_YEARS = 15;
    private static final int DELAY_DAYS = 20;
    private static final int SEASONS = 2;

    private Immunizations() {}

    /** Doses by day, none after yesterday. */
    static SortedMap<LocalDate, List<Vaccination>> of(Resident resident, LocalDate today, Dice dice) {
        SortedMap<LocalDate, List<Vaccination>> given = new TreeMap<>();
        if (resident.yearsOn(today) < CHILD_YEARS) {
            schedule(resident, today, dice, given);
        }
        influenza(resident, today, dice, given);
        return given;
    }

    static Vaccination influenza(String lot) {
        return new Vaccination("InfV", "流感疫苗", 1, lot);
    }

    private static void schedule(
            Resident resident, LocalDate today, Dice dice, SortedMap<LocalDate, List<Vaccination>> given) {
        int late = dice.below(DELAY_DAYS);
        for (Catalogue.Dose dose : Catalogue.SCHEDULE) {
            int born = resident.birthDate().getYear();
            LocalDate due = resident.birthDate().plusMonths(dose.months());
            if (due.isBefore(dose.since())) {
                due = dose.since();
            }
            LocalDate day = dose.months() == 0 ? due : due.plusDays(late);
            if (dose.sexes().contains(resident.sex())
                    && born >= dose.bornFrom()
                    && born <= dose.bornTo()
                    && day.isBefore(today)
                    && dice.chance(dose.uptake())) {
                given.computeIfAbsent(day, key -> new ArrayList<>())
                        .add(new Vaccination(dose.code(), dose.name(), dose.number(), lot(day, dice)));
            }
        }
    }

    private static void influenza(
            Resident resident, LocalDate today, Dice dice, SortedMap<LocalDate, List<Vaccination>> given) {
        for (int season = 0; season < SEASONS; season++) {
            LocalDate day = LocalDate.of(today.getYear() - season, 10, 8).plusDays(dice.below(70));
            int years = resident.yearsOn(day);
            double uptake = years >= 60 ? 0.3 : years >= 1 && years <= 6 ? 0.25 : years > 6 ? 0.03 : 0;
            if (dice.chance(uptake) && day.isBefore(today) && day.isAfter(resident.birthDate())) {
                given.computeIfAbsent(day, key -> new ArrayList<>()).add(influenza(lot(day, dice)));
            }
        }
    }

    private static String lot(LocalDate day, Dice dice) {
        return "%d%02d%03d".formatted(day.getYear(), day.getMonthValue(), dice.below(1000));
    }
}
