package org.tongmai.access;

import java.util.Set;
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
 * @param acting that the caller acts for another person in this request; {@code compartment} is then that person's. Null for
 *     whoever acts in the own name
 */
public record Caller(
        String account,
        String name,
        Role role,
        @Nullable String institution,
        @Nullable Long compartment,
        boolean unrestricted,
        @Nullable Limit limit,
        Restraint reading,
        @Nullable Acting acting) {

    public Caller(
            String account,
            String name,
            Role role,
            @Nullable String institution,
            @Nullable Long compartment,
            boolean unrestricted) {
        this(account, name, role, institution, compartment, unrestricted, null, Restraint.FREE, null);
    }

    /** The same within the scopes of a token. */
    public Caller within(@Nullable Limit scopes) {
        return new Caller(account, name, role, institution, compartment, unrestricted, scopes, reading, acting);
    }

    /** The same by another name. */
    Caller called(String other) {
        return new Caller(account, other, role, institution, compartment, unrestricted, limit, reading, acting);
    }

    /** The same acting for another person, who is known through this source patient. */
    Caller actingFor(long ward, Acting how) {
        return new Caller(account, name, role, institution, ward, unrestricted, limit, reading, how);
    }

    /** Whether these special classes are kept from nobody who asks here. */
    boolean mayKnowOf(Set<Sensitivity> classes) {
        return acting == null || acting.mayKnowOf(classes);
    }

    /** Whoever calls a node that runs without sign-in. */
    static final Caller ANYBODY = new Caller("anybody", "anybody (no sign-in)", Role.SYSTEM, null, null, true);

    /** Whether a system asks and not a person. */
    public boolean automatic() {
        return role == Role.SYSTEM;
    }
}
