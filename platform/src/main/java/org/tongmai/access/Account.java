package org.tongmai.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may sign in.
 *
 * @param patient logical id of the Patient through which a resident is bound to a person
 * @param compartment compartment of that Patient
 * @param reading whether reading is held back
 * @param factor whether a second factor was confirmed
 * @param passwordMade whether the platform made the password, so that it is replaced at the next sign-in
 * @param validFrom sessions and tokens made before are refused
 */
record Account(
        long id,
        String login,
        String name,
        Role role,
        @Nullable String institution,
        @Nullable String patient,
        @Nullable Long compartment,
        String password,
        boolean active,
        Instant validFrom,
        Restraint reading,
        boolean factor,
        boolean passwordMade,
        Instant passwordAt,
        @Nullable Instant signedInAt,
        @Nullable String signedInFrom) {

    Caller caller() {
        return new Caller(login, name, role, institution, compartment, false, null, reading, null);
    }
}
