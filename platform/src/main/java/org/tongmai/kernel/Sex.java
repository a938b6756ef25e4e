package org.tongmai.kernel;

/** Sex by GB/T 2261.1, and its FHIR administrative gender. */
public enum Sex {
    UNKNOWN("0", "unknown"),
    MALE("1", "male"),
    FEMALE("2", "female"),
    UNSPECIFIED("9", "other");

    private final String code;
    private final String gender;

    Sex(String code, String gender) {
        this.code = code;
        this.gender = gender;
    }

    /** The code of GB/T 2261.1. */
    public String code() {
        return code;
    }

    /** The code of FHIR {@code administrative-gender}. */
    public String gender() {
        return gender;
    }

    /** The sex of a code of GB/T 2261.1; {@link #UNKNOWN} for a code outside it. */
    public static Sex ofCode(String code) {
        for (Sex sex : values()) {
            if (sex.code.equals(code)) {
                return sex;
            }
        }
        return UNKNOWN;
    }

    /** The sex of a FHIR administrative gender; {@link #UNKNOWN} for a word outside it. */
    public static Sex ofGender(String gender) {
        for (Sex sex : values()) {
            if (sex.gender.equals(gender)) {
                return sex;
            }
        }
        return UNKNOWN;
    }
}
