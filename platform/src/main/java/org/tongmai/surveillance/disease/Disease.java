package org.tongmai.surveillance.disease;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.tongmai.kernel.Explanation.Text;

/**
 * A notifiable or monitored disease (法定或监测传染病) as the list has it for a time.
 *
 * @param code of the report card
 * @param classed 甲, 乙, 丙 or 其他
 * @param strict class 甲, or 乙 with the measures of 甲 (乙类甲管)
 * @param deadline from the diagnosis to the report
 * @param review from the report to the review by the county CDC
 * @param family what cases are counted under, and what cases of one person are held to be one by
 * @param episodeDays cases of one person within so many days are one; 0: for life
 * @param icd10 beginnings of codes
 * @param names as doctors write it
 * @param others longer words that hold such a name and mean something else
 * @param unspecified whether nobody told stage, type, species or pathogen
 * @param kind notifiable, monitored, or unusual: known by words alone (不明原因)
 * @param verified false: configuration that somebody has to check
 */
public record Disease(
        String code,
        Text name,
        String classed,
        boolean strict,
        Duration deadline,
        Duration review,
        String family,
        int episodeDays,
        List<String> icd10,
        List<String> names,
        List<String> others,
        boolean unspecified,
        Kind kind,
        Validity validity,
        boolean verified,
        String source) {

    public enum Kind {
        NOTIFIABLE,
        MONITORED,
        UNUSUAL
    }

    /** Whether two cases of one person, these days apart, are one. */
    public boolean sameEpisode(LocalDate one, LocalDate other) {
        return episodeDays == 0 || Math.abs(one.toEpochDay() - other.toEpochDay()) <= episodeDays;
    }
}
