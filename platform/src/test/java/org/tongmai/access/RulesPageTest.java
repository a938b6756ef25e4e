package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a doctor whom rules concern sees on the page of the record, and the one look. */
class RulesPageTest extends RuledCase {

    @Test
    void a_doctor_who_is_shut_out_by_name_sees_nothing_at_home_and_the_colleague_does() {
        made("effect", "DENY", "account", "zhang");
        TestBrowser doctor = node.browser("zhang");

        JsonNode header = doctor.get("/api/portal/record/" + atB).json();
        JsonNode timeline =
                doctor.get("/api/portal/record/" + atB + "/timeline").json();

        assertThat(read(doctor, coughAtB)).isEqualTo(404);
        assertThat(total(doctor, "/fhir/Condition")).isZero();
        assertThat(header.path("name").asString()).isEqualTo("王建军");
        assertThat(header.path("denied").asBoolean()).isTrue();
        assertThat(timeline.path("entries")).isEmpty();
        assertThat(read(node.browser("li"), coughAtB)).isEqualTo(200);
    }

    @Test
    void a_doctor_is_told_that_rules_keep_something_back_whether_there_is_any_or_not() {
        TestBrowser doctor = node.browser("zhang");
        boolean none = denied(doctor);

        String psychiatric = made("effect", "DENY", "classes", List.of("PSY"));
        JsonNode some = doctor.get("/api/portal/record/" + atB).json();
        node.browser("wang").post("/api/access/rules/" + psychiatric + "/end", null);
        made("effect", "DENY", "classes", List.of("HIV"));
        JsonNode nothing = doctor.get("/api/portal/record/" + atB).json();

        assertThat(none).isFalse();
        assertThat(some.path("denied").asBoolean()).isTrue();
        assertThat(nothing).isEqualTo(some);
    }

    @Test
    void one_look_is_one_look() {
        TestBrowser doctor = node.browser("zhang");
        made("effect", "PERMIT", "account", "zhang", "once", true, "until", in(7));

        boolean offered =
                doctor.get("/api/portal/record/" + atB).json().path("once").asBoolean();
        int own = read(doctor, coughAtB);
        int broad = total(doctor, "/fhir/Condition");
        var first = doctor.get("/fhir/Condition?patient=Patient/" + atA);
        var second = doctor.get("/fhir/Condition?patient=Patient/" + atA);

        assertThat(offered).isTrue();
        assertThat(own).isEqualTo(200);
        assertThat(broad).isEqualTo(2);
        assertThat(first.json().path("total").asInt()).isEqualTo(1);
        assertThat(second.status()).isEqualTo(403);
        assertThat(rules().path(0).path("state").asString()).isEqualTo("USED");
        assertThat(doctor.get("/api/portal/record/" + atB).json().path("once").asBoolean())
                .isFalse();
    }

    @Test
    void the_page_has_the_one_look_when_it_asks_for_it_and_not_by_being_opened() {
        TestBrowser doctor = node.browser("zhang");
        made("effect", "PERMIT", "account", "zhang", "once", true, "until", in(7));
        doctor.get("/api/portal/record/" + atB);
        JsonNode usual = doctor.get("/api/portal/record/" + atB + "/timeline").json();

        var look = doctor.post("/api/portal/record/" + atB + "/only-look", null);
        var again = doctor.post("/api/portal/record/" + atB + "/only-look", null);

        assertThat(usual.toString()).contains("咳嗽").doesNotContain("肺炎");
        assertThat(look.raw().body()).contains("肺炎").doesNotContain("抑郁");
        assertThat(again.code()).isEqualTo("portal.no-look-left");
    }

    @Test
    void of_thirty_two_looks_at_once_one_is_had() throws Exception {
        List<TestBrowser> doctors = List.of(node.browser("zhang"), node.browser("li"));
        for (int round = 0; round < 5; round++) {
            String id = made("effect", "PERMIT", "institution", TestNode.HOSPITAL_B, "once", true, "until", in(7));
            long before = looksElsewhere();

            List<Integer> answers = atOnce(
                    32,
                    n -> doctors.get(n % 2)
                            .get("/fhir/Condition/" + pneumoniaAtA)
                            .status());

            assertThat(answers.stream().filter(each -> each == 200)).hasSize(1);
            assertThat(answers.stream().filter(each -> each == 403)).hasSize(31);
            assertThat(looksElsewhere() - before).isEqualTo(1);
            node.browser("wang").post("/api/access/rules/" + id + "/end", null);
        }
    }

    private static boolean denied(TestBrowser doctor) {
        return doctor.get("/api/portal/record/" + atB).json().path("denied").asBoolean();
    }

    private static long looksElsewhere() {
        return node.jdbc()
                .sql("select count(*) from access.look where compartment = ? and shown and account in ('zhang', 'li')")
                .param(node.compartment(atA))
                .query(Long.class)
                .single();
    }

    /** One of many calls. */
    private interface Call {
        int at(int number);
    }

    private static List<Integer> atOnce(int calls, Call call) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> running = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                int number = i;
                Callable<Integer> task = () -> {
                    start.await();
                    return call.at(number);
                };
                running.add(threads.submit(task));
            }
            start.countDown();
            List<Integer> answers = new ArrayList<>();
            for (Future<Integer> each : running) {
                answers.add(each.get());
            }
            return answers;
        }
    }
}
