package org.tongmai.directory.terminology;

import java.util.Locale;

/**
 * How code A relates to code B.
 *
 * @see <a href="http://hl7.org/fhir/R4/valueset-concept-subsumption-outcome.html">FHIR R4 subsumption outcome</a>
 */
public enum Subsumption {
    EQUIVALENT,
    SUBSUMES,
    SUBSUMED_BY,
    NOT_SUBSUMED;

    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
