package org.tongmai.access;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTParser;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/**
 * Who calls by CDS Hooks: a system of an institution with a JWT that it signed itself for this service, with its registered key, for
 * five minutes at most and for one use; or anybody with an access token of ours.
 *
 * @see <a href="https://cds-hooks.hl7.org/2.0/#trusting-cds-clients">CDS Hooks 2.0, Trusting CDS Clients</a>
 */
final class HookTokens implements JwtDecoder {

    /** CDS Hooks: no more than five minutes in the future. */
    private static final Duration LIFE_LONGEST = Duration.ofMinutes(5);

    private static final int JTI_LONGEST = 256;

    private static final String SERVICES = "/cds-services";

    private final JwtDecoder accessTokens;
    private final ClientStore clients;
    private final @Nullable URI issuer;
    private final Clock clock;

    HookTokens(JwtDecoder accessTokens, ClientStore clients, @Nullable URI issuer, Clock clock) {
        this.accessTokens = accessTokens;
        this.clients = clients;
        this.issuer = issuer;
        this.clock = clock;
    }

    @Override
    public Jwt decode(String token) {
        JWT parsed = parsed(token);
        if (ours(String.valueOf(parsed.getHeader().getType()))) {
            return accessTokens.decode(token);
        }
        Client client = client(parsed);
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(new ImmutableJWKSet<>(keys(client)))
                .jwsAlgorithms(algorithms -> algorithms.addAll(SystemAssertions.ALGORITHMS))
                .build();
        decoder.setJwtValidator(jwt -> OAuth2TokenValidatorResult.success()); // judged below
        Jwt jwt = decoder.decode(token);
        String fault = fault(jwt, client.id());
        if (fault != null) {
            throw new BadJwtException(fault);
        }
        return jwt;
    }

    /** The caller of either kind of token. */
    Converter<Jwt, AbstractAuthenticationToken> callers(BearerCallers others) {
        return jwt -> ours(String.valueOf(jwt.getHeaders().get("typ"))) ? others.convert(jwt) : system(jwt);
    }

    private AbstractAuthenticationToken system(Jwt jwt) {
        Client client = clients.byId(String.valueOf(jwt.getClaimAsString("iss")))
                .orElseThrow(() -> new BadJwtException("iss is no registered system"));
        Caller caller = new Caller(client.id(), client.name(), Role.SYSTEM, client.institution(), null, false);
        return new CallerAuthentication(caller, clock.instant());
    }

    private static boolean ours(String type) {
        return type.equalsIgnoreCase(TokenClaims.ACCESS_TOKEN_TYPE);
    }

    private static JWT parsed(String token) {
        try {
            return JWTParser.parse(token);
        } catch (ParseException unreadable) {
            throw new BadJwtException("the token cannot be read");
        }
    }

    private Client client(JWT parsed) {
        try {
            return clients.byId(String.valueOf(parsed.getJWTClaimsSet().getIssuer()))
                    .filter(Client::live)
                    .orElseThrow(() -> new BadJwtException("iss is no registered system"));
        } catch (ParseException unreadable) {
            throw new BadJwtException("the claims cannot be read");
        }
    }

    private @Nullable String fault(Jwt jwt, String client) {
        Instant now = clock.instant();
        Instant expires = jwt.getExpiresAt();
        String jti = jwt.getId();
        if (!meantForUs(jwt.getAudience())) {
            return "aud must be the address of the service";
        }
        if (expires == null || !now.isBefore(expires.plus(AccessSettings.CLOCK_SKEW))) {
            return "exp is missing or past";
        }
        if (expires.isAfter(now.plus(LIFE_LONGEST).plus(AccessSettings.CLOCK_SKEW))) {
            return "exp is more than five minutes ahead";
        }
        if (jti == null || jti.isEmpty() || jti.length() > JTI_LONGEST) {
            return "jti is missing or too long";
        }
        return clients.useAssertion(client, jti, expires, now) ? null : "this token was used before";
    }

    /** The address that was called, or all services of this server. */
    private boolean meantForUs(@Nullable List<String> audience) {
        String path =
                ServletUriComponentsBuilder.fromCurrentRequestUri().build().getPath();
        String base = issuer == null
                ? ServletUriComponentsBuilder.fromCurrentContextPath().build().toUriString()
                : issuer.toString().replaceFirst("/$", "");
        return audience != null
                && (audience.contains(base + Objects.requireNonNullElse(path, ""))
                        || audience.contains(base + SERVICES));
    }

    private static JWKSet keys(Client client) {
        try {
            return JWKSet.parse(String.valueOf(client.jwks()));
        } catch (ParseException impossible) {
            throw new IllegalStateException("keys were checked when the client was registered", impossible);
        }
    }
}
