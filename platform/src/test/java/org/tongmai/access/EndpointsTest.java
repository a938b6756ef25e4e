package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/** The table of endpoints × roles, complete: every mapping of the server is in it, and every role is allowed or refused as it says. */
class EndpointsTest {

    /** Spring's own error page; it is reached by forwarding only. */
    private static final Set<String> INTERNAL = Set.of("/error");

    private static TestNode node;
    private static final Map<Role, TestBrowser> BROWSERS = new EnumMap<>(Role.class);

    @BeforeAll
    static void start() {
        node = TestNode.start();
        String patient = node.patient(TestNode.HOSPITAL_A, "陈建国", "110105194912310021");
        node.resident("resident", "陈建国", patient);
        node.doctor("doctor", "张伟", TestNode.HOSPITAL_A);
        node.account("it", Role.INSTITUTION_IT);
        node.account("steward", Role.STEWARD);
        node.account("operator2", Role.OPERATOR);
        node.account("reviewer", Role.REVIEWER);
        node.institution("12330000TM00001165", "省疾控");
        node.account("cdc", Role.CDC);
        node.account("researcher", Role.RESEARCHER);
        node.account("ethics", Role.ETHICS);
        BROWSERS.put(Role.RESEARCHER, node.browser("researcher"));
        BROWSERS.put(Role.ETHICS, node.browser("ethics"));
        BROWSERS.put(Role.CDC, node.browser("cdc"));
        BROWSERS.put(Role.RESIDENT, node.browser("resident"));
        BROWSERS.put(Role.DOCTOR, node.browser("doctor"));
        BROWSERS.put(Role.INSTITUTION_IT, node.browser("it"));
        BROWSERS.put(Role.STEWARD, node.browser("steward"));
        BROWSERS.put(Role.OPERATOR, node.browser("operator2"));
        BROWSERS.put(Role.REVIEWER, node.browser("reviewer"));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void every_mapping_of_the_server_is_in_the_table() {
        Set<String> listed = new TreeSet<>();
        Endpoints.table()
                .forEach(each -> listed.add(each.method() + " " + each.path().replaceAll("\\{[^}]*}", "*")));

        List<String> missing = mappings().stream()
                .filter(each -> !listed.contains(each.replaceAll("\\{[^}]*}", "*")) && !underWildcard(each))
                .toList();

        assertThat(mappings()).hasSizeGreaterThan(10);
        assertThat(missing).isEmpty();
    }

    @Test
    void nobody_gets_further_than_the_public_lines_without_signing_in() {
        for (Endpoint each : Endpoints.table()) {
            if (!each.open()) {
                assertThat(call(node.browser(), each)).as(each.toString()).isIn(401, 403);
            }
        }
    }

    @Test
    void each_role_is_allowed_or_refused_as_the_table_says() {
        for (Endpoint each : Endpoints.table()) {
            if (each.method().equals(HttpMethod.DELETE) && each.path().equals("/api/access/session")) {
                continue; // would sign the browser out for the lines that follow; SigningInTest has it
            }
            BROWSERS.forEach((role, browser) -> {
                boolean allowed = each.open() || each.roles().contains(role);
                String what = role + " " + each.method() + " " + each.path();
                String code = problem(browser, each);
                assertThat(code.equals("access.role-not-allowed")).as(what).isEqualTo(!allowed);
                assertThat(code).as(what).isNotEqualTo("access.not-signed-in");
            });
        }
    }

    @Test
    void what_is_not_in_the_table_is_refused() {
        for (String path : List.of("/nothing", "/api/access/secret", "/error", "/oauth2/unknown", "/.git/config")) {
            assertThat(node.browser().get(path).status()).as(path).isEqualTo(401);
            assertThat(browser(Role.OPERATOR).get(path).status()).as(path).isEqualTo(403);
        }
    }

    @Test
    void who_acts_for_another_may_what_the_table_says_for_the_level_and_nothing_else() {
        String ward = node.patient(TestNode.HOSPITAL_A, "李四", "330106197803074516");
        String holder = node.patient(TestNode.HOSPITAL_A, "赵云", "11010519780307453X");
        node.resident("holder", "赵云", holder);
        node.settle();
        TestBrowser browser = node.browser("holder");
        for (Proxy.Level level : Proxy.Level.values()) {
            node.jdbc().sql("delete from access.proxy").update();
            node.bean(Proxies.class).file(proxy(ward, holder, level));
            for (Endpoint each : Endpoints.table()) {
                String what = level + " " + each.method() + " " + each.path();
                if (each.open()) {
                    assertThat(each.proxies()).as(what).isEmpty();
                    continue;
                }
                boolean allowed = each.proxies().contains(level);
                int status = send(browser, each, ward).status();
                if (allowed) {
                    assertThat(each.roles()).as(what).contains(Role.RESIDENT);
                    assertThat(code(send(browser, each, ward), each)).as(what).isNotIn(REFUSED);
                } else {
                    assertThat(status).as(what).isEqualTo(403);
                    if (!each.method().equals(HttpMethod.HEAD)) {
                        assertThat(code(send(browser, each, ward), each))
                                .as(what)
                                .isEqualTo("access.not-by-proxy");
                    }
                }
            }
        }
    }

    @Test
    void without_a_proxy_nothing_is_done_for_another() {
        String ward = node.patient(TestNode.HOSPITAL_A, "孙权", "330106197803074524");
        node.settle();
        for (Endpoint each : Endpoints.table()) {
            if (!each.open()) {
                for (Role role : List.of(Role.RESIDENT, Role.DOCTOR)) {
                    assertThat(send(browser(role), each, ward).status())
                            .as(role + " " + each.path())
                            .isEqualTo(403);
                }
            }
        }
    }

    /** Codes of refusals at the gate. */
    private static final Set<String> REFUSED =
            Set.of("access.not-by-proxy", "access.no-proxy", "access.role-not-allowed");

    private static Proxy proxy(String ward, String holder, Proxy.Level level) {
        Instant now = Instant.now();
        return new Proxy(
                UUID.randomUUID(),
                node.compartment(ward),
                node.compartment(holder),
                Proxy.Ground.ENTRUSTED,
                level,
                true,
                Set.of(),
                now.minusSeconds(60),
                now.plusSeconds(600),
                "test",
                null,
                null,
                null);
    }

    private static boolean underWildcard(String mapping) {
        return mapping.startsWith("GET /actuator") || INTERNAL.stream().anyMatch(mapping::endsWith);
    }

    private static List<String> mappings() {
        List<String> found = new ArrayList<>();
        for (var mapping : node.application()
                .getBeansOfType(RequestMappingInfoHandlerMapping.class)
                .values()) {
            for (RequestMappingInfo info : mapping.getHandlerMethods().keySet()) {
                Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
                for (String path : info.getPatternValues()) {
                    for (RequestMethod method : methods.isEmpty() ? Set.of(RequestMethod.values()) : methods) {
                        found.add(method + " " + path);
                    }
                }
            }
        }
        return found;
    }

    private static TestBrowser browser(Role role) {
        return Objects.requireNonNull(BROWSERS.get(role));
    }

    private static int call(TestBrowser browser, Endpoint endpoint) {
        browser.get("/api/access/session");
        return send(browser, endpoint).status();
    }

    private static String problem(TestBrowser browser, Endpoint endpoint) {
        if (endpoint.path().equals("/api/access/events")) {
            return endpoint.roles().stream().anyMatch(role -> BROWSERS.get(role) == browser)
                    ? ""
                    : send(browser, endpoint).code();
        }
        return code(send(browser, endpoint), endpoint);
    }

    private static String code(TestBrowser.Answer answer, Endpoint endpoint) {
        boolean fhir = endpoint.path().startsWith("/fhir");
        if (answer.raw().body().isEmpty() || !answer.header("Content-Type").contains("json")) {
            return answer.status() == 403 ? "access.role-not-allowed" : "";
        }
        return fhir
                ? answer.json()
                        .path("issue")
                        .path(0)
                        .path("details")
                        .path("coding")
                        .path(0)
                        .path("code")
                        .asString("")
                : answer.code();
    }

    private static TestBrowser.Answer send(TestBrowser browser, Endpoint endpoint) {
        return send(browser, endpoint, null);
    }

    private static TestBrowser.Answer send(TestBrowser browser, Endpoint endpoint, @Nullable String ward) {
        String path = endpoint.path()
                .replace("/**", "/x")
                .replaceAll("\\{type[^}]*}", "Condition")
                .replaceAll("\\{[^}]*}", "1-1")
                .replace("*", "Patient");
        var request = browser.change(path).header("Content-Type", "application/json");
        if (ward != null) {
            request.header(ActingFor.HEADER, ward);
        }
        return browser.send(
                endpoint.method().equals(HttpMethod.GET)
                        ? request.GET()
                        : request.method(endpoint.method().name(), HttpRequest.BodyPublishers.ofString("{}")));
    }
}
