package org.tongmai.access;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** The one form in which Spring Security holds a caller, whether by session, by token or without sign-in. */
final class CallerAuthentication extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final transient Caller caller;
    private final Instant signedInAt;
    private final @Nullable Instant proved;

    /** @param signedInAt when the caller proved who it is */
    CallerAuthentication(Caller caller, Instant signedInAt) {
        this(caller, signedInAt, null);
    }

    /** @param proved when the second factor was shown last; null for whoever has none */
    CallerAuthentication(Caller caller, Instant signedInAt, @Nullable Instant proved) {
        super(List.of(
                new SimpleGrantedAuthority("ROLE_" + caller.role()),
                FactorGrantedAuthority.withAuthority(FactorGrantedAuthority.PASSWORD_AUTHORITY)
                        .issuedAt(signedInAt)
                        .build()));
        this.caller = caller;
        this.signedInAt = signedInAt;
        this.proved = proved;
        setAuthenticated(true);
    }

    /** When an account with a second factor showed it last; null for one without. */
    static @Nullable Instant proof(Account account, @Nullable Instant provedAt) {
        return account.factor() ? Objects.requireNonNullElse(provedAt, Instant.EPOCH) : null;
    }

    /** When the second factor was shown last; null for whoever has none. */
    @Nullable
    Instant proved() {
        return proved;
    }

    /** The same sign-in for this caller. */
    CallerAuthentication as(Caller other) {
        var known = new CallerAuthentication(other, signedInAt, proved);
        known.setDetails(getDetails());
        return known;
    }

    @Override
    public String getName() {
        return caller.account();
    }

    @Override
    public Caller getPrincipal() {
        return caller;
    }

    @Override
    public String getCredentials() {
        return "";
    }
}
