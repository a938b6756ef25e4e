package org.tongmai.simulator;

import java.util.Optional;

/** Sex as registered (GB/T 2261.1: 1 male, 2 female). */
public enum Sex {
    MALE,
    FEMALE;

    /** FHIR administrative gender. */
    String fhir() {
        return this == MALE ? "male" : "female";
    }

    /** HL7 v2 table 0001. */
    String hl7() {
        return this == MALE ? "M" : "F";
    }

    Sex other() {
        return this == MALE ? FEMALE : MALE;
    }

    /** {@code M}, {@code F}, or {@code *} for both. */
    static Optional<Sex> of(String letter) {
        return switch (letter) {
            case "M" -> Optional.of(MALE);
            case "F" -> Optional.of(FEMALE);
            case "*" -> Optional.empty();
            default -> throw new IllegalArgumentException("not a sex: " + letter);
        };
    }
}
