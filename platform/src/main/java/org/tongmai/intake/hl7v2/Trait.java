package org.tongmai.intake.hl7v2;

import java.util.List;
import java.util.Optional;

/** The fields of PID by which people are looked for, as QPD-3 names them: {@code @PID.5.1}. */
@SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list does not change
enum Trait {
    NUMBER("3", "3.1"),
    AUTHORITY("3.4", "3.4.1"),
    AUTHORITY_ID("3.4.2"),
    AUTHORITY_TYPE("3.4.3"),
    NUMBER_TYPE("3.5"),
    FAMILY("5", "5.1", "5.1.1"),
    GIVEN("5.2"),
    BORN("7", "7.1"),
    SEX("8"),
    STREET("11", "11.1", "11.1.1"),
    CITY("11.3"),
    STATE("11.4"),
    POSTCODE("11.5"),
    PHONE("13", "13.1", "13.12"),
    ACCOUNT("18", "18.1");

    private final List<String> fields;

    Trait(String... fields) {
        this.fields = List.of(fields);
    }

    static Optional<Trait> of(String field) {
        String bare = field.strip();
        if (bare.startsWith("@PID.")) {
            for (Trait trait : values()) {
                if (trait.fields.contains(bare.substring("@PID.".length()))) {
                    return Optional.of(trait);
                }
            }
        }
        return Optional.empty();
    }
}
