package org.tongmai.access;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/**
 * What our tokens say beside the standard claims: {@code role}, {@code institution} (USCC), {@code name} (to applications of
 * others with the scope {@code profile} only), and in access
 * tokens of people {@code account_since}, which ties the token to the account as it was.
 */
final class TokenClaims implements OAuth2TokenCustomizer<JwtEncodingContext> {

    /** Header type of access tokens, so that no ID token passes for one (RFC 9068 §2.1). */
    static final String ACCESS_TOKEN_TYPE = "at+jwt";

    static final String ROLE = "role";
    static final String INSTITUTION = "institution";
    static final String NAME = "name";
    static final String ACCOUNT_SINCE = "account_since";

    /** In access tokens of applications of others: number of what the person allowed. */
    static final String GRANT = "grant";

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
        if (!RegisteredClients.isApp(context.getRegisteredClient())
                || context.getAuthorizedScopes().contains(OidcScopes.PROFILE)) {
            context.getClaims().claim(ROLE, account.role().name()).claim(NAME, account.name());
            if (account.institution() != null) {
                context.getClaims().claim(INSTITUTION, account.institution());
            }
        }
        if (access) {
            context.getClaims().claim(ACCOUNT_SINCE, since(account));
        }
        if (RegisteredClients.isApp(context.getRegisteredClient())) {
            forApp(context, access);
        }
    }

    /** An access token of an application is for the FHIR interface and says what allowed it. */
    private static void forApp(JwtEncodingContext context, boolean access) {
        OAuth2Authorization authorization = context.getAuthorization();
        Long grant = authorization == null ? null : authorization.getAttribute(Authorizations.GRANT);
        if (authorization == null || grant == null) {
            throw new OAuth2AuthenticationException(new OAuth2Error(OAuth2ErrorCodes.INVALID_GRANT));
        }
        if (access) {
            context.getClaims()
                    .claim(GRANT, grant)
                    .audience(List.of(AppRequests.base(
                            context.getAuthorizationServerContext().getIssuer())));
            return;
        }
        String user = authorization.getAttribute(AppScopes.FHIR_USER);
        if (user != null) {
            context.getClaims().claim(AppScopes.FHIR_USER, user);
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
