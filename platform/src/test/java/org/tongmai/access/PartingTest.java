package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.person.Persons;
import tools.jackson.databind.JsonNode;

/** Two who were taken for one: whoever read one through the other is named once they are parted. */
class PartingTest {

    private static TestNode node;
    private static String atA;
    private static String atB;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        node.institution(TestNode.HOSPITAL_A, "甲医院");
        node.institution(TestNode.HOSPITAL_B, "乙医院");
        atA = node.patient(TestNode.HOSPITAL_A, "王建军", "330106197803074516");
        atB = node.patient(TestNode.HOSPITAL_B, "王建军", "330106197803074516");
        node.account("steward", Role.STEWARD);
        node.doctor("zhang", "张伟", TestNode.HOSPITAL_A);
        node.doctor("sun", "孙丽", TestNode.HOSPITAL_B);
        node.resident("wang", "王建军", atA);
        node.settle();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void whoReadAcrossAWrongLinkIsToldToTheSteward() {
        Looks looks = node.bean(Looks.class);
        Caller zhang = staff("zhang", Role.DOCTOR, TestNode.HOSPITAL_A);
        Caller sun = staff("sun", Role.DOCTOR, TestNode.HOSPITAL_B);
        Caller wang = staff("wang", Role.RESIDENT, null);
        Caller steward = staff("steward", Role.STEWARD, null);
        long one = node.compartment(atA);
        long other = node.compartment(atB);
        looks.identified(zhang, Purpose.CARE, "read", List.of(other));
        looks.identified(zhang, Purpose.CARE, "read", List.of(one));
        looks.identified(sun, Purpose.CARE, "read", List.of(other));
        looks.identified(wang, Purpose.SELF, "page", List.of(one, other));
        looks.identified(steward, Purpose.SUPERVISION, "page", List.of(one, other));
        looks.refused(sun, Purpose.CARE, "read", one);

        node.bean(Persons.class).unlink(other, "steward", "another person's card");
        looks.identified(zhang, Purpose.CARE, "read", List.of(other));
        JsonNode parting = node.browser("steward")
                .get("/api/access/partings")
                .json()
                .path("partings")
                .path(0);

        assertThat(parting.path("decidedBy").asString("")).isEqualTo("steward");
        assertThat(parting.at("/ones/0/patient").asString("")).isEqualTo(atB);
        assertThat(parting.at("/others/0/patient").asString("")).isEqualTo(atA);
        assertThat(Instant.parse(parting.path("since").asString("")))
                .isBefore(Instant.parse(parting.path("at").asString("")));
        assertThat(parting.path("whole").asBoolean(false)).isTrue();
        Map<String, JsonNode> readers = new TreeMap<>();
        parting.path("readers")
                .forEach(reader -> readers.put(reader.path("account").asString(""), reader));
        assertThat(readers).containsOnlyKeys("zhang", "wang");
        JsonNode doctor = readers.getOrDefault("zhang", parting);
        assertThat(doctor.path("looks").asInt()).isEqualTo(1);
        assertThat(doctor.path("read")).hasSize(1);
        assertThat(doctor.at("/read/0/patient").asString("")).isEqualTo(atB);
        assertThat(doctor.at("/institution/name").asString("")).isEqualTo("甲医院");
    }

    /** Told once, to those who read; who only compared the two, or read neither through the other, is not. */
    @Test
    void whoReadAcrossAWrongLinkIsToldAndTakesNote() {
        String hereOne = node.patient(TestNode.HOSPITAL_A, "李秀兰", "330106196508214523");
        String thereOne = node.patient(TestNode.HOSPITAL_B, "李秀兰", "330106196508214523");
        node.doctor("chen", "陈静", TestNode.HOSPITAL_A);
        node.settle();
        Looks looks = node.bean(Looks.class);
        Caller chen = staff("chen", Role.DOCTOR, TestNode.HOSPITAL_A);
        Corrections corrections = node.bean(Corrections.class);
        long other = node.compartment(thereOne);
        looks.identified(chen, Purpose.CARE, "read", List.of(other));
        looks.identified(chen, Purpose.CARE, "read", List.of(other));
        looks.identified(staff("sun", Role.DOCTOR, TestNode.HOSPITAL_B), Purpose.CARE, "read", List.of(other));

        node.bean(Persons.class).unlink(other, "steward", "another person's card");
        assertThat(corrections.more()).isFalse();
        assertThat(corrections.more()).isFalse();

        TestBrowser doctor = node.browser("chen");
        JsonNode told = doctor.get("/api/access/corrections").json();
        JsonNode one = told.path("corrections").path(0);
        assertThat(told.path("corrections")).hasSize(1);
        assertThat(told.path("waiting").asInt()).isEqualTo(1);
        assertThat(one.path("looks").asInt()).isEqualTo(2);
        assertThat(one.at("/patients/0/patient").asString("")).isEqualTo(hereOne);
        assertThat(one.at("/patients/0/name").asString("")).isEqualTo("李**");
        assertThat(one.at("/read/0/name").asString("")).isEqualTo("乙医院");
        String id = one.path("id").asString("");
        assertThat(node.browser("zhang")
                        .post("/api/access/corrections/" + id + "/seen", null)
                        .status())
                .isEqualTo(404);
        assertThat(doctor.post("/api/access/corrections/" + id + "/seen", null).status())
                .isEqualTo(204);
        JsonNode after = doctor.get("/api/access/corrections").json();
        assertThat(after.path("waiting").asInt()).isZero();
        assertThat(after.at("/corrections/0/seenAt").asString("")).isNotEmpty();
    }

    @Test
    void nobodyElseIsTold() {
        assertThat(node.browser("zhang").get("/api/access/partings").status()).isEqualTo(403);
        assertThat(node.browser("wang").get("/api/access/partings").status()).isEqualTo(403);
    }

    private static Caller staff(String account, Role role, @Nullable String institution) {
        return new Caller(account, account, role, institution, null, false);
    }
}
