package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What somebody may try at {@code /oauth2/authorize} and with launches, and what exactly it is answered. */
class SmartAskingTest extends SmartCase {

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
}
