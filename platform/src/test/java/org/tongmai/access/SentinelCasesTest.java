package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.person.Persons;
import tools.jackson.databind.JsonNode;

/** Zhang reads sixty strangers in half an hour. He is stopped, but not in an emergency, until somebody has looked at it. */
class SentinelCasesTest {

    private static final int DAYS = 16;
    private static final int DOCTORS = 8;

    private static TestNode node;
    private static String condition;
    private static String patient;

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.start();
        node.institution(TestNode.HOSPITAL_A, "甲医院");
        patient = node.patient(TestNode.HOSPITAL_A, "王建军", "330106197803074516");
        node.encounter(TestNode.HOSPITAL_A, patient, Instant.now().minusSeconds(600), "");
        condition = node.condition(TestNode.HOSPITAL_A, patient, "肺炎", "");
        node.doctor("zhang", "张伟", TestNode.HOSPITAL_A);
        node.doctor("li", "李娜", TestNode.HOSPITAL_A);
        node.account("operator2", Role.OPERATOR);
        node.settle();
        node.jdbc().sql("""
                insert into access.setting (name, valid_from, value, source)
                values ('sentinel-freeze-bits', '2020-01-01', 50, 'decided later than the default')
                """).update();
        habits();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void unusual_reading_becomes_a_case_stops_the_reader_and_is_undone_by_a_person() throws Exception {
        TestBrowser zhang = node.browser("zhang");
        TestBrowser operator = node.browser("operator2");
        int before = read(zhang);

        sweep("zhang");
        readOn(node.bean(SentinelReader.class));
        JsonNode found =
                operator.get("/api/access/sentinel/cases").json().path("cases").path(0);
        String path = "/api/access/sentinel/cases/" + found.path("id").asString();
        var frozen = zhang.get("/fhir/Condition/" + condition);
        int colleague = read(node.browser("li"));
        zhang.post("/api/access/emergencies", Map.of("patient", patient, "ground", "LIFE_THREATENING", "words", ""));
        int emergency = read(zhang);
        node.jdbc().sql("delete from access.emergency").update();
        var wordless = operator.post(path + "/act", Map.of("what", "LIFT", "words", ""));
        operator.post(path + "/act", Map.of("what", "DISMISS", "words", "科主任已核实：会诊"));
        int after = read(zhang);
        JsonNode whole = operator.get(path).json();

        assertThat(before).isEqualTo(200);
        assertThat(found.path("account").asString()).isEqualTo("zhang");
        assertThat(found.path("measure").asString()).isEqualTo("FROZEN");
        assertThat(found.path("why").path("facts").toString()).contains("no-encounter");
        assertThat(frozen.status()).isEqualTo(403);
        assertThat(frozen.json().toString()).contains("access.reading-frozen");
        assertThat(colleague).isEqualTo(200);
        assertThat(emergency).isEqualTo(200);
        assertThat(wordless.code()).isEqualTo("access.sentinel-words");
        assertThat(after).isEqualTo(200);
        assertThat(whole.path("actions").toString()).contains("FREEZE", "DISMISS", "科主任已核实");
        assertThat(whole.path("looks").size()).isGreaterThan(30);
        assertThat(whole.toString()).doesNotContain("王建军", "肺炎");

        SentinelReader other = other();
        assertThat(other.round()).as("while this node reads").isZero();
        node.jdbc()
                .sql("update access.sentinel set until = now() - interval '1 minute'")
                .update();
        assertThat(other.round()).as("after this node was not heard of").isPositive();
        readOn(other);
        assertThat(read(zhang)).isEqualTo(200);
        assertThat(operator.get(path).json().path("actions").size())
                .isEqualTo(whole.path("actions").size());
    }

    @Test
    void whoever_is_slowed_down_reads_so_many_patients_a_minute() {
        TestBrowser li = node.browser("li");
        node.jdbc()
                .sql("update access.account set reading = 'THROTTLED' where login = 'li'")
                .update();

        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            answers.add(read(li));
        }
        node.jdbc()
                .sql("update access.account set reading = 'FREE' where login = 'li'")
                .update();

        assertThat(answers).startsWith(200).contains(429);
        assertThat(read(li)).isEqualTo(200);
    }

    private static SentinelReader other() {
        return new SentinelReader(
                node.bean(SentinelStore.class), node.bean(Persons.class), node.bean(Clock.class), "another node");
    }

    private static void readOn(SentinelReader reader) {
        while (reader.round() > 0) {
            // there is more
        }
    }

    private static int read(TestBrowser browser) {
        return browser.get("/fhir/Condition/" + condition).status();
    }

    /** Some doctors who read their own patients every day. */
    private static void habits() throws Exception {
        Instant first = Instant.now().minus(Duration.ofDays(DAYS));
        for (int day = 0; day < DAYS; day++) {
            List<List<Look>> looks = new ArrayList<>();
            Instant at = first.plus(Duration.ofDays(day));
            for (int doctor = 0; doctor < DOCTORS; doctor++) {
                String login = doctor == 0 ? "zhang" : "doctor" + doctor;
                for (int n = 0; n < 6; n++) {
                    long compartment = 1_000_000L + day * 100L + doctor * 10L + n;
                    treated(compartment, at);
                    looks.add(List.of(look(login, compartment, at.plusSeconds(600L * n + doctor), true)));
                }
            }
            node.bean(LookStore.class).insert(looks);
        }
    }

    private static void sweep(String login) throws Exception {
        List<List<Look>> looks = new ArrayList<>();
        Instant at = Instant.now().minusSeconds(1_800);
        for (int n = 0; n < 60; n++) {
            looks.add(List.of(look(login, 9_000_000L + n * 7L, at.plusSeconds(30L * n), false)));
        }
        node.bean(LookStore.class).insert(looks);
    }

    private static void treated(long compartment, Instant at) {
        node.bean(Treatments.class)
                .register(
                        compartment,
                        "visit-" + compartment,
                        TestNode.HOSPITAL_A,
                        false,
                        at.minusSeconds(900),
                        at.plusSeconds(3_600),
                        "呼吸内科");
    }

    private static Look look(String login, long compartment, Instant at, boolean treated) {
        return new Look(
                compartment,
                0,
                at,
                null,
                login,
                "张伟",
                Role.DOCTOR,
                TestNode.HOSPITAL_A,
                Purpose.CARE,
                treated ? Basis.TREATMENT : Basis.NONE,
                "page",
                Map.of(),
                treated,
                false,
                null,
                "10.1.1.5");
    }
}
