package org.tongmai.access;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContextHolder;

/**
 * Judges the assertion by which a system proves who it is: signed with a registered key, made by and about itself, meant
 * for this server, short-lived, and used once.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7523#section-3">RFC 7523 §3</a>
 */
final class SystemAssertions implements JwtDecoderFactory<RegisteredClient> {

    static final Set<SignatureAlgorithm> ALGORITHMS = Set.of(
            SignatureAlgorithm.RS256,
            SignatureAlgorithm.RS384,
            SignatureAlgorithm.PS256,
            SignatureAlgorithm.PS384,
            SignatureAlgorithm.ES256,
            SignatureAlgorithm.ES384);

    private static final int JTI_LONGEST = 256;

    private final ClientStore store;
    private final Clock clock;

    SystemAssertions(ClientStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public JwtDecoder createDecoder(RegisteredClient client) {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(new ImmutableJWKSet<>(keys(client)))
                .jwsAlgorithms(algorithms -> algorithms.addAll(ALGORITHMS))
                .build();
        decoder.setJwtValidator(assertionOf(client.getClientId()));
        return decoder;
    }

    private OAuth2TokenValidator<Jwt> assertionOf(String client) {
        return assertion -> {
            String fault = fault(assertion, client);
            return fault == null
                    ? OAuth2TokenValidatorResult.success()
                    : OAuth2TokenValidatorResult.failure(new OAuth2Error(OAuth2ErrorCodes.INVALID_CLIENT, fault, null));
        };
    }

    private @Nullable String fault(Jwt assertion, String client) {
        Instant now = clock.instant();
        Instant expires = assertion.getExpiresAt();
        Instant notBefore = assertion.getNotBefore();
        String jti = assertion.getId();
        if (!client.equals(assertion.getClaimAsString("iss")) || !client.equals(assertion.getSubject())) {
            return "iss and sub must both be the client_id";
        }
        if (!meantForUs(assertion.getAudience())) {
            return "aud must be the issuer or the token endpoint of this server";
        }
        if (expires == null || !now.isBefore(expires.plus(AccessSettings.CLOCK_SKEW))) {
            return "exp is missing or past";
        }
        if (expires.isAfter(now.plus(AccessSettings.ASSERTION_LONGEST).plus(AccessSettings.CLOCK_SKEW))) {
            return "exp is more than " + AccessSettings.ASSERTION_LONGEST.toMinutes() + " minutes ahead";
        }
        if (notBefore != null && now.isBefore(notBefore.minus(AccessSettings.CLOCK_SKEW))) {
            return "nbf is ahead";
        }
        if (jti == null || jti.isEmpty() || jti.length() > JTI_LONGEST) {
            return "jti is missing or too long";
        }
        return store.useAssertion(client, jti, expires, now) ? null : "this assertion was used before";
    }

    private static boolean meantForUs(@Nullable List<String> audience) {
        var server = AuthorizationServerContextHolder.getContext();
        String issuer = server.getIssuer();
        return audience != null
                && (audience.contains(issuer)
                        || audience.contains(
                                issuer + server.getAuthorizationServerSettings().getTokenEndpoint()));
    }

    private static JWKSet keys(RegisteredClient client) {
        try {
            return JWKSet.parse(String.valueOf(client.getClientSettings().<String>getSetting(RegisteredClients.KEYS)));
        } catch (ParseException e) {
            throw new IllegalStateException("keys were checked when the client was registered", e);
        }
    }
}
