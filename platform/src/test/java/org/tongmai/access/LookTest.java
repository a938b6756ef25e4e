package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import tools.jackson.databind.JsonNode;

/** Every look leaves its trace before the answer leaves, and the resident sees it. */
class LookTest {

    private static final int READERS = 32;

    private static TestNode node;
    private static String patient;
    private static String elsewhere;
    private static String condition;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        node.institution(TestNode.HOSPITAL_A, "甲医院");
        patient = node.patient(TestNode.HOSPITAL_A, "王建军", "330106197803074516");
        elsewhere = node.patient(TestNode.HOSPITAL_B, "王建军", "330106197803074516");
        node.encounter(TestNode.HOSPITAL_A, patient, Instant.now().minusSeconds(600), "");
        condition = node.condition(TestNode.HOSPITAL_A, patient, "肺炎", "");
        node.doctor("zhang", "张伟", TestNode.HOSPITAL_A);
        node.doctor("sun", "孙丽", TestNode.HOSPITAL_B);
        node.resident("wang", "王建军", patient);
        node.settle();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void the_resident_sees_who_looked_at_what_when_and_why() {
        TestBrowser doctor = node.browser("zhang");
        doctor.get("/fhir/Condition/" + condition);
        doctor.get("/fhir/Condition?patient=Patient/" + elsewhere);

        JsonNode looks =
                node.browser("wang").get("/api/access/looks?count=2").json().path("looks");

        JsonNode newest = looks.path(0);
        assertThat(newest.path("who").path("name").asString()).isEqualTo("张伟");
        assertThat(newest.path("outcome").asString()).isEqualTo("refused");
        assertThat(newest.path("what").path("zh").asString()).isEqualTo("请求查看档案，已被拒绝");
        JsonNode shown = looks.path(1);
        assertThat(shown.path("outcome").asString()).isEqualTo("shown");
        assertThat(shown.path("institution").path("name").asString()).isEqualTo("甲医院");
        assertThat(shown.path("what").path("zh").asString()).isEqualTo("查看了诊断 1 条");
        assertThat(shown.path("what").path("en").asString()).isEqualTo("looked at diagnoses (1)");
        assertThat(shown.path("basis").path("zh").asString()).isEqualTo("在本机构就诊");
        assertThat(shown.path("purpose").asString()).isEqualTo("CARE");
        assertThat(shown.path("automatic").asBoolean()).isFalse();
    }

    @Test
    void looks_come_in_pages() {
        TestBrowser doctor = node.browser("zhang");
        for (int i = 0; i < 3; i++) {
            doctor.get("/fhir/Condition/" + condition);
        }
        TestBrowser resident = node.browser("wang");

        JsonNode first = resident.get("/api/access/looks?count=2").json();
        JsonNode second = resident.get(
                        "/api/access/looks?count=2&before=" + first.path("next").asString())
                .json();

        assertThat(first.path("looks")).hasSize(2);
        assertThat(Long.parseLong(second.path("looks").path(0).path("id").asString()))
                .isLessThan(Long.parseLong(first.path("next").asString()));
    }

    @Test
    void every_look_is_reached_page_by_page_by_the_resident_and_as_audit_event() {
        node.jdbc().sql("""
                insert into access.look (id, compartment, at, account, name, role, purpose, basis, interaction, counts, shown,
                                         automatic)
                select nextval('access.look_id'), ?, now(), 'liu', '刘', 'DOCTOR', 'CARE', 'TREATMENT', 'read', '', true, false
                  from generate_series(1, 450)
                """).param(node.compartment(patient)).update();
        TestBrowser resident = node.browser("wang");

        String before = "";
        Set<String> mine = new HashSet<>();
        for (String next = "-"; !next.isEmpty(); before = "&before=" + next) {
            JsonNode page = resident.get("/api/access/looks?count=200" + before).json();
            page.path("looks").forEach(look -> mine.add(look.path("id").asString()));
            next = page.path("next").asString("");
        }
        Set<String> events = new HashSet<>();
        long total = 0;
        String url = node.url() + "/fhir/AuditEvent?agent=liu&patient=Patient/" + patient;
        while (!url.isEmpty()) {
            JsonNode page = resident.get(url.substring(node.url().length())).json();
            total = page.path("total").asLong();
            page.path("entry")
                    .forEach(entry ->
                            events.add(entry.path("resource").path("id").asString()));
            url = page.path("link")
                    .valueStream()
                    .filter(link -> link.path("relation").asString().equals("next"))
                    .map(link -> link.path("url").asString())
                    .findFirst()
                    .orElse("");
        }

        assertThat(mine).hasSizeGreaterThanOrEqualTo(450);
        assertThat(events).hasSize(450);
        assertThat(total).isEqualTo(450);
    }

    @Test
    void the_trace_is_a_fhir_audit_event_for_the_resident_alone() {
        node.browser("zhang").get("/fhir/Condition/" + condition);
        TestBrowser resident = node.browser("wang");

        JsonNode found = resident.get("/fhir/AuditEvent?patient=Patient/" + patient + "&agent=zhang")
                .json();
        JsonNode event = found.path("entry").path(0).path("resource");
        var read = resident.get("/fhir/AuditEvent/" + event.path("id").asString());
        var doctor =
                node.browser("zhang").get("/fhir/AuditEvent/" + event.path("id").asString());

        assertThat(event.path("resourceType").asString()).isEqualTo("AuditEvent");
        assertThat(event.path("agent").path(0).path("altId").asString()).isEqualTo("zhang");
        assertThat(event.path("purposeOfEvent")
                        .path(0)
                        .path("coding")
                        .path(0)
                        .path("code")
                        .asString())
                .isEqualTo("TREAT");
        assertThat(read.status()).isEqualTo(200);
        assertThat(doctor.status()).isEqualTo(404);
    }

    @Test
    void many_looks_at_once_each_have_their_row() throws Exception {
        TestBrowser doctor = node.browser("zhang");
        long before = count();
        List<Future<Integer>> answers = new ArrayList<>();
        try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < READERS; i++) {
                answers.add(readers.submit(
                        () -> doctor.get("/fhir/Condition/" + condition).status()));
            }
        }
        int shown = 0;
        for (Future<Integer> answer : answers) {
            shown += answer.get() == 200 ? 1 : 0;
        }

        assertThat(shown).isEqualTo(READERS);
        assertThat(count() - before).isEqualTo(READERS);
    }

    @Test
    void nothing_is_shown_when_the_trace_cannot_be_written() {
        TestBrowser doctor = node.browser("zhang");
        node.jdbc().sql("alter table access.look rename to look_away").update();
        try {
            var answer = doctor.get("/fhir/Condition/" + condition);

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.raw().body()).doesNotContain("肺炎");
        } finally {
            node.jdbc().sql("alter table access.look_away rename to look").update();
        }
        assertThat(doctor.get("/fhir/Condition/" + condition).status()).isEqualTo(200);
    }

    @Test
    void the_trace_cannot_be_changed_nor_removed() {
        node.browser("zhang").get("/fhir/Condition/" + condition);

        for (String sql : List.of(
                "update access.look set account = 'nobody'", "delete from access.look", "truncate access.look")) {
            assertThatThrownBy(() -> node.jdbc().sql(sql).update()).isInstanceOf(DataAccessException.class);
        }
    }

    private static long count() {
        return node.jdbc()
                .sql("select count(*) from access.look")
                .query(Long.class)
                .single();
    }
}
