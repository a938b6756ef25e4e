package org.tongmai.person;

import org.tongmai.person.match.Judgement;

/**
 * How sure the index is that a registration is of the person who is asked about.
 *
 * @see <a href="http://hl7.org/fhir/R4/valueset-match-grade.html">FHIR R4 MatchGrade</a>
 */
public enum MatchGrade {
    /** The index would link the two by itself. */
    CERTAIN("certain"),
    /** More likely than not; a steward would be asked. */
    PROBABLE("probable"),
    /** A rule forbids to link the two without a steward: the same number under another name, a newborn's stopgap name. */
    POSSIBLE("possible"),
    /** The index would ask nobody. */
    CERTAINLY_NOT("certainly-not");

    /** Odds of 1,000 to 1: what is certain has this score, for more of it would tell whether a telephone agrees. */
    private static final double CERTAIN_LEAST = 1000.0 / 1001;

    private static final double EVEN = 0.5;

    private final String code;

    MatchGrade(String code) {
        this.code = code;
    }

    /** The code of {@code http://terminology.hl7.org/CodeSystem/match-grade}. */
    public String code() {
        return code;
    }

    static MatchGrade of(Judgement judgement) {
        return switch (judgement.verdict()) {
            case SAME -> CERTAIN;
            case POSSIBLE -> judgement.forbids() ? POSSIBLE : PROBABLE;
            case DIFFERENT -> CERTAINLY_NOT;
        };
    }

    /**
     * The chance that the two are one person, 0 to 1: {@code 1 / (1 + 2^-bits)}, the prior being part of the bits. Where a rule
     * outweighs the bits, the chance is kept within what the grade allows, so that the order by it is the order of the grades; what is
     * certain has one score.
     */
    double score(double bits) {
        double chance = 1 / (1 + Math.pow(2, -bits));
        return switch (this) {
            case CERTAIN -> CERTAIN_LEAST;
            case PROBABLE -> Math.clamp(chance, EVEN, CERTAIN_LEAST);
            case POSSIBLE, CERTAINLY_NOT -> Math.min(chance, EVEN);
        };
    }
}
