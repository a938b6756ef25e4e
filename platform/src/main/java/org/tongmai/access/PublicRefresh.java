package org.tongmai.access;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * An application without a secret that refreshes: the refresh token, good once and for one application only, is what it proves. It may
 * say which one it is; some libraries leave that out, since the token tells. The library here knows public clients only by the
 * verifier of a code.
 */
final class PublicRefresh implements AuthenticationConverter, AuthenticationProvider {

    private final RegisteredClientRepository clients;
    private final AppStore apps;
    private final Clock clock;

    PublicRefresh(RegisteredClientRepository clients, AppStore apps, Clock clock) {
        this.clients = clients;
        this.apps = apps;
        this.clock = clock;
    }

    @Override
    public @Nullable Authentication convert(HttpServletRequest request) {
        String[] client = request.getParameterValues(OAuth2ParameterNames.CLIENT_ID);
        boolean alone = request.getParameter(OAuth2ParameterNames.CLIENT_ASSERTION) == null
                && request.getParameter(OAuth2ParameterNames.CLIENT_SECRET) == null
                && request.getHeader(HttpHeaders.AUTHORIZATION) == null;
        if (!AuthorizationGrantType.REFRESH_TOKEN
                        .getValue()
                        .equals(request.getParameter(OAuth2ParameterNames.GRANT_TYPE))
                || !alone
                || client != null && client.length != 1) {
            return null;
        }
        String id = client == null ? holder(request.getParameter(OAuth2ParameterNames.REFRESH_TOKEN)) : client[0];
        if (id == null) {
            return null;
        }
        return new OAuth2ClientAuthenticationToken(
                id,
                ClientAuthenticationMethod.NONE,
                null,
                Map.of(OAuth2ParameterNames.GRANT_TYPE, AuthorizationGrantType.REFRESH_TOKEN.getValue()));
    }

    private @Nullable String holder(@Nullable String refresh) {
        return refresh == null
                ? null
                : apps.refresh(OpaqueTokens.hash(refresh))
                        .flatMap(grant -> apps.grant(grant, clock.instant()))
                        .map(AppStore.Grant::client)
                        .orElse(null);
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OAuth2ClientAuthenticationToken.class.isAssignableFrom(authentication);
    }

    @Override
    public @Nullable Authentication authenticate(Authentication authentication) {
        var asked = (OAuth2ClientAuthenticationToken) authentication;
        if (!ClientAuthenticationMethod.NONE.equals(asked.getClientAuthenticationMethod())
                || !AuthorizationGrantType.REFRESH_TOKEN
                        .getValue()
                        .equals(asked.getAdditionalParameters().get(OAuth2ParameterNames.GRANT_TYPE))) {
            return null;
        }
        RegisteredClient client = clients.findByClientId(String.valueOf(asked.getPrincipal()));
        if (client == null || !RegisteredClients.isApp(client)) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
        }
        return new OAuth2ClientAuthenticationToken(client, ClientAuthenticationMethod.NONE, null);
    }
}
