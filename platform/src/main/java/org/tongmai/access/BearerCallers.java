package org.tongmai.access;

import java.time.Instant;
import java.util.List;
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

    BearerCallers(AccountStore accounts, ClientStore clients) {
        this.accounts = accounts;
        this.clients = clients;
    }

    @Override
    public AbstractAuthenticationToken convert(Jwt token) {
        boolean system = Role.SYSTEM.name().equals(token.getClaimAsString(TokenClaims.ROLE));
        Instant issued = token.getIssuedAt();
        return new CallerAuthentication(
                system ? system(token) : person(token), issued == null ? Instant.EPOCH : issued);
    }

    private Caller system(Jwt token) {
        return clients.byId(subject(token))
                .filter(client -> client.active() && client.system())
                .map(client -> new Caller(client.id(), client.name(), Role.SYSTEM, client.institution(), null, false))
                .orElseThrow(() -> new InvalidBearerTokenException("the client of this token is closed"));
    }

    private Caller person(Jwt token) {
        List<String> scopes = token.getClaimAsStringList("scope");
        if (scopes == null || !scopes.contains(RegisteredClients.RECORD)) {
            throw new InvalidBearerTokenException("the token lacks the scope '" + RegisteredClients.RECORD + "'");
        }
        Long since = token.getClaim(TokenClaims.ACCOUNT_SINCE);
        return accounts.byLogin(subject(token))
                .filter(account -> account.active() && since != null && since == TokenClaims.since(account))
                .map(Account::caller)
                .orElseThrow(() -> new InvalidBearerTokenException("the account of this token changed or is closed"));
    }

    private static String subject(Jwt token) {
        String subject = token.getSubject();
        if (subject == null) {
            throw new InvalidBearerTokenException("the token says of nobody");
        }
        return subject;
    }
}
