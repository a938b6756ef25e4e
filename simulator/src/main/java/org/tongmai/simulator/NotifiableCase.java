package org.tongmai.simulator;

import java.time.OffsetDateTime;

/**
 * What a visit truly is, which no institution sends: a case that is to be reported, or none though it looks like one.
 *
 * @param local who came, as the institution knows the person
 * @param visit number of the visit
 * @param at when it began
 * @param disease family of the disease; empty for a decoy
 * @param script what happened, such as {@code tb-past}; {@code usual} for what the province's history has anyway
 */
public record NotifiableCase(LocalPatient local, String visit, OffsetDateTime at, String disease, String script) {

    public boolean decoy() {
        return disease.isEmpty();
    }
}
