package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import tools.jackson.databind.JsonNode;

/** Who is treated, as the clocks of hospitals tell it, and what it costs to ask. */
class TreatmentTest {

    private static final List<String> NAMES = List.of("王建军", "李国强", "张志明", "刘文涛", "陈永康", "赵海波");

    /** Of threads that answer requests; others go on meanwhile. */
    private static final AtomicLong STATEMENTS = new AtomicLong();

    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start(context -> context.registerBean("counting", BeanPostProcessor.class, Counting::new));
        node.institution(TestNode.HOSPITAL_A, "甲医院");
        node.institution(TestNode.HOSPITAL_B, "乙医院");
        node.doctor("zhang", "张伟", TestNode.HOSPITAL_A);
        node.doctor("sun", "孙丽", TestNode.HOSPITAL_B);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void a_hospital_whose_clock_is_ahead_treats_and_one_that_plans_does_not_yet() {
        String here = node.patient(TestNode.HOSPITAL_A, "王建军", "330106197803074516");
        String planned = node.patient(TestNode.HOSPITAL_A, "李明", "330106198003072330");
        Instant now = Instant.now();
        node.encounter(TestNode.HOSPITAL_A, here, now.plus(Duration.ofMinutes(5)), "");
        node.encounter(TestNode.HOSPITAL_A, planned, now.plus(Duration.ofHours(1)), "");
        node.settle();
        TestBrowser doctor = node.browser("zhang");

        assertThat(doctor.get("/fhir/Encounter?patient=Patient/" + here).status())
                .isEqualTo(200);
        assertThat(doctor.get("/fhir/Encounter?patient=Patient/" + planned).status())
                .isEqualTo(403);
        assertThat(node.bean(Treatments.class).treats(TestNode.HOSPITAL_A, List.of(node.compartment(planned))))
                .isFalse();
    }

    @Test
    void the_number_of_permissions_does_not_change_the_number_of_statements() {
        long one = statements(NAMES.subList(0, 1));
        long five = statements(NAMES.subList(1, NAMES.size()));

        // the session may note its use once a minute
        assertThat(five).isBetween(one - 1, one + 1);
    }

    @Test
    void the_number_of_patients_found_at_the_desk_does_not_change_the_number_of_statements() {
        String treated = node.patient(TestNode.HOSPITAL_A, "冯一鸣", number("33010619780309101"));
        String second = node.patient(TestNode.HOSPITAL_A, "蒋一鸣", number("33010619780309103"));
        List.of("蒋二", "蒋三", "蒋四", "蒋五")
                .forEach(name ->
                        node.patient(TestNode.HOSPITAL_A, name, number("3301061978030912" + name.codePointAt(1) % 10)));
        node.encounter(TestNode.HOSPITAL_A, treated, Instant.now().minusSeconds(600), "");
        node.encounter(TestNode.HOSPITAL_A, second, Instant.now().minusSeconds(600), "");
        node.settle();

        TestBrowser doctor = node.browser("zhang");

        assertThat(found(doctor, "冯")).hasSize(1).containsEntry(treated, true);
        long before = STATEMENTS.get();
        found(doctor, "冯");
        long one = STATEMENTS.get() - before;
        before = STATEMENTS.get();
        Map<String, Boolean> found = found(doctor, "蒋");
        long five = STATEMENTS.get() - before;

        assertThat(found).hasSize(5).containsEntry(second, true);
        assertThat(found.values().stream().filter(inCare -> inCare)).hasSize(1);
        // the session may note its use once a minute
        assertThat(five).isBetween(one - 1, one + 1);
    }

    /** Who is found under a name, and whether the record may be opened. */
    private static Map<String, Boolean> found(TestBrowser doctor, String name) {
        var found = new LinkedHashMap<String, Boolean>();
        String query = URLEncoder.encode(name, StandardCharsets.UTF_8);
        for (JsonNode each :
                doctor.get("/api/portal/walk-ins?query=" + query).json().path("patients")) {
            found.put(each.path("patient").asString(), each.path("inCare").asBoolean());
        }
        return found;
    }

    /** Statements of one query without a patient, once so many more residents have allowed hospital B to see them. */
    private static long statements(List<String> residents) {
        residents.forEach(name -> allow(name, number("33010619780307%03d".formatted(101 + 2 * NAMES.indexOf(name)))));
        TestBrowser doctor = node.browser("sun");
        doctor.get("/fhir/Condition");
        long before = STATEMENTS.get();
        assertThat(doctor.get("/fhir/Condition").json().path("total").asInt()).isPositive();
        long asked = STATEMENTS.get() - before;
        assertThat(asked).isPositive();
        return asked;
    }

    private static void allow(String name, String number) {
        String atA = node.patient(TestNode.HOSPITAL_A, name, number);
        String atB = node.patient(TestNode.HOSPITAL_B, name, number);
        node.condition(TestNode.HOSPITAL_A, atA, "肺炎", "");
        node.encounter(TestNode.HOSPITAL_B, atB, Instant.now().minusSeconds(600), "");
        node.settle();
        node.resident("r" + number, name, atB);
        TestBrowser doctor = node.browser("sun");
        String id = doctor.post(
                        "/api/access/requests",
                        TestNode.body(
                                "patient",
                                atB,
                                "purpose",
                                "CARE",
                                "categories",
                                List.of(),
                                "until",
                                Instant.now().plusSeconds(3_600).toString(),
                                "reason",
                                "复诊"))
                .json()
                .path("id")
                .asString();
        assertThat(node.browser("r" + number)
                        .post("/api/access/requests/" + id + "/answer", TestNode.body("grant", true))
                        .status())
                .isEqualTo(200);
    }

    /** With the check digit of GB 11643. */
    private static String number(String first) {
        int[] weights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += (first.charAt(i) - '0') * weights[i];
        }
        return first + "10X98765432".charAt(sum % 11);
    }

    /** Each statement of JdbcClient takes a connection of its own. */
    private static final class Counting implements BeanPostProcessor {
        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            return bean instanceof javax.sql.DataSource source
                    ? new DelegatingDataSource(source) {
                        @Override
                        public java.sql.Connection getConnection() throws java.sql.SQLException {
                            if (Thread.currentThread().getName().startsWith("tomcat-handler")) {
                                STATEMENTS.incrementAndGet();
                            }
                            return super.getConnection();
                        }
                    }
                    : bean;
        }
    }
}
