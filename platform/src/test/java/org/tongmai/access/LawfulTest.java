package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Wang's record is read by law: by the centre for disease control of the region, and for a court, with a document and a second person. */
class LawfulTest {

    private static final String NUMBER = "330106197803074516";
    private static final String CDC = "12330000TM00001165";

    private static TestNode node;
    private static String atA;
    private static String hiv;
    private static String psychiatric;
    private static String today;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        node.institution(TestNode.HOSPITAL_A, "甲医院");
        node.institution(CDC, "省疾控");
        atA = node.patient(TestNode.HOSPITAL_A, "王建军", NUMBER);
        today = dated("肺结核", "");
        hiv = dated("HIV 感染", "HIV");
        psychiatric = dated("抑郁发作", "PSY");
        node.resident("wang", "王建军", atA);
        node.bean(Accounts.class).create(NewAccount.staff("cdc", "省疾控", Role.CDC, TestNode.PASSWORD, CDC), "test");
        node.account("steward", Role.STEWARD);
        node.account("reviewer", Role.REVIEWER);
        node.account("operator2", Role.OPERATOR);
        node.settle();
    }

    private static String dated(String text, String label) {
        String security = label.isEmpty()
                ? ""
                : "\"meta\":{\"security\":[{\"system\":\"" + Sensitivity.SYSTEM + "\",\"code\":\"" + label + "\"}]},";
        return node.file(
                TestNode.HOSPITAL_A,
                "Condition",
                "{\"resourceType\":\"Condition\"," + security + "\"code\":{\"text\":\"" + text
                        + "\"},\"subject\":{\"reference\":\"Patient/" + atA + "\"},\"recordedDate\":\""
                        + Instant.now().minus(Duration.ofDays(2)) + "\"}");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @AfterEach
    void close() throws IOException {
        node.jdbc().sql("delete from access.lawful_read").update();
        node.jdbc().sql("delete from access.rule").update();
        Files.deleteIfExists(operators());
    }

    @Test
    void who_has_the_duty_reads_what_the_law_names_and_no_more() {
        TestBrowser cdc = node.browser("cdc");
        int before = read(cdc, today);

        var opened = ask(cdc, "infectious-control", null, null, null);

        assertThat(before).isEqualTo(403);
        assertThat(opened.status()).as(opened.raw().body()).isEqualTo(200);
        assertThat(opened.json().path("state").asString()).isEqualTo("OPEN");
        assertThat(read(cdc, today)).isEqualTo(200);
        assertThat(read(cdc, hiv)).isEqualTo(200);
        assertThat(read(cdc, psychiatric)).isEqualTo(404);
        assertThat(total(cdc, "/fhir/Condition")).isEqualTo(2);
        assertThat(cdc.get("/api/portal/record/" + atA).status()).isEqualTo(200);
        assertThat(node.browser("steward").get("/fhir/Condition/" + today).status())
                .isEqualTo(403);
    }

    @Test
    void basis_law_and_article_stand_in_the_look_the_receipt_and_the_audit_event() {
        TestBrowser cdc = node.browser("cdc");
        TestBrowser wang = node.browser("wang");
        String id = ask(cdc, "infectious-control", null, null, null)
                .json()
                .path("id")
                .asString();
        read(cdc, today);

        JsonNode look = wang.get("/api/access/looks").json().path("looks").path(0);
        String event =
                wang.get("/fhir/AuditEvent?patient=" + atA + "&_count=1").json().toString();
        String receipt = wang.get("/api/access/looks/" + look.path("id").asString() + "/receipt")
                .raw()
                .body();

        assertThat(look.path("basis").path("zh").asString()).contains("依法", "传染病个案调查", "传染病防治法", "条");
        assertThat(look.path("purpose").asString()).isEqualTo("PUBLIC_HEALTH");
        assertThat(event).contains("infectious-control@1 " + id, "传染病防治法", "PUBHLTH");
        assertThat(receipt).contains("LAW infectious-control@1 " + id);
        JsonNode told = wang.get("/api/access/lawful").json().path("readings").path(0);
        assertThat(told.path("basis").path("zh").asString()).contains("传染病防治法");
        assertThat(told.path("words").asString()).isEqualTo("肺结核个案调查");
    }

    @Test
    void for_a_court_a_document_is_given_and_a_second_person_confirms_before_anything_is_read() {
        TestBrowser steward = node.browser("steward");
        TestBrowser reviewer = node.browser("reviewer");
        assertThat(ask(steward, "civil-evidence", null, null, null).code()).isEqualTo("access.law-incomplete");

        var asked = ask(steward, "civil-evidence", "某市中级人民法院", "（2026）浙01民初1号", null);
        String id = asked.json().path("id").asString();
        int waiting = read(steward, today);
        JsonNode queue = reviewer.get("/api/access/lawful/queue").json().path("readings");
        var wordless = reviewer.post("/api/access/lawful/" + id + "/answer", TestNode.body("confirm", true));
        var confirmed = reviewer.post(
                "/api/access/lawful/" + id + "/answer", TestNode.body("confirm", true, "words", "已核对调查令原件"));
        var again =
                reviewer.post("/api/access/lawful/" + id + "/answer", TestNode.body("confirm", false, "words", "再看一次"));

        assertThat(asked.json().path("state").asString()).isEqualTo("WAITING");
        assertThat(waiting).isEqualTo(403);
        assertThat(queue.path(0).path("about").asString()).isEqualTo("王**");
        assertThat(queue.path(0).path("document").asString()).contains("民初1号");
        assertThat(queue.toString()).doesNotContain("王建军", atA);
        assertThat(wordless.code()).isEqualTo("access.answer-incomplete");
        assertThat(confirmed.json().path("state").asString()).isEqualTo("OPEN");
        assertThat(again.code()).isEqualTo("access.reading-answered");
        assertThat(read(steward, today)).isEqualTo(200);
        assertThat(read(steward, hiv)).isEqualTo(404);
        steward.post("/api/access/lawful/" + id + "/end", null);
        assertThat(read(steward, today)).isEqualTo(403);
    }

    @Test
    void what_was_refused_opens_nothing_and_nobody_confirms_the_own() {
        TestBrowser steward = node.browser("steward");
        String id = ask(steward, "civil-evidence", "某法院", "1号", null)
                .json()
                .path("id")
                .asString();
        node.browser("reviewer")
                .post("/api/access/lawful/" + id + "/answer", TestNode.body("confirm", false, "words", "文书不全"));

        assertThat(read(steward, today)).isEqualTo(403);
        assertThat(node.browser("wang").get("/api/access/lawful").json().path("readings"))
                .isEmpty();
        assertThat(steward.post("/api/access/lawful/" + id + "/answer", TestNode.body("confirm", true))
                        .code())
                .isEqualTo("access.role-not-allowed");
    }

    @Test
    void the_resident_is_told_when_the_document_says_so_and_not_before() {
        TestBrowser steward = node.browser("steward");
        TestBrowser wang = node.browser("wang");
        int looks = looks(wang);
        int events = total(wang, "/fhir/AuditEvent?patient=" + atA);
        Instant day = Instant.now().plus(Duration.ofDays(30));
        String id = ask(steward, "criminal-evidence", "某市公安局", "调证字1号", day)
                .json()
                .path("id")
                .asString();
        node.browser("reviewer")
                .post("/api/access/lawful/" + id + "/answer", TestNode.body("confirm", true, "words", "已核对文书"));
        read(steward, today);

        assertThat(looks(wang)).isEqualTo(looks);
        assertThat(total(wang, "/fhir/AuditEvent?patient=" + atA)).isEqualTo(events);
        assertThat(wang.get("/api/access/lawful").json().path("readings")).isEmpty();

        String look = node.jdbc()
                .sql("select compartment || ' ' || tell_at from access.look where law like 'criminal%'")
                .query(String.class)
                .list()
                .toString();
        assertThat(look).contains(Long.toString(node.compartment(atA)));
        node.jdbc().sql("update access.lawful_read set tell_at = now()").update();
        assertThat(wang.get("/api/access/lawful").json().path("readings")).hasSize(1);
    }

    @Test
    void less_is_read_than_asked_for_never_more() {
        TestBrowser cdc = node.browser("cdc");

        assertThat(asked(cdc, "infectious-control", List.of("documents"), 30).code())
                .isEqualTo("access.law-too-much");
        assertThat(asked(cdc, "infectious-control", List.of(), 91).code()).isEqualTo("access.law-too-much");
        assertThat(asked(cdc, "civil-evidence", List.of(), 30).code()).isEqualTo("access.law-not-yours");
        assertThat(asked(cdc, "nothing", List.of(), 30).code()).isEqualTo("access.law-not-yours");
        assertThat(asked(cdc, "infectious-control", List.of("visits"), 30).status())
                .isEqualTo(200);
        assertThat(read(cdc, today)).isEqualTo(404);
        assertThat(asked(cdc, "infectious-control", List.of("diagnoses"), 1).status())
                .isEqualTo(200);
        assertThat(read(cdc, today)).isEqualTo(404);
    }

    @Test
    void a_denial_holds_except_where_the_law_reads_against_it() {
        TestBrowser wang = node.browser("wang");
        TestBrowser cdc = node.browser("cdc");
        wang.post("/api/access/rules", TestNode.body("effect", "DENY", "categories", List.of("diagnoses")));

        ask(cdc, "death-registration", "省疾控", "死因核对1号", null);
        int givesWay = read(cdc, today);
        ask(cdc, "infectious-control", null, null, null);

        assertThat(givesWay).isEqualTo(404);
        assertThat(read(cdc, today)).isEqualTo(200);
    }

    @Test
    void a_rule_that_ends_opens_nothing_more_and_the_list_is_that_of_the_day() throws IOException {
        TestBrowser cdc = node.browser("cdc");
        ask(cdc, "infectious-control", null, null, null);
        assertThat(read(cdc, today)).isEqualTo(200);

        try (var ours = Objects.requireNonNull(Laws.class.getResourceAsStream(Laws.FILE))) {
            String ended = new String(ours.readAllBytes(), StandardCharsets.UTF_8)
                    .replaceFirst(
                            "\"from\": \"2025-09-01\",\\s+\"until\": null",
                            "\"from\": \"2025-09-01\", \"until\": \"2026-01-01\"");
            Files.writeString(operators(), ended);
        }

        assertThat(read(cdc, today)).isEqualTo(403);
        assertThat(ids("2025-12-31")).contains("infectious-control", "civil-evidence");
        assertThat(ids("2026-01-01")).doesNotContain("infectious-control").contains("civil-evidence");
        assertThat(ids("2010-01-01")).isEmpty();
        Files.writeString(operators(), "{\"laws\": [{}]}");
        assertThat(node.browser("operator2").get("/api/access/laws").code()).isEqualTo("access.laws-unreadable");
    }

    @Test
    void the_region_of_the_reader_bounds_what_is_read() {
        node.jdbc()
                .sql("update directory.institution set region = '620000' where uscc = ?")
                .param(CDC)
                .update();
        try {
            assertThat(ask(node.browser("cdc"), "infectious-control", null, null, null)
                            .code())
                    .isEqualTo("access.law-no-such-person");
        } finally {
            node.jdbc()
                    .sql("update directory.institution set region = '330000' where uscc = ?")
                    .param(CDC)
                    .update();
        }
    }

    private static List<String> ids(String day) {
        return node.browser("operator2")
                .get("/api/access/laws?on=" + day)
                .json()
                .path("laws")
                .valueStream()
                .map(each -> each.path("id").asString())
                .toList();
    }

    private static Path operators() {
        return node.data().resolve(Laws.FILE);
    }

    private static TestBrowser.Answer ask(
            TestBrowser reader,
            String law,
            @Nullable String authority,
            @Nullable String document,
            @Nullable Instant tell) {
        return reader.post(
                "/api/access/lawful",
                TestNode.body(
                        "law",
                        law,
                        "patient",
                        atA,
                        "authority",
                        authority,
                        "document",
                        document,
                        "words",
                        "肺结核个案调查",
                        "careFrom",
                        Instant.now().minus(Duration.ofDays(60)).toString(),
                        "tell",
                        tell == null ? null : tell.toString()));
    }

    private static TestBrowser.Answer asked(TestBrowser reader, String law, List<String> categories, int days) {
        return reader.post(
                "/api/access/lawful",
                TestNode.body(
                        "law",
                        law,
                        "patient",
                        atA,
                        "words",
                        "肺结核个案调查",
                        "categories",
                        categories,
                        "careFrom",
                        Instant.now().minus(Duration.ofDays(days)).toString()));
    }

    private static int looks(TestBrowser resident) {
        return resident.get("/api/access/looks").json().path("looks").size();
    }

    private static int read(TestBrowser who, String condition) {
        return who.get("/fhir/Condition/" + condition).status();
    }

    private static int total(TestBrowser who, String search) {
        return who.get(search).json().path("total").asInt(-1);
    }
}
