package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OpenIdConnectTest {

    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk-long-enough";
    private static final String REDIRECT = "http://127.0.0.1:9999/";
    private static final String SYSTEM = "his-a";

    private static TestNode node;
    private static ECKey key;

    @BeforeAll
    static void start() throws JOSEException {
        node = TestNode.start();
        node.doctor("zhang", "张伟", TestNode.HOSPITAL_A);
        key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        node.bean(Clients.class)
                .registerSystem(
                        SYSTEM,
                        "HIS of hospital A",
                        TestNode.HOSPITAL_A,
                        new JWKSet(key.toPublicJWK()).toString(),
                        "test");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void the_server_describes_itself_and_publishes_public_keys_only() {
        var metadata = node.browser().get("/.well-known/openid-configuration").json();
        var keys =
                node.browser().get(path(metadata.path("jwks_uri").asString())).json();

        assertThat(metadata.path("issuer").asString()).isEqualTo(node.url());
        assertThat(metadata.path("token_endpoint").asString()).startsWith(node.url());
        assertThat(metadata.path("grant_types_supported").toString())
                .isEqualTo("[\"authorization_code\",\"refresh_token\",\"client_credentials\"]");
        assertThat(metadata.path("token_endpoint_auth_methods_supported").toString())
                .isEqualTo("[\"private_key_jwt\",\"none\"]");
        assertThat(metadata.path("scopes_supported").toString())
                .isEqualTo("[\"openid\",\"profile\",\"fhirUser\",\"launch\",\"launch/patient\",\"offline_access\","
                        + "\"online_access\",\"patient/*.rs\",\"user/*.rs\",\"system/*.rs\",\"record\",\"system\"]");
        assertThat(keys.path("keys")).isNotEmpty();
        assertThat(keys.path("keys").path(0).has("d")).isFalse();
    }

    @Test
    void somebody_signed_in_gets_a_code_and_with_it_tokens() throws Exception {
        TestBrowser browser = node.browser("zhang");

        var authorised = browser.send(html(authorize(Clients.PORTAL, "openid record", REDIRECT)));
        Map<String, String> back = query(authorised.header("Location"));
        var tokens = token(Map.of(
                "grant_type",
                "authorization_code",
                "client_id",
                Clients.PORTAL,
                "code",
                back.get("code"),
                "redirect_uri",
                REDIRECT,
                "code_verifier",
                VERIFIER));
        String access = tokens.json().path("access_token").asString();
        var who = node.browser().send(bearer("/api/access/session", access));

        assertThat(authorised.header("Location")).startsWith(REDIRECT + "?code=");
        assertThat(back).containsEntry("state", "s1");
        assertThat(tokens.status()).isEqualTo(200);
        var claims = SignedJWT.parse(access).getJWTClaimsSet();
        assertThat(claims.getStringClaim("role")).isEqualTo("DOCTOR");
        assertThat(claims.getStringClaim("institution")).isEqualTo(TestNode.HOSPITAL_A);
        assertThat(who.json().path("account").asString()).isEqualTo("zhang");
        String idToken = tokens.json().path("id_token").asString();
        assertThat(node.browser().send(bearer("/api/access/session", idToken)).code())
                .isEqualTo("access.token-refused");
    }

    @Test
    void a_token_serves_a_program_that_has_no_csrf_cookie_and_ends_with_its_account() {
        node.doctor("zhao", "赵敏", TestNode.HOSPITAL_A);
        String access = signedInToken("zhao", "openid record");

        int before = node.browser().send(bearer("/api/access/requests", access)).status();
        node.bean(Accounts.class).activate("zhao", false, "test");
        int after = node.browser().send(bearer("/api/access/requests", access)).status();

        assertThat(before).isEqualTo(200);
        assertThat(after).isEqualTo(401);
    }

    @Test
    void a_token_does_not_see_to_the_own_account_beside_whatever_cookie() {
        node.doctor("sun", "孙丽", TestNode.HOSPITAL_A);
        String access = signedInToken("sun", "openid record");
        var body = HttpRequest.BodyPublishers.ofString("{\"code\":\"123456\",\"password\":\"x\",\"next\":\"y\"}");

        for (TestBrowser browser : new TestBrowser[] {node.browser(), node.browser("zhang")}) {
            assertThat(browser.send(bearer("/api/access/me", access)).code()).isEqualTo("access.browser-only");
            for (String path : new String[] {
                "password",
                "proof",
                "factor",
                "factor/confirm",
                "factor/remove",
                "recovery-codes",
                "sessions/end-others"
            }) {
                var answer = browser.send(bearer("/api/access/me/" + path, access)
                        .header("Content-Type", "application/json")
                        .POST(body));
                assertThat(answer.code()).as(path).isEqualTo("access.browser-only");
                assertThat(answer.header("Set-Cookie")).as(path).doesNotContain(SessionCookies.COOKIE);
            }
        }
    }

    @Test
    void a_token_without_the_scope_of_records_opens_nothing() {
        String access = signedInToken("zhang", "openid");

        assertThat(node.browser().send(bearer("/api/access/session", access)).status())
                .isEqualTo(401);
    }

    @Test
    void nobody_signed_in_is_sent_to_sign_in_and_back_to_a_path_of_this_server() {
        var answer = node.browser().send(html(authorize(Clients.PORTAL, "openid", REDIRECT)));

        assertThat(answer.status()).isEqualTo(302);
        assertThat(path(answer.header("Location"))).startsWith("/?next=%2Foauth2%2Fauthorize%3F");
    }

    @Test
    void a_code_needs_its_verifier_and_works_once() {
        String code = code("zhang", "openid record");

        var wrong = exchange(code, "another-verifier-that-is-long-enough-to-be-one-000");
        String second = code("zhang", "openid record");
        var right = exchange(second, VERIFIER);
        var replayed = exchange(second, VERIFIER);

        assertThat(wrong.json().path("error").asString()).isEqualTo("invalid_grant");
        assertThat(right.status()).isEqualTo(200);
        assertThat(replayed.json().path("error").asString()).isEqualTo("invalid_grant");
    }

    @Test
    void a_code_is_sent_to_registered_addresses_only_and_never_without_a_challenge() {
        TestBrowser browser = node.browser("zhang");

        var elsewhere = browser.send(html(authorize(Clients.PORTAL, "openid", "https://evil.example/")));
        var other = browser.send(html(authorize("unknown", "openid", REDIRECT)));
        var bare = browser.send(
                html(authorize(Clients.PORTAL, "openid", REDIRECT).replaceAll("&code_challenge[^&]*", "")));

        assertThat(elsewhere.status()).isEqualTo(400);
        assertThat(other.status()).isEqualTo(400);
        assertThat(bare.header("Location")).contains("error=invalid_request").doesNotContain("code=");
    }

    @Test
    void a_system_proves_itself_by_its_key_and_reads_as_its_institution() throws Exception {
        var answer = system(claims -> {}, key);
        String access = answer.json().path("access_token").asString();
        var who = node.browser().send(bearer("/api/access/session", access)).json();

        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        assertThat(who.path("role").asString()).isEqualTo("SYSTEM");
        assertThat(who.path("institution").path("code").asString()).isEqualTo(TestNode.HOSPITAL_A);
    }

    @Test
    void a_system_is_refused_with_a_wrong_key_audience_time_or_name() throws Exception {
        ECKey stranger = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        Instant now = Instant.now();

        assertThat(system(claims -> {}, stranger).status()).isEqualTo(401);
        assertThat(system(claims -> claims.audience("https://other.example"), key)
                        .status())
                .isEqualTo(401);
        assertThat(system(claims -> claims.expirationTime(Date.from(now.minusSeconds(120))), key)
                        .status())
                .isEqualTo(401);
        assertThat(system(claims -> claims.expirationTime(null), key).status()).isEqualTo(401);
        assertThat(system(claims -> claims.expirationTime(Date.from(now.plusSeconds(3600))), key)
                        .status())
                .isEqualTo(401);
        assertThat(system(claims -> claims.issuer("somebody"), key).status()).isEqualTo(401);
        assertThat(system(claims -> claims.subject("somebody"), key).status()).isEqualTo(401);
        assertThat(system(claims -> claims.jwtID(null), key).status()).isEqualTo(401);
        assertThat(system(claims -> claims.notBeforeTime(Date.from(now.plusSeconds(120))), key)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void an_assertion_works_once() throws Exception {
        String id = UUID.randomUUID().toString();

        assertThat(system(claims -> claims.jwtID(id), key).status()).isEqualTo(200);
        assertThat(system(claims -> claims.jwtID(id), key).status()).isEqualTo(401);
    }

    @Test
    void a_public_key_is_no_shared_secret() throws Exception {
        SignedJWT forged = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims(each -> {}));
        forged.sign(new MACSigner(key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));

        assertThat(assertion(forged.serialize()).status()).isEqualTo(401);
    }

    @Test
    void a_closed_client_is_refused_with_its_tokens() throws Exception {
        node.bean(Clients.class)
                .registerSystem(
                        "his-b",
                        "HIS of hospital B",
                        TestNode.HOSPITAL_B,
                        new JWKSet(key.toPublicJWK()).toString(),
                        "test");
        var answer = system(claims -> claims.issuer("his-b").subject("his-b"), key);
        String access = answer.json().path("access_token").asString();
        int open = node.browser().send(bearer("/api/access/session", access)).status();

        node.bean(Clients.class).activate("his-b", false, "test");

        assertThat(open).isEqualTo(200);
        assertThat(node.browser().send(bearer("/api/access/session", access)).status())
                .isEqualTo(401);
        assertThat(system(claims -> claims.issuer("his-b").subject("his-b"), key)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void tokens_outlive_a_rotation_of_the_keys() {
        String before = signedInToken("zhang", "openid record");

        node.bean(SigningKeys.class).rotate();
        String after = signedInToken("zhang", "openid record");

        assertThat(node.browser().send(bearer("/api/access/session", before)).status())
                .isEqualTo(200);
        assertThat(node.browser().send(bearer("/api/access/session", after)).status())
                .isEqualTo(200);
        assertThat(kid(before)).isNotEqualTo(kid(after));
    }

    @Test
    void a_forged_token_is_refused() throws Exception {
        SignedJWT forged = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k1").build(),
                new JWTClaimsSet.Builder()
                        .subject("operator")
                        .claim("role", "OPERATOR")
                        .build());
        forged.sign(new ECDSASigner(key));

        assertThat(node.browser()
                        .send(bearer("/api/access/session", forged.serialize()))
                        .code())
                .isEqualTo("access.token-refused");
    }

    private static String kid(String token) {
        try {
            return SignedJWT.parse(token).getHeader().getKeyID();
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String signedInToken(String login, String scope) {
        return exchange(code(login, scope), VERIFIER)
                .json()
                .path("access_token")
                .asString();
    }

    private static String code(String login, String scope) {
        var answer = node.browser(login).send(html(authorize(Clients.PORTAL, scope, REDIRECT)));
        return Objects.requireNonNull(query(answer.header("Location")).get("code"));
    }

    private static TestBrowser.Answer exchange(String code, String verifier) {
        return token(Map.of(
                "grant_type", "authorization_code",
                "client_id", Clients.PORTAL,
                "code", code,
                "redirect_uri", REDIRECT,
                "code_verifier", verifier));
    }

    private static TestBrowser.Answer system(Consumer<JWTClaimsSet.Builder> change, ECKey signer) throws JOSEException {
        SignedJWT assertion = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .keyID(signer.getKeyID())
                        .build(),
                claims(change));
        assertion.sign(new ECDSASigner(signer));
        return assertion(assertion.serialize());
    }

    private static JWTClaimsSet claims(Consumer<JWTClaimsSet.Builder> change) {
        var claims = new JWTClaimsSet.Builder()
                .issuer(SYSTEM)
                .subject(SYSTEM)
                .audience(node.url() + "/oauth2/token")
                .jwtID(UUID.randomUUID().toString())
                .expirationTime(Date.from(Instant.now().plusSeconds(120)));
        change.accept(claims);
        return claims.build();
    }

    private static TestBrowser.Answer assertion(String assertion) {
        return token(Map.of(
                "grant_type", "client_credentials",
                "scope", "system",
                "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion", assertion));
    }

    private static TestBrowser.Answer token(Map<String, String> form) {
        String body = form.entrySet().stream()
                .map(each -> each.getKey() + "=" + encode(each.getValue()))
                .collect(Collectors.joining("&"));
        return node.browser()
                .send(HttpRequest.newBuilder(URI.create(node.url() + "/oauth2/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String authorize(String client, String scope, String redirect) {
        return node.url() + "/oauth2/authorize?response_type=code&client_id=" + client + "&scope=" + encode(scope)
                + "&redirect_uri=" + encode(redirect) + "&state=s1&code_challenge=" + challenge()
                + "&code_challenge_method=S256";
    }

    private static String challenge() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpRequest.Builder html(String url) {
        return HttpRequest.newBuilder(URI.create(url)).header("Accept", "text/html");
    }

    private static HttpRequest.Builder bearer(String path, String token) {
        return HttpRequest.newBuilder(URI.create(node.url() + path)).header("Authorization", "Bearer " + token);
    }

    private static Map<String, String> query(String location) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String each : URI.create(location).getRawQuery().split("&")) {
            String[] pair = each.split("=", 2);
            parameters.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        return parameters;
    }

    private static String path(String url) {
        return url.startsWith(node.url()) ? url.substring(node.url().length()) : url;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
