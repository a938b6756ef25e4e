package org.tongmai.directory.terminology;

import java.util.Locale;

/**
 * How the target of a mapping relates to its source.
 *
 * @see <a href="http://hl7.org/fhir/R4/valueset-concept-map-equivalence.html">FHIR R4 concept map equivalence</a>
 */
public enum Equivalence {
    RELATEDTO,
    EQUIVALENT,
    EQUAL,
    WIDER,
    SUBSUMES,
    NARROWER,
    SPECIALIZES,
    INEXACT,
    UNMATCHED,
    DISJOINT;

    static Equivalence of(String code) {
        for (Equivalence each : values()) {
            if (each.code().equals(code)) {
                return each;
            }
        }
        throw Refusals.malformed("A mapping has an equivalence that FHIR R4 does not know.");
    }

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The same relation, seen from the other end. */
    Equivalence reversed() {
        return switch (this) {
            case WIDER -> NARROWER;
            case NARROWER -> WIDER;
            case SUBSUMES -> SPECIALIZES;
            case SPECIALIZES -> SUBSUMES;
            case RELATEDTO, EQUIVALENT, EQUAL, INEXACT, UNMATCHED, DISJOINT -> this;
        };
    }

    /** False where it says that there is no such code. */
    boolean maps() {
        return this != UNMATCHED && this != DISJOINT;
    }
}
