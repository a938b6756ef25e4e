package org.tongmai.access;

import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationValidator;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContextHolder;
import org.tongmai.kernel.Problem;

/**
 * Judges how an application asks to be allowed, before anybody is asked: sent back only where it is registered, for our FHIR
 * interface, with a state, with scopes that can be granted, and with a launch that is good where it has one.
 *
 * @see <a href="https://hl7.org/fhir/smart-app-launch/STU2.2/app-launch.html#obtain-authorization-code">SMART App Launch 2.2, authorization code</a>
 */
final class AppRequests implements Consumer<OAuth2AuthorizationCodeRequestAuthenticationContext> {

    static final String AUD = "aud";

    private static final int STATE_LONGEST = 1_000;

    private final ClientStore clients;
    private final AppStore apps;
    private final Clock clock;

    AppRequests(ClientStore clients, AppStore apps, Clock clock) {
        this.clients = clients;
        this.apps = apps;
        this.clock = clock;
    }

    /** The address of the FHIR interface of the node with this issuer. */
    static String base(@Nullable String issuer) {
        return (issuer == null ? "" : issuer) + "/fhir";
    }

    @Override
    public void accept(OAuth2AuthorizationCodeRequestAuthenticationContext context) {
        OAuth2AuthorizationCodeRequestAuthenticationValidator.DEFAULT_REDIRECT_URI_VALIDATOR.accept(context);
        RegisteredClient client = context.getRegisteredClient();
        if (!RegisteredClients.isApp(client)) {
            OAuth2AuthorizationCodeRequestAuthenticationValidator.DEFAULT_SCOPE_VALIDATOR.accept(context);
            return;
        }
        OAuth2AuthorizationCodeRequestAuthenticationToken request = context.getAuthentication();
        if (request.getRedirectUri() == null) {
            throw new OAuth2AuthorizationCodeRequestAuthenticationException(
                    new OAuth2Error(OAuth2ErrorCodes.INVALID_REQUEST, "redirect_uri is missing", null), null);
        }
        String fault = fault(request);
        if (fault != null) {
            throw refused(request, OAuth2ErrorCodes.INVALID_REQUEST, fault);
        }
        try {
            AppScopes.grantable(request.getScopes(), most(client.getClientId()));
        } catch (Problem problem) {
            throw refused(request, OAuth2ErrorCodes.INVALID_SCOPE, problem.what() + " " + problem.why());
        }
    }

    private @Nullable String fault(OAuth2AuthorizationCodeRequestAuthenticationToken request) {
        String state = request.getState();
        if (state == null || state.isBlank() || state.length() > STATE_LONGEST) {
            return "state is missing or too long";
        }
        String ours = base(AuthorizationServerContextHolder.getContext().getIssuer());
        String aud = text(request, AUD);
        if (aud == null || !aud.replaceFirst("/$", "").equals(ours)) {
            return "aud must be the address of the FHIR interface of this server";
        }
        String launch = text(request, AppScopes.LAUNCH);
        boolean asked = request.getScopes().contains(AppScopes.LAUNCH);
        if (asked != (launch != null)) {
            return "the scope launch and the parameter launch go together";
        }
        if (request.getScopes().isEmpty()) {
            return "scope is missing";
        }
        Authentication person = request.getPrincipal() instanceof Authentication known ? known : null;
        boolean good = launch == null
                || !(person instanceof CallerAuthentication caller)
                || apps.launch(
                                OpaqueTokens.hash(launch),
                                request.getClientId(),
                                caller.getPrincipal().account(),
                                clock.instant())
                        .isPresent();
        return good ? null : "launch is unknown, used, expired, or of another person or application";
    }

    private Set<String> most(String client) {
        return clients.byId(client).map(Client::app).map(Client.App::scopes).orElse(Set.of());
    }

    private static @Nullable String text(OAuth2AuthorizationCodeRequestAuthenticationToken request, String name) {
        Map<String, Object> parameters = request.getAdditionalParameters();
        return parameters.get(name) instanceof String text && !text.isEmpty() ? text : null;
    }

    /** Told to the application, at an address that is its own. */
    private static OAuth2AuthorizationCodeRequestAuthenticationException refused(
            OAuth2AuthorizationCodeRequestAuthenticationToken request, String error, String why) {
        return new OAuth2AuthorizationCodeRequestAuthenticationException(
                new OAuth2Error(error, why, "https://hl7.org/fhir/smart-app-launch/STU2.2/app-launch.html"), request);
    }
}
