package org.tongmai.access;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

/**
 * The caller that an access token stands for, as its account or client is now: a token of a closed account is refused at
 * its next use.
 */
final class BearerCallers implements Converter<Jwt, AbstractAuthenticationToken> {

    private final AccountStore accounts;
    private final ClientStore clients;
    private final AppStore apps;
    private final Sessions sessions;
    private final Clock clock;

    BearerCallers(AccountStore accounts, ClientStore clients, AppStore apps, Sessions sessions, Clock clock) {
        this.accounts = accounts;
        this.clients = clients;
        this.apps = apps;
        this.sessions = sessions;
        this.clock = clock;
    }

    @Override
    public AbstractAuthenticationToken convert(Jwt token) {
        boolean system = Role.SYSTEM.name().equals(token.getClaimAsString(TokenClaims.ROLE));
        Instant issued = token.getIssuedAt();
        Instant signedInAt = issued == null ? Instant.EPOCH : issued;
        if (system) {
            return new CallerAuthentication(system(token), signedInAt);
        }
        // a token was given for what its application does every day: what asks for the second factor again is done in a
        // browser
        Account account = account(token);
        return new CallerAuthentication(person(token, account), signedInAt, CallerAuthentication.proof(account, null));
    }

    private Caller system(Jwt token) {
        List<String> scopes = scopes(token);
        // a system that names no scope asks for what it may, as if it named that one (RFC 6749 §3.3)
        boolean whole = scopes.isEmpty() || scopes.contains(RegisteredClients.SYSTEM);
        Limit limit = whole ? null : Limit.of(scopes, null, null);
        return clients.byId(subject(token))
                .filter(client -> client.active() && client.system())
                .filter(SystemHeld::live)
                .map(client -> new Caller(client.id(), client.name(), Role.SYSTEM, client.institution(), null, false)
                        .within(limit))
                .orElseThrow(() -> new InvalidBearerTokenException("the client of this token is closed"));
    }

    private Caller person(Jwt token, Account account) {
        if (token.hasClaim(TokenClaims.GRANT)) {
            return app(token, account);
        }
        if (!scopes(token).contains(RegisteredClients.RECORD)) {
            throw new InvalidBearerTokenException("the token lacks the scope '" + RegisteredClients.RECORD + "'");
        }
        return account.caller();
    }

    /** A person through an application: no more than was allowed, and no longer. */
    private Caller app(Jwt token, Account account) {
        AppStore.Grant grant = Optional.ofNullable(token.<Long>getClaim(TokenClaims.GRANT))
                .flatMap(number -> apps.grant(number, clock.instant()))
                .filter(each -> each.account().equals(account.login()))
                .filter(each -> each.session() == null || sessions.goesOn(each.session()))
                .orElseThrow(() -> new InvalidBearerTokenException("what was allowed to the application has ended"));
        List<String> audience = token.getAudience();
        if (audience == null || !audience.contains(AppRequests.base(token.getClaimAsString("iss")))) {
            throw new InvalidBearerTokenException("the token is for another server");
        }
        return account.caller()
                .called(account.name() + "（" + grant.clientName() + "）")
                .within(Limit.of(scopes(token), grant.compartment(), grant.id()));
    }

    private Account account(Jwt token) {
        Long since = token.getClaim(TokenClaims.ACCOUNT_SINCE);
        return accounts.byLogin(subject(token))
                .filter(account -> account.active() && since != null && since == TokenClaims.since(account))
                .orElseThrow(() -> new InvalidBearerTokenException("the account of this token changed or is closed"));
    }

    private static List<String> scopes(Jwt token) {
        List<String> scopes = token.getClaimAsStringList("scope");
        return scopes == null ? List.of() : scopes;
    }

    private static String subject(Jwt token) {
        String subject = token.getSubject();
        if (subject == null) {
            throw new InvalidBearerTokenException("the token says of nobody");
        }
        return subject;
    }
}
