package org.tongmai.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** A system of an institution that signs in with a key of its own. */
final class TestSystem {

    private TestSystem() {}

    static String token(TestNode node, String id, String institution) {
        return token(node, id, institution, "system");
    }

    static String token(TestNode node, String id, String institution, String scope) {
        try {
            ECKey key = new ECKeyGenerator(Curve.P_256).keyID(id).generate();
            node.bean(Clients.class)
                    .registerSystem(id, "HIS " + id, institution, new JWKSet(key.toPublicJWK()).toString(), "test");
            var claims = new JWTClaimsSet.Builder()
                    .issuer(id)
                    .subject(id)
                    .audience(node.url() + "/oauth2/token")
                    .jwtID(UUID.randomUUID().toString())
                    .expirationTime(Date.from(Instant.now().plusSeconds(120)))
                    .build();
            var assertion = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(id).build(), claims);
            assertion.sign(new ECDSASigner(key));
            String form = Map.of(
                            "grant_type",
                            "client_credentials",
                            "scope",
                            scope,
                            "client_assertion_type",
                            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                            "client_assertion",
                            assertion.serialize())
                    .entrySet()
                    .stream()
                    .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                    .collect(Collectors.joining("&"));
            return node.browser()
                    .send(HttpRequest.newBuilder(URI.create(node.url() + "/oauth2/token"))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString(form)))
                    .json()
                    .path("access_token")
                    .asString();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
