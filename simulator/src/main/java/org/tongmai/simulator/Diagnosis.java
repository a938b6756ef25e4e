package org.tongmai.simulator;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What a visit may be about.
 *
 * @param code ICD-10
 * @param sex empty for both
 * @param from first year of age
 * @param weight how often it is the reason of an acute visit, relative to the others
 * @param prevalence share of the residents within the ages who live with it; 0 for an acute one
 * @param inpatient share of its visits that are hospital stays
 * @param label sensitivity class
 * @param abnormal laboratory items that it changes, {@code item:H}, {@code :L} or {@code :A}
 */
public record Diagnosis(
        String code,
        String name,
        String department,
        Optional<Sex> sex,
        int from,
        int to,
        double weight,
        double prevalence,
        double inpatient,
        Optional<String> label,
        List<String> panels,
        List<String> abnormal,
        List<String> medicines) {

    boolean fits(Resident resident, LocalDate day) {
        int years = resident.yearsOn(day);
        return years >= from
                && years <= to
                && sex.map(only -> only == resident.sex()).orElse(true);
    }
}
