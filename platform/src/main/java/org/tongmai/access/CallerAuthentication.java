package org.tongmai.access;

import java.time.Instant;
import java.util.List;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** The one form in which Spring Security holds a caller, whether by session, by token or without sign-in. */
final class CallerAuthentication extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final transient Caller caller;
    private final Instant signedInAt;

    /** @param signedInAt when the caller proved who it is */
    CallerAuthentication(Caller caller, Instant signedInAt) {
        super(List.of(
                new SimpleGrantedAuthority("ROLE_" + caller.role()),
                FactorGrantedAuthority.withAuthority(FactorGrantedAuthority.PASSWORD_AUTHORITY)
                        .issuedAt(signedInAt)
                        .build()));
        this.caller = caller;
        this.signedInAt = signedInAt;
        setAuthenticated(true);
    }

    /** The same sign-in for this caller. */
    CallerAuthentication as(Caller other) {
        var known = new CallerAuthentication(other, signedInAt);
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
