package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.Proxy.Ground;
import org.tongmai.access.Proxy.Level;
import org.tongmai.store.Change;
import org.tongmai.store.Origin;
import org.tongmai.store.Store;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Old Li lets his daughter act for him by phone; two parents act for a child, and do not agree. */
class ProxyRoutesTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static TestNode node;
    private static String li;
    private static String daughter;
    private static String mother;
    private static String child;
    private static String childAtB;
    private static TestBrowser liPhone;
    private static TestBrowser daughterPhone;
    private static TestBrowser motherPhone;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        node.institution(TestNode.HOSPITAL_A, "甲医院");
        node.institution(TestNode.HOSPITAL_B, "乙医院");
        li = node.patient(TestNode.HOSPITAL_A, "李四", "110105194912310021");
        daughter = node.patient(TestNode.HOSPITAL_A, "李娜", "330106197803074516");
        mother = node.patient(TestNode.HOSPITAL_A, "王芳", "11010519780307453X");
        String born = Instant.now().minus(Duration.ofDays(365 * 10)).toString().substring(0, 10);
        child = child(TestNode.HOSPITAL_A, born);
        childAtB = child(TestNode.HOSPITAL_B, born);
        node.encounter(TestNode.HOSPITAL_B, childAtB, Instant.now().minusSeconds(3600), "");
        node.encounter(TestNode.HOSPITAL_A, li, Instant.now().minusSeconds(3600), "");
        node.condition(TestNode.HOSPITAL_A, li, "高血压", "");
        node.condition(TestNode.HOSPITAL_A, li, "抑郁发作", "PSY");
        node.resident("li", "李四", li);
        node.resident("daughter", "李娜", daughter);
        node.resident("mother", "王芳", mother);
        node.doctor("zhang", "张伟", TestNode.HOSPITAL_A);
        node.doctor("zhao", "赵敏", TestNode.HOSPITAL_B);
        node.settle();
        liPhone = node.browser("li");
        daughterPhone = node.browser("daughter");
        motherPhone = node.browser("mother");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @AfterEach
    void end() {
        node.jdbc()
                .sql("update access.proxy set ended_at = now() - interval '1 second' where ended_at is null")
                .update();
    }

    @Test
    void who_gives_a_proxy_reads_before_who_could_then_do_what_and_the_code_works_once() {
        String code = offer();
        Map<String, @Nullable Object> given = given(code.toLowerCase(Locale.ROOT), "SEE");

        String sentence = liPhone.post("/api/access/proxies/preview", given)
                .json()
                .path("sentence")
                .path("zh")
                .asString();
        JsonNode made = liPhone.post("/api/access/proxies", given).json();

        assertThat(sentence).startsWith("保存后，李娜在").contains("查看您的全部健康档案", "不能代您答复", "看不到精神科、艾滋病");
        assertThat(made.path("state").asString()).isEqualTo("IN_FORCE");
        assertThat(liPhone.post("/api/access/proxies", given).code()).isEqualTo("access.no-such-offer");
        assertThat(daughterPhone
                        .get("/api/access/proxies")
                        .json()
                        .path("wards")
                        .path(0)
                        .path("patient")
                        .asString())
                .isEqualTo(li);
    }

    @Test
    void a_code_that_nobody_made_or_that_is_one_s_own_gives_nothing() {
        assertThat(liPhone.post("/api/access/proxies", given("AAAA-AAAA", "SEE"))
                        .code())
                .isEqualTo("access.no-such-offer");
        assertThat(daughterPhone
                        .post("/api/access/proxies", given(offer(), "SEE"))
                        .code())
                .isEqualTo("access.no-such-offer");
        assertThat(liPhone.post("/api/access/proxies", given(offer(), "ALL")).code())
                .isEqualTo("access.proxy-incomplete");
        Map<String, @Nullable Object> tooLong = given(offer(), "SEE");
        tooLong.put("until", Instant.now().plus(Duration.ofDays(366 * 6)).toString());
        assertThat(liPhone.post("/api/access/proxies", tooLong).code()).isEqualTo("access.proxy-period");
    }

    @Test
    void who_acts_reads_the_record_less_what_was_not_given_and_the_ward_sees_each_look_by_name() {
        give("SEE");

        JsonNode own = get(daughterPhone, "/api/portal/me/timeline", null);
        JsonNode wards = get(daughterPhone, "/api/portal/me/timeline", li);
        JsonNode fhir = get(daughterPhone, "/fhir/Condition?patient=" + li, li);

        assertThat(own.toString()).doesNotContain("高血压");
        assertThat(wards.toString()).contains("高血压").doesNotContain("抑郁");
        assertThat(fhir.path("total").asInt(1)).isEqualTo(1);
        assertThat(fhir.toString()).contains("高血压").doesNotContain("抑郁");
        assertThat(get(daughterPhone, "/api/portal/me", li).path("withheld").asBoolean())
                .isTrue();
        JsonNode look = liPhone.get("/api/access/looks").json().path("looks").path(0);
        assertThat(look.path("who").path("name").asString()).isEqualTo("李娜");
        assertThat(look.path("basis").path("zh").asString()).contains("代办");
        assertThat(get(liPhone, "/fhir/AuditEvent?patient=" + li, null).toString())
                .contains("FAMRQT");
    }

    @Test
    void to_see_is_not_to_answer_and_who_acts_answers_by_name() {
        give("SEE");
        String request = ask("头晕，需要了解既往用药", List.of());
        assertThat(send(daughterPhone, "/api/access/requests/" + request + "/answer", li, Map.of("grant", true))
                        .code())
                .isEqualTo("access.not-by-proxy");

        give("ACT");
        var answered = send(daughterPhone, "/api/access/requests/" + request + "/answer", li, Map.of("grant", true));

        assertThat(answered.status()).isEqualTo(200);
        assertThat(answered.json().path("answerer").asString()).isEqualTo("李娜");
        JsonNode seen = liPhone.get("/api/access/requests").json().path("requests");
        assertThat(seen).anySatisfy(each -> {
            assertThat(each.path("id").asString()).isEqualTo(request);
            assertThat(each.path("state").asString()).isEqualTo("GRANTED");
            assertThat(each.path("answerer").asString()).isEqualTo("李娜");
        });
    }

    @Test
    void a_request_that_speaks_of_what_is_kept_back_is_not_there_for_who_acts() {
        give("ACT");
        String request = ask("复诊，需要精神科记录", List.of("PSY"));

        assertThat(get(daughterPhone, "/api/access/requests", li).toString()).doesNotContain(request);
        assertThat(send(daughterPhone, "/api/access/requests/" + request + "/answer", li, Map.of("grant", true))
                        .code())
                .isEqualTo("access.no-such-request");
        assertThat(send(daughterPhone, "/api/access/rules", li, rule("PERMIT", TestNode.HOSPITAL_B, List.of("PSY")))
                        .code())
                .isEqualTo("access.proxy-withheld");
    }

    @Test
    void the_phone_of_who_acts_hears_of_a_request_within_a_second() throws Exception {
        give("ACT");
        BlockingQueue<String> heard = listen(daughterPhone);
        assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo("listening");

        String request = ask("胸闷", List.of());

        assertThat(String.valueOf(news(heard, 1))).contains(request, "\"for\":\"" + li + "\"");
    }

    @Test
    void an_end_holds_at_the_next_request_and_what_is_tried_then_shows_to_the_ward() {
        String proxy = give("ACT");
        assertThat(status(daughterPhone, "/api/portal/me", li)).isEqualTo(200);

        assertThat(liPhone.post("/api/access/proxies/" + proxy + "/end", null).status())
                .isEqualTo(200);

        assertThat(status(daughterPhone, "/api/portal/me", li)).isEqualTo(403);
        JsonNode look = liPhone.get("/api/access/looks").json().path("looks").path(0);
        assertThat(look.path("outcome").asString()).isEqualTo("refused");
        assertThat(look.path("what").path("zh").asString()).contains("代您办理");
        assertThat(look.path("who").path("name").asString()).isEqualTo("李娜");
        assertThat(liPhone.get("/api/access/proxies").json().path("mine")).anySatisfy(each -> {
            assertThat(each.path("id").asString()).isEqualTo(proxy);
            assertThat(each.path("state").asString()).isEqualTo("ENDED");
        });
    }

    @Test
    void a_stranger_acts_for_nobody_and_a_proxy_gives_no_proxy() {
        give("ACT");

        assertThat(status(motherPhone, "/api/portal/me", li)).isEqualTo(403);
        assertThat(send(daughterPhone, "/api/access/proxies/offers", li, Map.of())
                        .code())
                .isEqualTo("access.not-by-proxy");
        assertThat(send(daughterPhone, "/api/access/proxies", li, given(offer(), "ACT"))
                        .code())
                .isEqualTo("access.not-by-proxy");
    }

    @Test
    void of_two_guardians_who_disagree_the_one_who_denies_is_followed_and_the_other_does_not_lift_it() {
        guardian(daughter);
        guardian(mother);
        String diagnosis = node.condition(TestNode.HOSPITAL_A, child, "哮喘", "");
        var permit = send(motherPhone, "/api/access/rules", child, rule("PERMIT", TestNode.HOSPITAL_B, List.of()));
        assertThat(permit.status()).isEqualTo(200);
        assertThat(doctorSees(diagnosis)).isTrue();

        var deny = send(daughterPhone, "/api/access/rules", child, rule("DENY", TestNode.HOSPITAL_B, List.of()));

        assertThat(doctorSees(diagnosis)).isFalse();
        String denial = deny.json().path("id").asString();
        assertThat(send(motherPhone, "/api/access/rules/" + denial + "/end", child, Map.of())
                        .code())
                .isEqualTo("access.rule-of-another");
        assertThat(send(daughterPhone, "/api/access/rules/" + denial + "/end", child, Map.of())
                        .status())
                .isEqualTo(200);
        assertThat(doctorSees(diagnosis)).isTrue();
        get(motherPhone, "/api/portal/me", child);
        assertThat(get(daughterPhone, "/api/access/looks", child).path("looks"))
                .anySatisfy(each ->
                        assertThat(each.path("who").path("name").asString()).isEqualTo("王芳"));
    }

    @Test
    void a_child_of_ten_neither_dismisses_a_guardian_nor_keeps_anything_from_one() {
        String proxy = guardian(mother);
        node.resident("child-" + proxy.substring(0, 8), "王小雨", child);
        TestBrowser phone = node.browser("child-" + proxy.substring(0, 8));

        assertThat(phone.post("/api/access/proxies/" + proxy + "/end", null).code())
                .isEqualTo("access.proxy-not-ended-so");
        assertThat(phone.post("/api/access/proxies/" + proxy + "/withheld", Map.of("classes", List.of("REPRO")))
                        .code())
                .isEqualTo("access.proxy-class-not-yours");
        assertThat(motherPhone
                        .post("/api/access/proxies/" + proxy + "/end", null)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void no_door_lets_a_child_of_ten_dismiss_a_guardian_and_who_gives_it_back_is_told_as_the_child_is()
            throws Exception {
        String proxy = guardian(mother);
        node.resident("ten-" + proxy.substring(0, 8), "王小雨", child);
        TestBrowser phone = node.browser("ten-" + proxy.substring(0, 8));
        String code =
                phone.post("/api/health-code/codes", Map.of()).json().path("id").asString();
        String end = "/api/health-code/guardians/" + proxy + "/end";
        BlockingQueue<String> heard = listen(phone);
        assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo("listening");

        assertThat(phone.post(end, Map.of("code", code)).code()).isEqualTo("access.proxy-not-ended-so");
        assertThat(node.browser("zhao").post(end, Map.of("code", code)).code())
                .as("a hospital that did not record it")
                .isEqualTo("access.proxy-not-ended-so");
        assertThat(status(motherPhone, "/api/portal/me", child)).isEqualTo(200);
        assertThat(motherPhone.post(end, Map.of("code", code)).status()).isEqualTo(200);
        assertThat(status(motherPhone, "/api/portal/me", child)).isEqualTo(403);
        assertThat(String.valueOf(heard.poll(5, TimeUnit.SECONDS))).contains(proxy);
    }

    @Test
    void what_is_kept_back_shows_in_no_consent_of_fhir_either_be_it_of_a_request_or_of_a_rule() {
        give("ACT");
        String open = consented(List.of());
        String shut = consented(List.of("PSY"));
        String rule = made(rule("DENY", TestNode.HOSPITAL_B, List.of("HIV")));

        String own = get(liPhone, "/fhir/Consent?patient=" + li + "&_count=100", null)
                .toString();
        String wards = get(daughterPhone, "/fhir/Consent?patient=" + li + "&_count=100", li)
                .toString();

        assertThat(own).contains(open, shut, rule);
        assertThat(wards).contains(open).doesNotContain(shut).doesNotContain(rule);
        assertThat(status(daughterPhone, "/fhir/Consent/" + shut, li)).isEqualTo(404);
    }

    @Test
    void a_consent_that_was_stored_without_its_classes_is_shut_once_it_is_written_again() {
        give("SEE");
        String shut = consented(List.of("PSY"));
        node.bean(Store.class)
                .transact(
                        List.of(Change.update("Consent", shut, """
                                {"resourceType":"Consent","id":"%s","status":"active","patient":{"reference":"Patient/%s"},
                                 "scope":{"coding":[{"code":"patient-privacy"}]},"category":[{"coding":[{"code":"59284-0"}]}],
                                 "provision":{"securityLabel":[{"system":"%s","code":"PSY"}]}}
                                """.formatted(shut, li, Sensitivity.SYSTEM)
                                .getBytes(StandardCharsets.UTF_8))),
                        Origin.platform());
        assertThat(status(daughterPhone, "/fhir/Consent/" + shut, li)).isEqualTo(200);

        node.jdbc()
                .sql("update access.request set recorded = null where id = ?")
                .param(shut)
                .update();
        node.bean(Consents.class).catchUp();

        assertThat(status(daughterPhone, "/fhir/Consent/" + shut, li)).isEqualTo(404);
        assertThat(status(daughterPhone, "/fhir/Consent/" + shut + "/_history/2", li))
                .as("earlier versions are for nobody who acts")
                .isEqualTo(403);
    }

    @Test
    void a_rule_about_a_document_that_is_kept_back_is_not_there_for_who_acts_and_no_event_tells_of_it()
            throws Exception {
        give("ACT");
        String depression = node.condition(TestNode.HOSPITAL_A, li, "抑郁发作复诊", "PSY");
        String sugar = node.observation(TestNode.HOSPITAL_A, li, "laboratory", "血糖");
        BlockingQueue<String> heard = listen(daughterPhone);
        assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo("listening");

        String shut = made(documentRule("Condition/" + depression));
        String classed = made(rule("DENY", TestNode.HOSPITAL_B, List.of("PSY")));
        String open = made(documentRule("Observation/" + sugar));

        String wards = get(daughterPhone, "/api/access/rules", li).toString();
        String fhir = get(daughterPhone, "/fhir/Consent?patient=" + li + "&_count=100", li)
                .toString();
        assertThat(get(liPhone, "/api/access/rules", null).toString()).contains(shut, classed, open);
        assertThat(wards).contains(open).doesNotContain(shut).doesNotContain(depression);
        assertThat(fhir).contains(open).doesNotContain(shut).doesNotContain(depression);
        assertThat(send(daughterPhone, "/api/access/rules/" + shut + "/end", li, Map.of())
                        .code())
                .isEqualTo("access.no-such-rule");
        assertThat(String.valueOf(news(heard, 5))).contains(open);
        assertThat(news(heard, 1)).isNull();
        assertThat(liPhone.post("/api/access/rules/" + shut + "/end", null).status())
                .isEqualTo(200);
        assertThat(news(heard, 1)).isNull();
    }

    @Test
    void the_words_of_an_emergency_are_not_for_who_is_not_shown_everything() {
        give("SEE");
        node.encounter(TestNode.HOSPITAL_A, child, Instant.now().minusSeconds(3600), "");
        guardian(mother);
        for (String patient : List.of(li, child)) {
            assertThat(node.browser("zhang")
                            .post(
                                    "/api/access/emergencies",
                                    Map.of("patient", patient, "ground", "OTHER", "words", "服药过量送来，怀疑自杀，无法询问"))
                            .status())
                    .isEqualTo(200);
        }

        JsonNode ward = get(liPhone, "/api/access/emergencies", null)
                .path("emergencies")
                .path(0);
        JsonNode entrusted = get(daughterPhone, "/api/access/emergencies", li)
                .path("emergencies")
                .path(0);
        JsonNode guardian = get(motherPhone, "/api/access/emergencies", child)
                .path("emergencies")
                .path(0);

        assertThat(ward.path("words").asString()).contains("自杀");
        assertThat(entrusted.path("words").asString()).isEmpty();
        assertThat(entrusted.path("ground")).isEqualTo(ward.path("ground"));
        assertThat(entrusted.path("openedAt")).isEqualTo(ward.path("openedAt"));
        assertThat(guardian.path("words").asString())
                .as("nothing is kept from a guardian")
                .contains("自杀");
    }

    /** What li permits hospital A on request; its id. */
    private static String consented(List<String> classes) {
        String request = ask("复诊", classes);
        assertThat(liPhone.post("/api/access/requests/" + request + "/answer", Map.of("grant", true))
                        .status())
                .isEqualTo(200);
        return request;
    }

    private static String made(Map<String, @Nullable Object> rule) {
        TestBrowser.Answer made = liPhone.post("/api/access/rules", rule);
        assertThat(made.status()).as(made.raw().body()).isEqualTo(200);
        return made.json().path("id").asString();
    }

    private static Map<String, @Nullable Object> documentRule(String document) {
        return TestNode.body("effect", "DENY", "institution", TestNode.HOSPITAL_B, "document", document);
    }

    private static boolean doctorSees(String diagnosis) {
        var zhao = new Caller("zhao", "赵敏", Role.DOCTOR, TestNode.HOSPITAL_B, null, false);
        Decision decision = node.bean(Access.class).decide(zhao, Purpose.CARE, node.compartment(childAtB));
        return decision.allowed()
                && node.bean(Store.class)
                        .read("Condition", diagnosis, decision.scope())
                        .isPresent();
    }

    private static String guardian(String holder) {
        UUID id = UUID.randomUUID();
        node.bean(Proxies.class)
                .file(new Proxy(
                        id,
                        node.compartment(child),
                        node.compartment(holder),
                        Ground.GUARDIAN,
                        Level.ACT,
                        true,
                        Set.of(),
                        Instant.now().minusSeconds(1),
                        Instant.now().plus(Duration.ofDays(300)),
                        "window",
                        TestNode.HOSPITAL_A,
                        null,
                        null));
        return id.toString();
    }

    private static String child(String institution, String born) {
        return node.file(institution, "Patient", """
                {"resourceType":"Patient","gender":"female","birthDate":"%s","name":[{"text":"王小雨","family":"王","given":["小雨"]}],
                 "telecom":[{"system":"phone","value":"13800001111"}],
                 "identifier":[{"system":"https://tongmai.org/fhir/identifier/passport-CN","value":"E12345678"},
                  {"system":"urn:oid:2.16.156.10011.1.3","value":"%s"}]}
                """.formatted(born, number(born)));
    }

    /** An identity number of somebody born that day, with its check digit (GB 11643). */
    private static String number(String born) {
        String body = "330106" + born.replace("-", "") + "002";
        int[] weights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * (body.charAt(i) - '0');
        }
        return body + "10X98765432".charAt(sum % 11);
    }

    private static String offer() {
        return daughterPhone
                .post("/api/access/proxies/offers", null)
                .json()
                .path("code")
                .asString();
    }

    private static String give(String level) {
        return liPhone.post("/api/access/proxies", given(offer(), level))
                .json()
                .path("id")
                .asString();
    }

    private static Map<String, @Nullable Object> given(String code, String level) {
        return TestNode.body(
                "code",
                code,
                "level",
                level,
                "classes",
                List.of(),
                "until",
                Instant.now().plus(Duration.ofDays(30)).toString());
    }

    private static String ask(String reason, List<String> classes) {
        return node.browser("zhang")
                .post(
                        "/api/access/requests",
                        TestNode.body(
                                "patient",
                                li,
                                "categories",
                                List.of(),
                                "classes",
                                classes,
                                "until",
                                Instant.now().plus(Duration.ofDays(1)).toString(),
                                "reason",
                                reason))
                .json()
                .path("id")
                .asString();
    }

    private static Map<String, @Nullable Object> rule(String effect, String institution, List<String> classes) {
        return TestNode.body(
                "effect",
                effect,
                "institution",
                institution,
                "categories",
                List.of(),
                "classes",
                classes,
                "until",
                Instant.now().plus(Duration.ofDays(30)).toString());
    }

    private static int status(TestBrowser browser, String path, @Nullable String ward) {
        var request = browser.change(path);
        if (ward != null) {
            request.header(ActingFor.HEADER, ward);
        }
        return browser.send(request.GET()).status();
    }

    private static JsonNode get(TestBrowser browser, String path, @Nullable String ward) {
        var request = browser.change(path);
        if (ward != null) {
            request.header(ActingFor.HEADER, ward);
        }
        return browser.send(request.GET()).json();
    }

    private static TestBrowser.Answer send(TestBrowser browser, String path, String ward, Object body) {
        return browser.send(browser.change(path)
                .header(ActingFor.HEADER, ward)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
    }

    /** The next that is not about the proxy that was given just before; null where there is none within these seconds. */
    private static @Nullable String news(BlockingQueue<String> heard, int seconds) throws InterruptedException {
        String next = heard.poll(seconds, TimeUnit.SECONDS);
        while (next != null && next.contains("\"state\":\"ACT\"")) {
            next = heard.poll(seconds, TimeUnit.SECONDS);
        }
        return next;
    }

    private static BlockingQueue<String> listen(TestBrowser browser) throws Exception {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        var stream = browser.http()
                .send(
                        HttpRequest.newBuilder(URI.create(browser.url() + "/api/access/events"))
                                .header("Accept", "text/event-stream")
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        Thread.ofVirtual()
                .start(() -> new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))
                        .lines()
                        .filter(line -> line.startsWith(":listening") || line.startsWith("data:"))
                        .map(line -> line.substring(line.indexOf(':') + 1))
                        .forEach(lines::add));
        return lines;
    }
}
