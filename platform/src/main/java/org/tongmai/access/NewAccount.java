package org.tongmai.access;

import org.jspecify.annotations.Nullable;

/**
 * An account to be made.
 *
 * @param login 2 to 64 characters; kept in lower case
 * @param password at least 8 characters and at most 72 bytes of UTF-8 (the longest that bcrypt reads)
 * @param institution USCC; for doctors, IT people and CDC staff only
 * @param patient logical id of the Patient resource of a resident; for residents only
 * @param compartment compartment of that Patient; for residents only
 */
public record NewAccount(
        String login,
        String name,
        Role role,
        String password,
        @Nullable String institution,
        @Nullable String patient,
        @Nullable Long compartment) {

    /** A doctor, IT person or CDC staff of an institution. */
    public static NewAccount staff(String login, String name, Role role, String password, String institution) {
        return new NewAccount(login, name, role, password, institution, null, null);
    }

    /** A resident, bound to a person through one of the person's source patients. */
    public static NewAccount resident(String login, String name, String password, String patient, long compartment) {
        return new NewAccount(login, name, Role.RESIDENT, password, null, patient, compartment);
    }

    /** Somebody of the platform itself: steward, reviewer or operator. */
    public static NewAccount platform(String login, String name, Role role, String password) {
        return new NewAccount(login, name, role, password, null, null, null);
    }
}
