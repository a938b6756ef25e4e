package org.tongmai.intake.codes;

import java.util.List;

/** What a code is a code of. */
@SuppressWarnings("ImmutableEnumChecker") // the lists are unmodifiable
public enum CodeKind {
    /** 诊断. */
    DIAGNOSIS(true, List.of("Condition?code", "Encounter?reason-code", "Procedure?reason-code", "ServiceRequest")),
    /** 手术操作. */
    PROCEDURE(true, List.of("Procedure?code")),
    /** 检验项目: what was measured. */
    LABORATORY(false, List.of("Observation?code", "Observation?component-code")),
    /** 检验套餐、检查项目: what was ordered and reported. */
    SERVICE(false, List.of("DiagnosticReport?code", "ServiceRequest?code")),
    /** 药品. */
    DRUG(
            false,
            List.of(
                    "Medication?code",
                    "MedicationRequest?code",
                    "MedicationStatement?code",
                    "MedicationAdministration?code",
                    "MedicationDispense?code")),
    /** 计量单位; its codes are those of UCUM. */
    UNIT(false, List.of("Observation"));

    private final boolean classification;
    private final List<String> searches;

    CodeKind(boolean classification, List<String> searches) {
        this.classification = classification;
        this.searches = searches;
    }

    /** Where records with such codes are found: a type and its search parameter; a type alone has none, and is gone through whole. */
    public List<String> searches() {
        return searches;
    }

    /**
     * Whether a mapping of this equivalence puts the target beside the code. A narrower or inexact one would say what nobody sent.
     * A wider class of a classification is true of all below it; of a measurement, results of unlike items would be compared.
     */
    public boolean adds(String equivalence) {
        return switch (equivalence) {
            case "equivalent", "equal" -> true;
            case "wider", "subsumes" -> classification;
            default -> false;
        };
    }
}
