package org.tongmai.access;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/** Looks the request up in {@link Endpoints}: refused unless a line of the table allows the caller's role. */
final class EndpointDecision implements AuthorizationManager<RequestAuthorizationContext> {

    @Override
    public AuthorizationDecision authorize(
            Supplier<? extends @Nullable Authentication> authentication, RequestAuthorizationContext context) {
        return new AuthorizationDecision(Endpoints.of(context.getRequest())
                .map(endpoint -> endpoint.open() || allowed(endpoint, authentication.get()))
                .orElse(false));
    }

    /** Scopes of SMART speak of FHIR, so a token that has them opens nothing else. */
    private static boolean allowed(Endpoint endpoint, @Nullable Authentication authentication) {
        return authentication instanceof CallerAuthentication known
                && (known.getPrincipal().limit() == null || endpoint.fhir())
                && (known.getPrincipal().unrestricted()
                        || endpoint.roles().contains(known.getPrincipal().role()));
    }
}
