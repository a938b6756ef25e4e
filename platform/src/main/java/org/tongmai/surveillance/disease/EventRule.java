package org.tongmai.surveillance.disease;

/**
 * From how many cases on an event is reported.
 *
 * @param what family of diseases, disease or syndrome
 * @param site of one site (school, village, estate); else of a county
 * @param days of the window
 * @param quiet only after so many days without a case
 */
public record EventRule(
        String what,
        boolean site,
        int cases,
        int days,
        int quiet,
        Validity validity,
        boolean verified,
        String source) {}
