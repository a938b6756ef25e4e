package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SigningInTest {

    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        node.doctor("zhang", "张伟", TestNode.HOSPITAL_A);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void a_doctor_signs_in_is_known_and_signs_out() {
        TestBrowser browser = node.browser();

        var signedIn = browser.signIn("Zhang", TestNode.PASSWORD);
        var who = browser.get("/api/access/session");
        var out = browser.delete("/api/access/session");

        assertThat(signedIn.status()).isEqualTo(200);
        assertThat(who.json().path("role").asString()).isEqualTo("DOCTOR");
        assertThat(who.json().path("institution").path("code").asString()).isEqualTo(TestNode.HOSPITAL_A);
        assertThat(out.status()).isEqualTo(204);
        assertThat(browser.get("/api/access/session").status()).isEqualTo(401);
    }

    @Test
    void the_cookie_of_the_session_is_hidden_from_scripts_and_other_sites() {
        var answer = node.browser().signIn("zhang", TestNode.PASSWORD);

        assertThat(answer.raw().headers().allValues("Set-Cookie"))
                .anyMatch(cookie -> cookie.startsWith(SessionCookies.COOKIE + "=")
                        && cookie.contains("HttpOnly")
                        && cookie.contains("SameSite=Lax"));
    }

    @Test
    void a_session_of_before_cannot_be_planted() {
        TestBrowser browser = node.browser();
        browser.signIn("zhang", TestNode.PASSWORD);
        String first = browser.cookie(SessionCookies.COOKIE).orElseThrow();

        browser.signIn("zhang", TestNode.PASSWORD);

        assertThat(browser.cookie(SessionCookies.COOKIE).orElseThrow()).isNotEqualTo(first);
        var old = HttpRequest.newBuilder(
                        browser.change("/api/access/session").build().uri())
                .header("Cookie", SessionCookies.COOKIE + "=" + first);
        assertThat(node.browser().send(old).status()).isEqualTo(401);
    }

    @Test
    void a_change_without_the_csrf_header_is_refused() {
        TestBrowser browser = node.browser("zhang");

        var answer = browser.send(HttpRequest.newBuilder(
                        browser.change("/api/access/session").build().uri())
                .DELETE());

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("access.csrf-token-missing");
        assertThat(browser.get("/api/access/session").status()).isEqualTo(200);
    }

    @Test
    void a_system_that_sends_without_a_token_is_told_to_sign_in() {
        var request = HttpRequest.newBuilder(URI.create(node.browser().url() + "/fhir"))
                .header("Content-Type", "application/fhir+json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));

        var answer = node.browser().send(request);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(answer.json().at("/issue/0/details/coding/0").toString())
                .contains("access.not-signed-in")
                .contains("https://tongmai.org/fhir/CodeSystem/problem");
    }

    @Test
    void an_address_that_is_not_encoded_is_refused_in_our_words() throws IOException {
        URI node = URI.create(SigningInTest.node.browser().url());
        String answer;
        try (Socket socket = new Socket(node.getHost(), node.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("GET /fhir/Patient?name=王 HTTP/1.1\r\nHost: node\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.UTF_8));
            answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }

        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json")
                .contains("access.request-unreadable");
    }

    @Test
    void a_person_who_mistyped_an_address_gets_a_page_that_says_so() {
        var answer = node.browser("zhang")
                .send(HttpRequest.newBuilder(URI.create(node.browser().url() + "/nowhere"))
                        .header("Accept", "text/html,*/*;q=0.8"));
        var program = node.browser("zhang").get("/nowhere");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.raw().body()).contains("没有这个页面");
        assertThat(program.code()).isEqualTo("access.role-not-allowed");
    }

    @Test
    void a_wrong_password_and_an_unknown_account_are_refused_alike_and_locked_alike() {
        for (String login : new String[] {"li", "nobody"}) {
            if (login.equals("li")) {
                node.doctor("li", "李娜", TestNode.HOSPITAL_A);
            }
            TestBrowser browser = node.browser();

            for (int i = 0; i < AccessSettings.FAILURES_TO_LOCK; i++) {
                assertThat(browser.signIn(login, "wrong").code()).isEqualTo("access.sign-in-refused");
            }
            var locked = browser.signIn(login, TestNode.PASSWORD);

            assertThat(locked.status()).isEqualTo(401);
            assertThat(locked.code()).isEqualTo("access.sign-in-locked");
        }
    }

    @Test
    void a_closed_account_and_a_changed_password_end_sessions_at_the_next_request() {
        node.doctor("wang", "王芳", TestNode.HOSPITAL_A);
        TestBrowser browser = node.browser("wang");

        node.bean(Accounts.class).activate("wang", false, "test");
        int closed = browser.get("/api/access/session").status();
        node.bean(Accounts.class).activate("wang", true, "test");
        int reopened = browser.get("/api/access/session").status();
        TestBrowser second = node.browser("wang");
        node.bean(Accounts.class).changePassword("wang", "another long password", "test");
        int changed = second.get("/api/access/session").status();

        assertThat(closed).isEqualTo(401);
        assertThat(reopened).isEqualTo(401);
        assertThat(changed).isEqualTo(401);
    }

    @Test
    void the_first_operator_gets_a_password_that_only_the_node_can_read() throws Exception {
        var file = node.data().resolve("secrets").resolve(FirstRun.FILE);
        var lines = Files.readAllLines(file);
        String password = lines.get(1).substring("password=".length());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(node.browser().signIn(FirstRun.OPERATOR, password).status()).isEqualTo(200);
    }

    @Test
    void every_answer_carries_the_security_headers() {
        var answer = node.browser().get("/api/access/session");

        assertThat(answer.header("Content-Security-Policy")).isEqualTo(SecurityConfiguration.CONTENT_POLICY);
        assertThat(answer.header("Permissions-Policy"))
                .contains("camera=(self)")
                .contains("microphone=()");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("same-origin");
        assertThat(answer.header("Cache-Control")).contains("no-store");
    }

    @Test
    void refusals_are_problems_in_the_reader_s_language() {
        TestBrowser browser = node.browser();
        var zh = browser.send(browser.change("/api/access/session").header("Accept-Language", "zh-CN"));
        browser.get("/api/access/session");
        var malformed = browser.send(browser.change("/api/access/session")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"account\":")));
        var media = browser.send(browser.change("/api/access/session")
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("x")));
        var incomplete = browser.post("/api/access/session", Map.of("account", "zhang"));

        assertThat(zh.header("Content-Type")).startsWith("application/problem+json");
        assertThat(zh.json().path("detail").asString()).isEqualTo("没有登录。");
        assertThat(zh.json().path("traceId").asString()).hasSize(16);
        assertThat(malformed.status()).isEqualTo(400);
        assertThat(malformed.code()).isEqualTo("access.body-unreadable");
        assertThat(media.status()).isEqualTo(415);
        assertThat(incomplete.code()).isEqualTo("access.sign-in-incomplete");
    }
}
