package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What somebody may try with the question whether an application may, and with registering one. */
class SmartConsentTest extends SmartCase {

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
}
