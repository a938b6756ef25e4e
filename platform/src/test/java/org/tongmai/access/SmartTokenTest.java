package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.PlainHeader;
import com.nimbusds.jose.PlainObject;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What somebody may try at {@code /oauth2/token}, and with the tokens of it. */
class SmartTokenTest extends SmartCase {

    /** One wrong exchange, of a code or of a refresh token. */
    record Exchange(String name, Consumer<Map<String, String>> change, String error) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Exchange> exchanges() {
        return Stream.of(
                new Exchange("another application", form -> form.put("client_id", "other"), "invalid_grant"),
                new Exchange("no application", form -> form.remove("client_id"), "invalid_request"),
                new Exchange("an unknown application", form -> form.put("client_id", "nobody"), "invalid_client"),
                new Exchange("another verifier", form -> form.put("code_verifier", "x".repeat(50)), "invalid_grant"),
                new Exchange("no verifier", form -> form.remove("code_verifier"), "invalid_client"),
                new Exchange(
                        "the challenge as verifier",
                        form -> form.put("code_verifier", TestApp.challenge(TestApp.VERIFIER)),
                        "invalid_grant"),
                new Exchange(
                        "another address", form -> form.put("redirect_uri", "https://evil.example/"), "invalid_grant"),
                new Exchange("no address", form -> form.remove("redirect_uri"), "invalid_grant"),
                new Exchange("another code", form -> form.put("code", "x".repeat(86)), "invalid_grant"),
                new Exchange("another way", form -> form.put("grant_type", "password"), "invalid_client"),
                new Exchange("as a system", form -> form.put("grant_type", "client_credentials"), "invalid_client"));
    }

    @ParameterizedTest
    @MethodSource("exchanges")
    void a_code_is_refused_to(Exchange wrong) {
        Map<String, String> form = new LinkedHashMap<>(Map.of(
                "grant_type",
                "authorization_code",
                "client_id",
                "diary",
                "code",
                app.code(node.browser("wang"), SCOPE, null),
                "redirect_uri",
                TestApp.REDIRECT,
                "code_verifier",
                TestApp.VERIFIER));
        wrong.change().accept(form);

        var answer = app.token(form);

        assertThat(answer.status()).isGreaterThanOrEqualTo(400);
        assertThat(answer.json().path("error").asString())
                .as(answer.raw().body())
                .isEqualTo(wrong.error());
        assertThat(answer.json().has("access_token")).isFalse();
    }

    @Test
    void a_code_shown_twice_ends_what_was_made_of_it() {
        String code = app.code(node.browser("wang"), SCOPE + " offline_access", null);
        var first = app.exchange(code);
        int before = app.get("/fhir/Patient/" + wang, TestApp.access(first)).status();

        var second = app.exchange(code);

        assertThat(before).isEqualTo(200);
        assertThat(second.json().path("error").asString()).isEqualTo("invalid_grant");
        assertTokenRefused(app.get("/fhir/Patient/" + wang, TestApp.access(first)));
        assertThat(app.refresh(first.json().path("refresh_token").asString())
                        .json()
                        .path("error_description")
                        .asString())
                .contains("unknown, ended");
    }

    @Test
    void a_refresh_token_is_refused_to_others_and_for_more() {
        var tokens = app.allowed(node.browser("wang"), "launch/patient patient/Condition.rs offline_access", null);
        String refresh = tokens.json().path("refresh_token").asString();
        Map<String, String> form = new LinkedHashMap<>(
                Map.of("grant_type", "refresh_token", "client_id", "diary", "refresh_token", refresh));

        assertError(other.refresh(refresh), "invalid_grant", "of another client");
        assertError(app.refresh("x".repeat(43)), "invalid_grant", "unknown");
        assertThat(app.token(Map.of("grant_type", "refresh_token", "refresh_token", "x".repeat(43)))
                        .json()
                        .path("error")
                        .asString())
                .isEqualTo("invalid_client");
        assertError(app.refresh(TestApp.access(tokens)), "invalid_grant", "unknown");
        form.put("scope", "launch/patient patient/*.rs");
        assertError(app.token(form), "invalid_scope", "or fewer");
        form.put("scope", "patient/Condition.rs patient/Observation.rs");
        assertError(app.token(form), "invalid_scope", "or fewer");
        form.remove("scope");
        form.put("client_id", "his-a");
        assertThat(app.token(form).json().path("error").asString()).isEqualTo("invalid_client");
        form.put("client_id", Clients.PORTAL);
        assertThat(app.token(form).json().path("error").asString()).isEqualTo("invalid_grant");
        form.put("client_id", "diary");
        form.put("scope", "patient/Condition.rs");
        assertThat(app.token(form).json().path("scope").asString()).isEqualTo("patient/Condition.rs");
    }

