package org.tongmai.simulator;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * What a resident lives with.
 *
 * @param heavy one of the few who visit several times as often
 */
record Chart(List<Diagnosis> chronic, List<Allergy> allergies, boolean heavy) {

    private static final double ALLERGIC = 0.07;
    /** 2 % of the patients make 15 % of the visits. */
    private static final double HEAVY = 0.02;

    static Chart of(Resident resident, LocalDate today, Dice dice) {
        List<Diagnosis> chronic = new ArrayList<>();
        for (Diagnosis diagnosis : Catalogue.CHRONIC) {
            if (dice.chance(diagnosis.prevalence() * ageFactor(diagnosis, resident.yearsOn(today)))
                    && diagnosis.fits(resident, today)) {
                chronic.add(diagnosis);
            }
        }
        List<Allergy> allergies = dice.chance(ALLERGIC) ? List.of(Catalogue.ALLERGIES.draw(dice)) : List.of();
        return new Chart(List.copyOf(chronic), allergies, dice.chance(HEAVY));
    }

    /** From half the prevalence at the youngest age to one and a half at 40 years more. */
    private static double ageFactor(Diagnosis diagnosis, int years) {
        return Math.clamp(0.5 + (years - diagnosis.from()) / 40.0, 0.5, 1.5);
    }
}
