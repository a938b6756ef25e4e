package org.tongmai.access;

import com.nimbusds.jwt.SignedJWT;
import jakarta.servlet.http.HttpServletRequest;
import java.text.ParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * Takes a client assertion without {@code client_id} beside it, as RFC 7521 §4.2 and SMART Backend Services allow: the
 * assertion's subject says who it is, and {@link SystemAssertions} then proves it.
 */
final class AssertionConverter implements AuthenticationConverter {

    private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    @Override
    public @Nullable Authentication convert(HttpServletRequest request) {
        String[] assertions = request.getParameterValues(OAuth2ParameterNames.CLIENT_ASSERTION);
        if (!TYPE.equals(request.getParameter(OAuth2ParameterNames.CLIENT_ASSERTION_TYPE))
                || request.getParameter(OAuth2ParameterNames.CLIENT_ID) != null
                || assertions == null
                || assertions.length != 1) {
            return null;
        }
        try {
            String subject = SignedJWT.parse(assertions[0]).getJWTClaimsSet().getSubject();
            return subject == null
                    ? null
                    : new OAuth2ClientAuthenticationToken(
                            subject, new ClientAuthenticationMethod(TYPE), assertions[0], Map.of());
        } catch (ParseException e) {
            return null;
        }
    }
}
