package org.tongmai.access;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/**
 * What our tokens say beside the standard claims: {@code role}, {@code institution} (USCC), {@code name}, and in access
 * tokens of people {@code account_since}, which ties the token to the account as it was.
 */
final class TokenClaims implements OAuth2TokenCustomizer<JwtEncodingContext> {

    /** Header type of access tokens, so that no ID token passes for one (RFC 9068 §2.1). */
    static final String ACCESS_TOKEN_TYPE = "at+jwt";

    static final String ROLE = "role";
    static final String INSTITUTION = "institution";
    static final String NAME = "name";
    static final String ACCOUNT_SINCE = "account_since";

    private final AccountStore accounts;
    private final ClientStore clients;

    TokenClaims(AccountStore accounts, ClientStore clients) {
        this.accounts = accounts;
        this.clients = clients;
    }

    @Override
    public void customize(JwtEncodingContext context) {
        boolean access = OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType());
        if (access) {
            context.getJwsHeader().type(ACCESS_TOKEN_TYPE);
        }
        if (access || OidcParameterNames.ID_TOKEN.equals(context.getTokenType().getValue())) {
            if (context.getPrincipal() instanceof CallerAuthentication person) {
                forPerson(context, person.getPrincipal(), access);
            } else {
                forSystem(context);
            }
        }
    }

    private void forPerson(JwtEncodingContext context, Caller caller, boolean access) {
        Account account =
                accounts.byLogin(caller.account()).filter(Account::active).orElseThrow(Callers::notSignedIn);
        context.getClaims().claim(ROLE, account.role().name()).claim(NAME, account.name());
        if (account.institution() != null) {
            context.getClaims().claim(INSTITUTION, account.institution());
        }
        if (access) {
            context.getClaims().claim(ACCOUNT_SINCE, since(account));
        }
    }

    private void forSystem(JwtEncodingContext context) {
        Client client = clients.byId(context.getRegisteredClient().getClientId())
                .filter(Client::active)
                .orElseThrow(Callers::notSignedIn);
        context.getClaims()
                .claim(ROLE, Role.SYSTEM.name())
                .claim(NAME, client.name())
                .claim(INSTITUTION, String.valueOf(client.institution()));
    }

    /** Changes whenever sessions and tokens of the account end. */
    static long since(Account account) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, account.validFrom());
    }
}
