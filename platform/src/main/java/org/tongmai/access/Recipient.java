package org.tongmai.access;

/** Whom a rule of a resident is about. */
sealed interface Recipient {

    /** Whoever treats the resident. */
    record Everybody() implements Recipient {}

    /** @param code USCC */
    record Institution(String code) implements Recipient {}

    /**
     * @param account login; of a doctor of another province with its region behind, {@code zhang@440000}
     * @param name the doctor's name when the rule was made
     * @param institution USCC
     */
    record Doctor(String account, String name, String institution) implements Recipient {}

    /** Whether a doctor with this login, of this institution, is meant. */
    default boolean is(String account, String institution) {
        return switch (this) {
            case Everybody everybody -> true;
            case Institution one -> one.code().equals(institution);
            case Doctor doctor ->
                doctor.account().equals(account) && doctor.institution().equals(institution);
        };
    }
}