    @Test
    void what_was_allowed_ends_with_the_account_the_password_and_the_application() {
        TestApp closing = TestApp.registered(node, "closing");
        node.resident("gone", "王芳", wang);
        node.resident("new", "王芳", wang);
        String scope = SCOPE + " offline_access";
        var closed = app.allowed(node.browser("gone"), scope, null);
        var changed = app.allowed(node.browser("new"), scope, null);
        var ended = closing.allowed(node.browser("wang"), scope, null);

        node.bean(Accounts.class).activate("gone", false, "test");
        node.bean(Accounts.class).changePassword("new", "another-password-1", "test");
        node.bean(Clients.class).activate("closing", false, "test");

        for (var tokens : List.of(closed, changed, ended)) {
            assertTokenRefused(app.get("/fhir/Patient/" + wang, TestApp.access(tokens)));
        }
        assertError(app.refresh(refreshOf(closed)), "invalid_grant", "changed or is closed");
        assertError(app.refresh(refreshOf(changed)), "invalid_grant", "changed or is closed");
        assertThat(closing.refresh(refreshOf(ended)).json().path("error").asString())
                .isEqualTo("invalid_client");
    }

    @Test
    void a_token_that_this_node_did_not_sign_for_this_is_refused() throws JOSEException, ParseException {
        String good = TestApp.access(app.allowed(node.browser("wang"), "openid " + SCOPE, null));
        SignedJWT told = SignedJWT.parse(good);
        JWTClaimsSet claims = told.getJWTClaimsSet();
        RSAKey stranger =
                new RSAKeyGenerator(2048).keyID(told.getHeader().getKeyID()).generate();
        String ours = node.browser().get("/oauth2/jwks").raw().body();
        RSAKey ourPublic = (RSAKey) JWKSet.parse(ours).getKeys().getFirst();

        assertThat(app.get("/fhir/Patient/" + wang, good).status()).isEqualTo(200);
        // of another node, with our key's name
        assertTokenRefused(read(signed(stranger, claims)));
        // without a signature
        assertTokenRefused(read(new PlainObject(
                        new PlainHeader.Builder()
                                .type(new JOSEObjectType("at+jwt"))
                                .build(),
                        claims.toPayload())
                .serialize()));
        // with our public key as a shared secret
        var forged = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .type(new JOSEObjectType("at+jwt"))
                        .keyID(ourPublic.getKeyID())
                        .build(),
                claims.toPayload());
        forged.sign(new MACSigner(ourPublic.toRSAPublicKey().getEncoded()));
        assertTokenRefused(read(forged.serialize()));
        // with claims that were changed after signing
        String[] parts = good.split("\\.");
        String wider = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(new JWTClaimsSet.Builder(claims)
                        .claim("scope", List.of("record"))
                        .build()
                        .toString()
                        .getBytes(StandardCharsets.UTF_8));
        assertTokenRefused(read(parts[0] + "." + wider + "." + parts[2]));
        assertTokenRefused(read(parts[0] + "." + parts[1] + "."));
        assertTokenRefused(read("not-a-token"));
    }

    @Test
    void tokens_of_this_node_that_are_for_something_else_are_refused() throws ParseException, JOSEException {
        var tokens = app.allowed(node.browser("wang"), "openid " + SCOPE, null);
        JWTClaimsSet claims = SignedJWT.parse(TestApp.access(tokens)).getJWTClaimsSet();
        Date past = Date.from(Instant.now().minusSeconds(600));

        assertTokenRefused(read(tokens.json().path("id_token").asString()));
        assertTokenRefused(
                read(ours(new JWTClaimsSet.Builder(claims).expirationTime(past).build())));
        assertTokenRefused(read(ours(new JWTClaimsSet.Builder(claims)
                .audience("https://other.example/fhir")
                .build())));
        assertTokenRefused(
                read(ours(new JWTClaimsSet.Builder(claims).audience(List.of()).build())));
        assertTokenRefused(
                read(ours(new JWTClaimsSet.Builder(claims).subject("li").build())));
        assertTokenRefused(
                read(ours(new JWTClaimsSet.Builder(claims).subject("nobody").build())));
        assertTokenRefused(read(
                ours(new JWTClaimsSet.Builder(claims).claim("grant", 999_999L).build())));
        assertTokenRefused(read(
                ours(new JWTClaimsSet.Builder(claims).claim("account_since", 1L).build())));
        assertTokenRefused(
                read(ours(new JWTClaimsSet.Builder(claims).claim("grant", null).build())));
    }

    /** One assertion that is no proof, and what is wrong with it. */
    record Proof(String name, Consumer<JWTClaimsSet.Builder> change) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Proof> proofs() {
        return Stream.of(
                new Proof("another audience", claims -> claims.audience("https://other.example/oauth2/token")),
                new Proof("no audience", claims -> claims.audience((String) null)),
                new Proof("the FHIR interface as audience", claims -> claims.audience(node.url() + "/fhir")),
                new Proof("another issuer", claims -> claims.issuer("his-b")),
                new Proof("no issuer", claims -> claims.issuer(null)),
                new Proof("another subject", claims -> claims.subject("his-b")),
                new Proof(
                        "an application as subject",
                        claims -> claims.subject("diary").issuer("diary")),
                new Proof(
                        "past",
                        claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(60)))),
                new Proof(
                        "too far ahead",
                        claims -> claims.expirationTime(Date.from(Instant.now().plusSeconds(400)))),
                new Proof("no end", claims -> claims.expirationTime(null)),
                new Proof(
                        "not yet",
                        claims -> claims.notBeforeTime(Date.from(Instant.now().plusSeconds(90)))),
                new Proof("no number", claims -> claims.jwtID(null)),
                new Proof("an endless number", claims -> claims.jwtID("j".repeat(257))));
    }

    @ParameterizedTest
    @MethodSource("proofs")
    void a_system_does_not_prove_itself_with(Proof wrong) throws JOSEException {
        var claims = assertion();
        wrong.change().accept(claims);

        var answer = system(signed(key, claims.build()), "system");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().path("error").asString()).isEqualTo("invalid_client");
    }

    @Test
    void an_assertion_is_good_once_and_signed_with_the_registered_key() throws JOSEException {
        JWTClaimsSet once = assertion().build();
        ECKey stranger = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        var secret =
                new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), assertion().build());
        secret.sign(new MACSigner(key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
        String unsigned = new PlainObject(
                        new PlainHeader(), new Payload(assertion().build().toJSONObject()))
                .serialize();

        assertThat(system(signed(key, once), "system").status()).isEqualTo(200);
        assertThat(system(signed(key, once), "system").status()).isEqualTo(401);
        assertThat(system(signed(stranger, assertion().build()), "system").status())
                .isEqualTo(401);
        assertThat(system(secret.serialize(), "system").status()).isEqualTo(401);
        assertThat(system(unsigned, "system").json().path("error").asString()).isEqualTo("invalid_request");
    }

    @Test
    void a_system_asks_for_scopes_of_systems_only() throws JOSEException {
        for (String scope : List.of(
                "patient/*.rs",
                "user/*.rs",
                "record",
                "openid",
                "system system/*.rs",
                "system/Observation.rs?category=laboratory",
                "system/Cat.rs")) {
            assertThat(system(signed(key, assertion().build()), scope)
                            .json()
                            .path("error")
                            .asString())
                    .as(scope)
                    .isEqualTo("invalid_scope");
        }
    }

    private static void assertError(TestBrowser.Answer answer, String error, String why) {
        assertThat(answer.json().path("error").asString())
                .as(answer.raw().body())
                .isEqualTo(error);
        assertThat(answer.json().path("error_description").asString()).contains(why);
    }

    private static void assertTokenRefused(TestBrowser.Answer answer) {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.raw().body()).contains("access.token-refused");
        assertThat(answer.header("WWW-Authenticate")).contains("invalid_token");
    }

    private static String refreshOf(TestBrowser.Answer tokens) {
        return tokens.json().path("refresh_token").asString();
    }

    private static TestBrowser.Answer read(String token) {
        return app.get("/fhir/Patient/" + wang, token);
    }

    private static String signed(RSAKey by, JWTClaimsSet claims) throws JOSEException {
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(new JOSEObjectType("at+jwt"))
                        .keyID(by.getKeyID())
                        .build(),
                claims);
        token.sign(new RSASSASigner(by));
        return token.serialize();
    }

    private static String signed(ECKey by, JWTClaimsSet claims) throws JOSEException {
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(by.getKeyID()).build(), claims);
        token.sign(new ECDSASigner(by));
        return token.serialize();
    }

    /** What this node itself might sign for another use. */
    private static String ours(JWTClaimsSet claims) throws JOSEException {
        var keys = node.bean(SigningKeys.class).get(new JWKSelector(new JWKMatcher.Builder().build()), null);
        return signed((RSAKey) keys.getFirst(), claims);
    }

    private static JWTClaimsSet.Builder assertion() {
        return new JWTClaimsSet.Builder()
                .issuer("his-a")
                .subject("his-a")
                .audience(node.url() + "/oauth2/token")
                .jwtID(UUID.randomUUID().toString())
                .expirationTime(Date.from(Instant.now().plusSeconds(120)));
    }

    private static TestBrowser.Answer system(String assertion, String scope) {
        return app.token(Map.of(
                "grant_type",
                "client_credentials",
                "scope",
                scope,
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion",
                assertion));
    }
}
