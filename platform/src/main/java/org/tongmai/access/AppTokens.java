package org.tongmai.access;

import java.security.Principal;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2RefreshTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContextHolder;
import org.springframework.security.oauth2.server.authorization.token.DefaultOAuth2TokenContext;
import org.springframework.security.oauth2.server.authorization.token.JwtGenerator;

/**
 * Tokens of applications: what stands beside an access token, and new ones by refresh. A refresh token is good once; shown a second
 * time it ends everything that was allowed with it, since then two have it (RFC 9700 §4.14.2).
 */
final class AppTokens implements AuthenticationProvider, Consumer<OAuth2AccessTokenAuthenticationContext> {

    private final OAuth2AuthorizationService authorizations;
    private final AppStore apps;
    private final AccountStore accounts;
    private final Sessions sessions;
    private final JwtGenerator generator;
    private final Clock clock;

    AppTokens(
            OAuth2AuthorizationService authorizations,
            AppStore apps,
            AccountStore accounts,
            Sessions sessions,
            JwtGenerator generator,
            Clock clock) {
        this.authorizations = authorizations;
        this.apps = apps;
        this.accounts = accounts;
        this.sessions = sessions;
        this.generator = generator;
        this.clock = clock;
    }

    /** Puts patient and refresh token beside the access token for which a code was exchanged. */
    @Override
    public void accept(OAuth2AccessTokenAuthenticationContext context) {
        OAuth2AccessTokenAuthenticationToken made = context.getAuthentication();
        if (made.getRefreshToken() != null || !RegisteredClients.isApp(made.getRegisteredClient())) {
            return;
        }
        OAuth2Authorization authorization =
                authorizations.findByToken(made.getAccessToken().getTokenValue(), OAuth2TokenType.ACCESS_TOKEN);
        Long number = authorization == null ? null : authorization.getAttribute(Authorizations.GRANT);
        AppStore.Grant grant =
                number == null ? null : apps.grant(number, clock.instant()).orElse(null);
        if (grant == null) {
            throw new OAuth2AuthenticationException(new OAuth2Error(OAuth2ErrorCodes.INVALID_GRANT));
        }
        Map<String, Object> beside = new LinkedHashMap<>(made.getAdditionalParameters());
        beside.putAll(context(grant));
        context.getAccessTokenResponse().additionalParameters(beside);
        if (AppConsents.lasting(scopes(grant)) != AppConsents.Lasting.MINUTES) {
            context.getAccessTokenResponse().refreshToken(refresh(grant).getTokenValue());
        }
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OAuth2RefreshTokenAuthenticationToken.class.isAssignableFrom(authentication);
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        var asked = (OAuth2RefreshTokenAuthenticationToken) authentication;
        RegisteredClient client = asked.getPrincipal() instanceof OAuth2ClientAuthenticationToken known
                ? known.getRegisteredClient()
                : null;
        if (client == null) {
            throw refused(OAuth2ErrorCodes.INVALID_CLIENT, "the client is not known");
        }
        Instant now = clock.instant();
        byte[] hash = OpaqueTokens.hash(asked.getRefreshToken());
        AppStore.Grant grant = apps.refresh(hash)
                .flatMap(number -> apps.grant(number, now))
                .filter(each -> each.client().equals(client.getClientId()))
                .orElseThrow(() -> refused(
                        OAuth2ErrorCodes.INVALID_GRANT, "the refresh token is unknown, ended, or of another client"));
        Account account = accounts.byLogin(grant.account())
                .filter(each -> each.active() && each.validFrom().equals(grant.accountSince()))
                .orElseThrow(() ->
                        refused(OAuth2ErrorCodes.INVALID_GRANT, "the account of this token changed or is closed"));
        if (grant.session() != null && !sessions.goesOn(grant.session())) {
            throw refused(OAuth2ErrorCodes.INVALID_GRANT, "the session has ended");
        }
        Set<String> scopes = asked.getScopes().isEmpty() ? scopes(grant) : asked.getScopes();
        if (!scopes(grant).containsAll(scopes)) {
            throw refused(OAuth2ErrorCodes.INVALID_SCOPE, "a refreshed token has the scopes of the first one or fewer");
        }
        if (!apps.useRefresh(hash, now)) {
            apps.end(grant.id(), AppStore.End.REFRESH_REPLAYED, now);
            throw refused(
                    OAuth2ErrorCodes.INVALID_GRANT, "the refresh token was used before, so all its tokens end now");
        }
        return new OAuth2AccessTokenAuthenticationToken(
                client, authentication, access(client, asked, account, grant, scopes), refresh(grant), context(grant));
    }

    private OAuth2AccessToken access(
            RegisteredClient client,
            OAuth2RefreshTokenAuthenticationToken asked,
            Account account,
            AppStore.Grant grant,
            Set<String> scopes) {
        var person = new CallerAuthentication(account.caller(), grant.grantedAt());
        OAuth2Authorization authorization = OAuth2Authorization.withRegisteredClient(client)
                .principalName(account.login())
                .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
                .attribute(Principal.class.getName(), person)
                .attribute(Authorizations.GRANT, grant.id())
                .build();
        Jwt made = generator.generate(DefaultOAuth2TokenContext.builder()
                .registeredClient(client)
                .principal(person)
                .authorizationServerContext(AuthorizationServerContextHolder.getContext())
                .authorization(authorization)
                .authorizedScopes(scopes)
                .tokenType(OAuth2TokenType.ACCESS_TOKEN)
                .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
                .authorizationGrant(asked)
                .build());
        if (made == null) {
            throw new IllegalStateException("no access token was made");
        }
        return new OAuth2AccessToken(
                OAuth2AccessToken.TokenType.BEARER,
                made.getTokenValue(),
                made.getIssuedAt(),
                made.getExpiresAt(),
                scopes);
    }

    private OAuth2RefreshToken refresh(AppStore.Grant grant) {
        String token = OpaqueTokens.next();
        Instant now = clock.instant();
        apps.addRefresh(OpaqueTokens.hash(token), grant.id(), now);
        return new OAuth2RefreshToken(token, now, grant.until());
    }

    /**
     * The application opens in a window of its own, without our header, so it has to say whose record it shows.
     *
     * @see <a href="https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html#launch-context-arrives-with-your-access_token">SMART App Launch 2.2, launch context</a>
     */
    private static Map<String, Object> context(AppStore.Grant grant) {
        Map<String, Object> beside = new LinkedHashMap<>();
        @Nullable String patient = grant.patient();
        if (patient != null) {
            beside.put("patient", patient);
            beside.put("need_patient_banner", true);
        }
        return beside;
    }

    private static Set<String> scopes(AppStore.Grant grant) {
        return new LinkedHashSet<>(Arrays.asList(grant.scopes().split(" ")));
    }

    private static OAuth2AuthenticationException refused(String error, String why) {
        return new OAuth2AuthenticationException(new OAuth2Error(error, why, null));
    }
}
