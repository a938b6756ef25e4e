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
import java.net.URI;
import java.net.http.HttpRequest;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that somebody may try with an application, a launch, a code or a token, and what exactly it is answered. */
class SmartRefusalsTest {

    private static final String SCOPE = "launch/patient patient/*.rs";

    private static TestNode node;
    private static TestApp app;
    private static TestApp other;
    private static TestApp narrow;
    private static String wang;
    private static String li;
    private static String stranger;
    private static ECKey key;

    @BeforeAll
    static void start() throws JOSEException {
        node = TestNode.start();
        node.institution(TestNode.HOSPITAL_A, "第一医院");
        wang = node.patient(TestNode.HOSPITAL_A, "王芳", "330106197803070021");
        li = node.patient(TestNode.HOSPITAL_A, "李强", "330106198001010018");
        stranger = node.patient(TestNode.HOSPITAL_B, "赵丽", "330106199001010026");
        node.encounter(TestNode.HOSPITAL_A, wang, Instant.now().minusSeconds(600), "");
        node.encounter(TestNode.HOSPITAL_A, li, Instant.now().minusSeconds(600), "");
        node.doctor("zhang", "张伟", TestNode.HOSPITAL_A);
        node.doctor("sun", "孙娜", TestNode.HOSPITAL_A);
        node.resident("wang", "王芳", wang);
        node.resident("li", "李强", li);
        node.settle();
        app = TestApp.registered(node, "diary");
        other = TestApp.registered(node, "other");
        narrow = TestApp.registered(
                node, "narrow", "launch/patient", "patient/Observation.rs?category=laboratory", "patient/Patient.r");
        key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        node.bean(Clients.class)
                .registerSystem(
                        "his-a",
                        "HIS of hospital A",
                        TestNode.HOSPITAL_A,
                        new JWKSet(key.toPublicJWK()).toString(),
                        "test");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    // -- asking

    /**
     * One way to ask wrongly.
     *
     * @param error what the application is told at its own address; empty where nothing may be sent there
     * @param why a part of the description, or of the page where nothing is sent back
     */
    record Ask(String name, TestApp of, Consumer<Map<String, String>> change, String error, String why) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Ask> asked() {
        return Stream.of(
                ask("another audience", "aud", "https://other.example/fhir", "invalid_request", "aud must be"),
                ask("an audience that begins as ours", "aud", "OURS.evil.example", "invalid_request", "aud must be"),
                ask("an audience below ours", "aud", "OURS/Patient", "invalid_request", "aud must be"),
                ask("an audience without our path", "aud", "ROOT", "invalid_request", "aud must be"),
                without("no audience", "aud", "invalid_request", "aud must be"),
                without("no state", "state", "invalid_request", "state is missing"),
                ask("a blank state", "state", " ", "invalid_request", "state is missing"),
                ask("an endless state", "state", "s".repeat(1_001), "invalid_request", "state is missing or too long"),
                without("no challenge", "code_challenge", "invalid_request", "code_challenge"),
                ask("a plain challenge", "code_challenge_method", "plain", "invalid_request", "code_challenge_method"),
                without(
                        "a challenge without its method",
                        "code_challenge_method",
                        "invalid_request",
                        "code_challenge_method"),
                ask("an unknown method", "code_challenge_method", "S512", "invalid_request", "code_challenge_method"),
                ask("no resource type", "scope", "patient/Cat.rs", "invalid_scope", "no resource type"),
                ask("an unknown letter", "scope", "patient/Observation.rx", "invalid_scope", "each once"),
                ask("letters out of order", "scope", "patient/Observation.sr", "invalid_scope", "in this order"),
                ask(
                        "only writing",
                        "scope",
                        "launch/patient patient/Observation.cud",
                        "invalid_scope",
                        "write nothing"),
                ask("writing in the first version", "scope", "patient/*.write", "invalid_scope", "write nothing"),
                ask(
                        "a restriction by code",
                        "scope",
                        "patient/Observation.rs?code=x",
                        "invalid_scope",
                        "one parameter category"),
                ask(
                        "two restrictions",
                        "scope",
                        "patient/Observation.rs?category=a&code=b",
                        "invalid_scope",
                        "one parameter category"),
                ask(
                        "a modifier",
                        "scope",
                        "patient/Observation.rs?category:not=a",
                        "invalid_scope",
                        "one parameter category"),
                ask(
                        "a restriction of everything",
                        "scope",
                        "patient/*.rs?category=a",
                        "invalid_scope",
                        "not told apart"),
                ask(
                        "a category where there is none",
                        "scope",
                        "patient/Patient.rs?category=a",
                        "invalid_scope",
                        "not told apart"),
                ask("an empty category", "scope", "patient/Observation.rs?category=", "invalid_scope", "system|code"),
                ask(
                        "a category without system",
                        "scope",
                        "patient/Observation.rs?category=|a",
                        "invalid_scope",
                        "system|code"),
                ask(
                        "a restriction of the first version",
                        "scope",
                        "patient/Observation.read?category=a",
                        "invalid_scope",
                        "take no restriction"),
                ask("a system's scope", "scope", "system/*.rs", "invalid_scope", "are for systems"),
                ask("the scope of our own pages", "scope", "record", "invalid_scope", "A scope is written like"),
                ask("the scope of systems", "scope", "system", "invalid_scope", "A scope is written like"),
                ask("an unknown context", "scope", "launch/encounter", "invalid_scope", "A scope is written like"),
                ask("a path in a scope", "scope", "patient/../user/*.rs", "invalid_scope", "A scope is written like"),
                ask(
                        "more than registered: whose",
                        "scope",
                        "user/Observation.rs",
                        "invalid_scope",
                        "not registered for"),
                asks(
                        "more than registered: which type",
                        narrow,
                        "patient/Condition.rs",
                        "invalid_scope",
                        "not registered for"),
                asks(
                        "more than registered: no restriction",
                        narrow,
                        "patient/Observation.rs",
                        "invalid_scope",
                        "not registered for"),
                asks(
                        "more than registered: another category",
                        narrow,
                        "patient/Observation.rs?category=laboratory,imaging",
                        "invalid_scope",
                        "not registered for"),
                asks(
                        "more than registered: searching",
                        narrow,
                        "patient/Patient.rs",
                        "invalid_scope",
                        "not registered for"),
                asks(
                        "more than registered: how long",
                        narrow,
                        "patient/Patient.r offline_access",
                        "invalid_scope",
                        "not registered for"),
                asks(
                        "reading here and searching there",
                        app,
                        "patient/*.s patient/Observation.r?category=laboratory",
                        "invalid_scope",
                        "differently"),
                ask("the scope launch alone", "scope", "launch patient/*.rs", "invalid_request", "go together"),
                ask("the parameter launch alone", "launch", "abc", "invalid_request", "go together"),
                new Ask(
                        "a launch that never was",
                        app,
                        request -> {
                            request.put("scope", "launch patient/*.rs");
                            request.put("launch", "abc");
                        },
                        "invalid_request",
                        "launch is unknown"),
                ask("an answer that is a token", "response_type", "token", "", ""),
                // nothing is ever sent to an address that is not registered
                ask("another address", "redirect_uri", "https://evil.example/back", "", ""),
                ask("an address that goes on", "redirect_uri", "https://app.example/back/more", "", ""),
                ask("an address with something behind", "redirect_uri", "https://app.example/backdoor", "", ""),
                ask("an address with a question", "redirect_uri", "https://app.example/back?x=1", "", ""),
                ask("an address with a fragment", "redirect_uri", "https://app.example/back#x", "", ""),
                ask("an address with a user", "redirect_uri", "https://app.example@evil.example/back", "", ""),
                ask("an address with a user of ours", "redirect_uri", "https://evil@app.example/back", "", ""),
                ask("an address by a detour", "redirect_uri", "https://app.example/x/../back", "", ""),
                ask("an address by an encoded detour", "redirect_uri", "https://app.example/x/%2e%2e/back", "", ""),
                ask("an address without security", "redirect_uri", "http://app.example/back", "", ""),
                ask("an address with a port", "redirect_uri", "https://app.example:8443/back", "", ""),
                ask("an address of a longer host", "redirect_uri", "https://app.example.evil.example/back", "", ""),
                ask("an address in capitals", "redirect_uri", "https://app.example/BACK", "", ""),
                ask("an address of a script", "redirect_uri", "javascript:alert(1)", "", ""),
                ask("an address without a scheme", "redirect_uri", "//app.example/back", "", ""),
                without("no address", "redirect_uri", "", ""),
                ask("an unknown application", "client_id", "nobody", "", ""),
                ask("a system as an application", "client_id", "his-a", "", ""));
    }

    private static Ask ask(String name, String parameter, String value, String error, String why) {
        return new Ask(
                name,
                app,
                request -> request.put(
                        parameter, value.replace("OURS", node.url() + "/fhir").replace("ROOT", node.url())),
                error,
                why);
    }

    private static Ask asks(String name, TestApp of, String scope, String error, String why) {
        return new Ask(name, of, request -> request.put("scope", scope), error, why);
    }

    private static Ask without(String name, String parameter, String error, String why) {
        return new Ask(name, app, request -> request.remove(parameter), error, why);
    }

    @ParameterizedTest
    @MethodSource("asked")
    void is_refused_before_anybody_is_asked(Ask wrong) {
        TestApp of = wrong.of();
        Map<String, String> request = of.request(SCOPE);
        wrong.change().accept(request);

        var answer = of.ask(node.browser("wang"), request);

        if (wrong.error().isEmpty()) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.header("Location")).isEmpty();
            return;
        }
        Map<String, String> told = TestApp.query(answer.header("Location"));
        assertThat(answer.header("Location")).startsWith(TestApp.REDIRECT + "?");
        assertThat(told).containsEntry("error", wrong.error()).doesNotContainKey("code");
        assertThat(told.get("error_description")).contains(wrong.why());
    }

    // -- launches

    @Test
    void a_launch_is_for_one_person_and_one_application() {
        TestBrowser zhang = node.browser("zhang");

        assertLaunchRefused(app.ask(node.browser("sun"), launched(app, launch(zhang, wang))));
        assertLaunchRefused(app.ask(node.browser("wang"), launched(app, launch(zhang, wang))));
        assertLaunchRefused(other.ask(zhang, launched(other, launch(zhang, wang))));
    }

    @Test
    void a_launch_is_good_once_and_for_minutes() {
        TestBrowser zhang = node.browser("zhang");
        String launch = launch(zhang, wang);
        String twice = TestApp.question(app.ask(zhang, launched(app, launch)));
        String late = launch(zhang, wang);

        app.code(zhang, launched(app, launch), null);
        node.jdbc()
                .sql("update access.launch set expires_at = now() where used_at is null")
                .update();

        assertThat(app.answer(zhang, twice, List.of("launch", "patient/*.rs"), null)
                        .code())
                .isEqualTo("access.launch-gone");
        assertLaunchRefused(app.ask(zhang, launched(app, launch)));
        assertLaunchRefused(app.ask(zhang, launched(app, late)));
    }

    @Test
    void the_patient_of_a_launch_cannot_be_swapped() {
        TestBrowser zhang = node.browser("zhang");
        String question = TestApp.question(app.ask(zhang, launched(app, launch(zhang, wang))));

        assertThat(app.answer(zhang, question, List.of("launch", "patient/*.rs"), li)
                        .code())
                .isEqualTo("access.consent-patient");
    }

    @Test
    void nobody_opens_an_application_with_a_patient_whom_they_may_not_see() {
        assertThat(node.browser("zhang")
                        .post("/api/access/launches", Map.of("app", "diary", "patient", stranger))
                        .code())
                .isEqualTo("access.consent-patient");
        assertThat(node.browser("zhang")
                        .post("/api/access/launches", Map.of("app", "diary", "patient", "no-such"))
                        .code())
                .isEqualTo("access.consent-patient");
        assertThat(node.browser("zhang")
                        .post("/api/access/launches", Map.of("app", "nobody", "patient", wang))
                        .code())
                .isEqualTo("access.no-such-app");
        assertThat(node.browser("wang")
                        .post("/api/access/launches", Map.of("app", "diary", "patient", wang))
                        .code())
                .isEqualTo("access.role-not-allowed");
    }

    // -- consent

    @Test
    void a_question_is_answered_by_whoever_was_asked_and_once() {
        TestBrowser browser = node.browser("wang");
        String question = TestApp.question(app.ask(browser, app.request(SCOPE)));
        List<String> scopes = List.of("launch/patient", "patient/*.rs");

        assertThat(app.answer(node.browser("li"), question, scopes, null).code())
                .isEqualTo("access.consent-gone");
        assertThat(app.answer(node.browser("zhang"), question, scopes, wang).code())
                .isEqualTo("access.consent-gone");
        assertThat(app.answer(browser, "another", scopes, null).code()).isEqualTo("access.consent-gone");
        assertThat(app.answer(browser, "", scopes, null).code()).isEqualTo("access.consent-gone");
        assertThat(app.answer(browser, question, scopes, null).status()).isEqualTo(200);
        assertThat(app.answer(browser, question, scopes, null).code()).isEqualTo("access.consent-gone");
    }

    @Test
    void an_answer_adds_nothing_and_names_nobody_else() {
        TestBrowser browser = node.browser("wang");
        String question = TestApp.question(app.ask(browser, app.request("launch/patient patient/Condition.rs")));
        TestBrowser zhang = node.browser("zhang");
        String doctors = TestApp.question(app.ask(zhang, app.request(SCOPE)));

        assertThat(app.answer(browser, question, List.of("patient/*.rs"), null).code())
                .isEqualTo("access.consent-widened");
        assertThat(app.answer(browser, question, List.of("offline_access", "patient/Condition.rs"), null)
                        .code())
                .isEqualTo("access.consent-widened");
        assertThat(app.answer(browser, question, List.of("patient/Condition.rs"), li)
                        .code())
                .isEqualTo("access.consent-patient");
        assertThat(app.answer(zhang, doctors, List.of("patient/*.rs"), stranger).code())
                .isEqualTo("access.consent-patient");
        assertThat(app.answer(zhang, doctors, List.of("patient/*.rs"), null).code())
                .isEqualTo("access.consent-patient");
    }

    @Test
    void no_other_page_answers_for_somebody() {
        TestBrowser browser = node.browser("wang");
        String question = TestApp.question(app.ask(browser, app.request(SCOPE)));
        String body = "{\"state\":\"" + question + "\",\"scopes\":[\"patient/*.rs\"]}";

        var forged = browser.send(HttpRequest.newBuilder(URI.create(node.url() + "/api/access/consent"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        var past = browser.send(HttpRequest.newBuilder(URI.create(node.url() + "/oauth2/authorize"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "text/html")
                .POST(HttpRequest.BodyPublishers.ofString(
                        TestApp.form(Map.of("client_id", "diary", "state", question, "scope", "patient/*.rs")))));
        var nobody = node.browser().get("/api/access/consent?state=" + TestApp.encode(question));

        assertThat(forged.code()).isEqualTo("access.csrf-token-missing");
        assertThat(past.header("Location")).doesNotContain("code=");
        assertThat(past.status()).isEqualTo(400);
        assertThat(nobody.code()).isEqualTo("access.not-signed-in");
    }

    @Test
    void a_session_that_somebody_else_set_is_not_the_one_that_is_signed_in() {
        TestBrowser browser = node.browser();
        browser.signIn("li", TestNode.PASSWORD);
        String set = browser.cookie(SessionCookies.COOKIE).orElseThrow();
        browser.signIn("wang", TestNode.PASSWORD);

        var old = node.browser()
                .send(HttpRequest.newBuilder(URI.create(node.url() + "/api/access/session"))
                        .header("Cookie", SessionCookies.COOKIE + "=" + set));

        assertThat(browser.cookie(SessionCookies.COOKIE).orElseThrow()).isNotEqualTo(set);
        assertThat(old.code()).isEqualTo("access.not-signed-in");
    }

    @Test
    void those_who_see_no_records_allow_none() {
        node.account("keeper", Role.OPERATOR);
        TestBrowser keeper = node.browser("keeper");
        String question = TestApp.question(app.ask(keeper, app.request(SCOPE)));

        assertThat(app.answer(keeper, question, List.of("patient/*.rs"), wang).code())
                .isEqualTo("access.role-not-allowed");
    }

    // -- codes and refresh tokens

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

    // -- access tokens

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

    // -- systems

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

    // -- registering

    @Test
    void an_application_is_registered_with_safe_addresses_and_scopes_that_can_be_granted() {
        node.account("registrar", Role.OPERATOR);
        TestBrowser operator = node.browser("registrar");

        for (String redirect : List.of(
                "http://app.example/",
                "https://app.example/#x",
                "https://user@app.example/",
                "http://localhost/",
                "custom:back",
                "/back",
                "javascript:alert(1)",
                "https://*.example/")) {
            assertThat(register(operator, "bad", redirect, "patient/*.rs"))
                    .as(redirect)
                    .isEqualTo("access.redirect-refused");
        }
        assertThat(register(operator, "bad", TestApp.REDIRECT, "patient/Cat.rs"))
                .isEqualTo("access.scope-unsupported");
        assertThat(register(operator, "bad", TestApp.REDIRECT, "system/*.rs")).isEqualTo("access.scope-unsupported");
        assertThat(register(operator, "bad", TestApp.REDIRECT, "record")).isEqualTo("access.scope-unsupported");
        assertThat(register(operator, "diary", TestApp.REDIRECT, "patient/*.rs"))
                .isEqualTo("access.client-taken");
        assertThat(register(operator, "a b", TestApp.REDIRECT, "patient/*.rs")).isEqualTo("access.client-incomplete");
        assertThat(register(node.browser("zhang"), "bad", TestApp.REDIRECT, "patient/*.rs"))
                .isEqualTo("access.role-not-allowed");
        assertThat(operator.post("/api/access/apps/his-a/active", Map.of("active", false))
                        .code())
                .isEqualTo("access.no-such-client");
        assertThat(operator.get("/api/access/apps").raw().body())
                .contains("diary")
                .doesNotContain("\"bad\"");
    }

    private static String register(TestBrowser browser, String id, String redirect, String scope) {
        return browser.post(
                        "/api/access/apps",
                        Map.of(
                                "id",
                                id,
                                "name",
                                "App",
                                "publisher",
                                "Example Ltd",
                                "redirects",
                                List.of(redirect),
                                "scopes",
                                List.of(scope)))
                .code();
    }

    // -- what the tests do

    private static String launch(TestBrowser browser, String patient) {
        String to = browser.post("/api/access/launches", Map.of("app", "diary", "patient", patient))
                .json()
                .path("to")
                .asString();
        return String.valueOf(TestApp.query(to).get("launch"));
    }

    private static Map<String, String> launched(TestApp by, String launch) {
        Map<String, String> request = by.request("launch patient/*.rs");
        request.put("launch", launch);
        return request;
    }

    private static void assertLaunchRefused(TestBrowser.Answer answer) {
        assertThat(TestApp.query(answer.header("Location")))
                .containsEntry("error", "invalid_request")
                .containsEntry(
                        "error_description", "launch is unknown, used, expired, or of another person or application");
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
