package org.tongmai.access;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an application of others does: asks in the person's browser, exchanges the code, reads with the token. */
final class TestApp {

    static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk-long-enough";

    static final String REDIRECT = "https://app.example/back";

    static final String LAUNCH = "https://app.example/launch";

    private final TestNode node;
    private final String id;

    TestApp(TestNode node, String id) {
        this.node = node;
        this.id = id;
    }

    /** Registers an application that may ask for these scopes; none for the usual ones. */
    static TestApp registered(TestNode node, String id, String... scopes) {
        node.bean(Clients.class)
                .registerApp(id, "App " + id, "Example Ltd", Set.of(REDIRECT), LAUNCH, Set.of(scopes), "test");
        return new TestApp(node, id);
    }

    /** A request for authorization as it should be. */
    Map<String, String> request(String scope) {
        Map<String, String> request = new LinkedHashMap<>();
        request.put("response_type", "code");
        request.put("client_id", id);
        request.put("scope", scope);
        request.put("redirect_uri", REDIRECT);
        request.put("state", "s1");
        request.put("aud", node.url() + "/fhir");
        request.put("code_challenge", challenge(VERIFIER));
        request.put("code_challenge_method", "S256");
        return request;
    }

    TestBrowser.Answer ask(TestBrowser browser, Map<String, String> request) {
        return browser.send(HttpRequest.newBuilder(URI.create(node.url() + "/oauth2/authorize?" + form(request)))
                .header("Accept", "text/html"));
    }

    /** The state of the question that the page asks. */
    static String question(TestBrowser.Answer asked) {
        String to = asked.header("Location");
        if (!to.contains("/consent/?")) {
            throw new AssertionError("no question but " + asked.status() + " " + to);
        }
        return Objects.requireNonNull(query(to).get("state"));
    }

    TestBrowser.Answer answer(TestBrowser browser, String question, List<String> scopes, @Nullable String patient) {
        return browser.post(
                "/api/access/consent", TestNode.body("state", question, "scopes", scopes, "patient", patient));
    }

    /** The code after everything was allowed that was asked. */
    String code(TestBrowser browser, String scope, @Nullable String patient) {
        return code(browser, request(scope), patient);
    }

    String code(TestBrowser browser, Map<String, String> request, @Nullable String patient) {
        String question = question(ask(browser, request));
        List<String> asked = browser.get("/api/access/consent?state=" + encode(question))
                .json()
                .path("scopes")
                .valueStream()
                .map(each -> each.path("scope").asString())
                .toList();
        String to = answer(browser, question, asked, patient).json().path("to").asString();
        return Objects.requireNonNull(query(to).get("code"), to);
    }

    TestBrowser.Answer exchange(String code) {
        return token(Map.of(
                "grant_type", "authorization_code",
                "client_id", id,
                "code", code,
                "redirect_uri", REDIRECT,
                "code_verifier", VERIFIER));
    }

    TestBrowser.Answer refresh(String token) {
        return token(Map.of("grant_type", "refresh_token", "client_id", id, "refresh_token", token));
    }

    TestBrowser.Answer token(Map<String, String> form) {
        return node.browser()
                .send(HttpRequest.newBuilder(URI.create(node.url() + "/oauth2/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form(form))));
    }

    /** The answer of the token endpoint after everything was allowed. */
    TestBrowser.Answer allowed(TestBrowser browser, String scope, @Nullable String patient) {
        return exchange(code(browser, scope, patient));
    }

    static String access(TestBrowser.Answer tokens) {
        return tokens.json().path("access_token").asString();
    }

    TestBrowser.Answer get(String path, String token) {
        return node.browser()
                .send(HttpRequest.newBuilder(URI.create(node.url() + path))
                        .header("Accept", "application/json")
                        .header("Authorization", "Bearer " + token));
    }

    static String challenge(String verifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static Map<String, String> query(String address) {
        String query = URI.create(address).getRawQuery();
        Map<String, String> out = new LinkedHashMap<>();
        if (query != null) {
            for (String pair : query.split("&")) {
                String[] both = pair.split("=", 2);
                out.put(both[0], URLDecoder.decode(both.length > 1 ? both[1] : "", StandardCharsets.UTF_8));
            }
        }
        return out;
    }

    static String form(Map<String, String> pairs) {
        return pairs.entrySet().stream()
                .map(each -> each.getKey() + "=" + encode(each.getValue()))
                .collect(Collectors.joining("&"));
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
