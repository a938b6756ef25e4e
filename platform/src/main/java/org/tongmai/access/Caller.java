package org.tongmai.access;

import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param account login of a person, client_id of a system
 * @param name name as residents see it in the log of looks
 * @param institution USCC of the institution a doctor, IT person or system belongs to
 * @param compartment the source patient through which a resident is bound to a person; the person is looked up at each
 *     request, so that linking and unlinking take effect at once
 * @param unrestricted true only on a node without sign-in ({@code --auth none}): everything is allowed
 * @param limit what the scopes of the token leave of that; null where there is no such limit
 * @param reading whether reading is held back
 */
public record Caller(
        String account,
        String name,
        Role role,
        @Nullable String institution,
        @Nullable Long compartment,
        boolean unrestricted,
        @Nullable Limit limit,
        Restraint reading) {

    public Caller(
            String account,
            String name,
            Role role,
            @Nullable String institution,
            @Nullable Long compartment,
            boolean unrestricted) {
        this(account, name, role, institution, compartment, unrestricted, null, Restraint.FREE);
    }

    /** The same within the scopes of a token. */
    public Caller within(@Nullable Limit scopes) {
        return new Caller(account, name, role, institution, compartment, unrestricted, scopes, reading);
    }

    /** The same by another name. */
    Caller called(String other) {
        return new Caller(account, other, role, institution, compartment, unrestricted, limit, reading);
    }

    /** Whoever calls a node that runs without sign-in. */
    static final Caller ANYBODY = new Caller("anybody", "anybody (no sign-in)", Role.SYSTEM, null, null, true);

    /** Whether a system asks and not a person. */
    public boolean automatic() {
        return role == Role.SYSTEM;
    }
}
