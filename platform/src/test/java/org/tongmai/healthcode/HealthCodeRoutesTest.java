package org.tongmai.healthcode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.Role;
import org.tongmai.access.TestBrowser;
import org.tongmai.access.TestNode;
import tools.jackson.databind.JsonNode;

/** Wang shows his code at hospital B over HTTP, as phones and windows do. */
class HealthCodeRoutesTest {

    private static final ZoneId CHINA = ZoneId.of("Asia/Shanghai");

    private static TestNode node;
    private static String conditionAtA;
    private static String atB;
    private static String childAtB;

    /** She is seven, whenever the test runs. */
    private static LocalDate childBorn;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        node.institution(TestNode.HOSPITAL_A, "甲医院");
        node.institution(TestNode.HOSPITAL_B, "乙医院");
        String atA = node.patient(TestNode.HOSPITAL_A, "王建军", "330106197803074516");
        atB = node.patient(TestNode.HOSPITAL_B, "王建军", "330106197803074516");
        childBorn = LocalDate.now(CHINA).minusYears(7);
        childAtB = node.file(TestNode.HOSPITAL_B, "Patient", """
                {"resourceType":"Patient","gender":"female","birthDate":"%s","name":[{"text":"王小雨"}]}
                """.formatted(childBorn));
        conditionAtA = node.condition(TestNode.HOSPITAL_A, atA, "肺炎", "");
        node.encounter(TestNode.HOSPITAL_B, atB, Instant.now().minusSeconds(600), "");
        node.doctor("zhang", "张伟", TestNode.HOSPITAL_B);
        node.doctor("sun", "孙丽", TestNode.HOSPITAL_A);
        node.resident("wang", "王建军", atB);
        node.account("operator2", Role.OPERATOR);
        node.settle();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void a_code_shown_to_let_read_opens_the_record_elsewhere_and_can_be_taken_back() {
        TestBrowser wang = node.browser("wang");
        TestBrowser doctor = node.browser("zhang");
        String id =
                wang.post("/api/health-code/codes", Map.of()).json().path("id").asString();
        int before = doctor.get("/fhir/Condition/" + conditionAtA).status();

        JsonNode shown = wang.post("/api/health-code/codes/" + id + "/dynamic", Map.of("purpose", "READ"))
                .json();
        var verified = doctor.post(
                "/api/health-code/verify", Map.of("text", shown.path("text").asString(), "purpose", "READ"));
        int after = doctor.get("/fhir/Condition/" + conditionAtA).status();
        JsonNode once = wang.post("/api/health-code/codes/" + id + "/dynamic", Map.of("purpose", "READ"))
                .json();
        doctor.post("/api/health-code/verify", Map.of("text", once.path("text").asString(), "purpose", "READ"));
        JsonNode requests =
                wang.get("/api/access/requests?state=GRANTED").json().path("requests");
        wang.post("/api/access/requests/" + requests.path(0).path("id").asString() + "/revoke", null);
        int revoked = doctor.get("/fhir/Condition/" + conditionAtA).status();

        assertThat(before).isEqualTo(403);
        assertThat(verified.json().path("accepted").asBoolean())
                .as(verified.raw().body())
                .isTrue();
        assertThat(verified.json().path("code").path("holder").path("name").asString())
                .isEqualTo("王建军");
        assertThat(verified.json().path("code").path("readUntil").asString()).isNotEmpty();
        assertThat(after).isEqualTo(200);
        assertThat(requests).hasSize(1);
        assertThat(revoked).isEqualTo(403);
        assertThat(wang.get("/api/access/looks").raw().body()).contains("居民出示健康码");
    }

    @Test
    void a_print_lets_nobody_read_until_the_resident_answers() {
        TestBrowser wang = node.browser("wang");
        TestBrowser doctor = node.browser("zhang");
        String id = doctor.post("/api/health-code/codes", Map.of("patient", atB))
                .json()
                .path("id")
                .asString();
        String print = doctor.post("/api/health-code/codes/" + id + "/print", Map.of("factor", "074516"))
                .json()
                .path("text")
                .asString();

        var verified =
                doctor.post("/api/health-code/verify", Map.of("text", print, "purpose", "READ", "factor", "074516"));
        int before = doctor.get("/fhir/Condition/" + conditionAtA).status();
        JsonNode asked = wang.get("/api/access/requests?state=REQUESTED").json().path("requests");
        doctor.post("/api/health-code/verify", Map.of("text", print, "purpose", "READ", "factor", "074516"));
        JsonNode again = wang.get("/api/access/requests?state=REQUESTED").json().path("requests");
        wang.post("/api/access/requests/" + asked.path(0).path("id").asString() + "/answer", Map.of("grant", true));
        int after = doctor.get("/fhir/Condition/" + conditionAtA).status();
        wang.post("/api/access/requests/" + asked.path(0).path("id").asString() + "/revoke", null);

        assertThat(verified.json().path("accepted").asBoolean())
                .as(verified.raw().body())
                .isTrue();
        assertThat(verified.json().path("code").path("readUntil").isNull()).isTrue();
        assertThat(verified.json().path("code").path("readAsked").asString())
                .isEqualTo(asked.path(0).path("id").asString());
        assertThat(before).isEqualTo(403);
        assertThat(asked).hasSize(1);
        assertThat(again).hasSize(1);
        assertThat(asked.path(0).path("reason").asString()).contains("打印码");
        assertThat(after).isEqualTo(200);
    }

    @Test
    void a_refusal_is_an_answer_in_chinese_and_english() {
        JsonNode answer = node.browser("zhang")
                .post("/api/health-code/verify", Map.of("text", "7d0a9f:1"))
                .json();

        assertThat(answer.path("accepted").asBoolean()).isFalse();
        assertThat(answer.path("refusal").asString()).isEqualTo("MALFORMED");
        assertThat(answer.path("words").path("zh").asString()).isNotEmpty();
        assertThat(answer.path("words").path("en").asString()).isNotEmpty();
    }

    @Test
    void strangers_codes_are_nobody_s_to_show_or_change() {
        String id = node.browser("wang")
                .post("/api/health-code/codes", Map.of())
                .json()
                .path("id")
                .asString();
        String alone = node.patient(TestNode.HOSPITAL_A, "赵六", "110105194912310021");
        node.resident("zhao", "赵六", alone);
        node.settle();
        TestBrowser zhao = node.browser("zhao");

        for (String deed : List.of("dynamic", "print", "lost", "cancel", "renew")) {
            assertThat(zhao.post("/api/health-code/codes/" + id + "/" + deed, Map.of())
                            .status())
                    .as(deed)
                    .isEqualTo(404);
        }
        assertThat(zhao.get("/api/health-code/codes/" + id + "/cards").status()).isEqualTo(404);
    }

    @Test
    void a_father_shows_his_daughter_s_code_until_she_is_of_age() {
        TestBrowser window = node.browser("zhang");
        TestBrowser wang = node.browser("wang");
        String father =
                wang.post("/api/health-code/codes", Map.of()).json().path("id").asString();
        String shown = wang.post("/api/health-code/codes/" + father + "/dynamic", Map.of())
                .json()
                .path("text")
                .asString();
        var alone = window.post(
                "/api/health-code/guardians", Map.of("ward", childAtB, "guardian", atB, "relation", "CHILD"));
        var made = window.post(
                "/api/health-code/guardians",
                Map.of("ward", childAtB, "guardian", atB, "relation", "CHILD", "code", shown));
        String child = window.post("/api/health-code/codes", Map.of("patient", childAtB))
                .json()
                .path("id")
                .asString();

        String text = wang.post("/api/health-code/codes/" + child + "/dynamic", Map.of())
                .json()
                .path("text")
                .asString();
        JsonNode own = wang.get("/api/health-code/me").json().path("codes");
        JsonNode verified =
                window.post("/api/health-code/verify", Map.of("text", text)).json();
        var ended = wang.post(
                "/api/health-code/guardians/" + made.json().path("id").asString() + "/end", Map.of("code", child));

        assertThat(alone.status()).isEqualTo(403);
        assertThat(Instant.parse(made.json().path("until").asString()))
                .isEqualTo(childBorn.plusYears(18).atStartOfDay(CHINA).toInstant());
        assertThat(own).anySatisfy(each -> {
            assertThat(each.path("name").asString()).isEqualTo("王小雨");
            assertThat(each.path("guardianship").path("relation").asString()).isEqualTo("CHILD");
        });
        assertThat(verified.path("code").path("holder").path("name").asString()).isEqualTo("王小雨");
        assertThat(ended.status()).isEqualTo(200);
        assertThat(wang.post("/api/health-code/codes/" + child + "/dynamic", Map.of())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void who_asks_for_keys_makes_none() {
        try (TestNode fresh = TestNode.start()) {
            assertThat(fresh.browser().get("/api/health-code/keys").status()).isEqualTo(404);
            assertThat(fresh.data().resolve("secrets").resolve("health-code.index-key"))
                    .doesNotExist();
        }
    }

    @Test
    void a_batch_with_nothing_in_it_is_told_so() {
        TestBrowser window = node.browser("zhang");
        List<@Nullable String> nothing = new ArrayList<>();
        nothing.add(null);

        assertThat(window.post("/api/health-code/codes/batch", Map.of("patients", nothing))
                        .status())
                .isEqualTo(400);
        assertThat(window.post("/api/health-code/uses", Map.of("reports", nothing))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void many_are_applied_for_at_once_and_one_that_is_refused_takes_none_along() {
        JsonNode items = node.browser("zhang")
                .post("/api/health-code/codes/batch", Map.of("patients", List.of(atB, "nobody", childAtB)))
                .json()
                .path("codes");

        assertThat(items.path(0).path("code").path("state").asString()).isEqualTo("ACTIVE");
        assertThat(items.path(1).path("problem").asString()).isEqualTo("healthcode.no-such-patient");
        assertThat(items.path(2).path("code").path("state").asString()).isEqualTo("ACTIVE");
    }

    @Test
    void uses_are_counted_for_the_operator() {
        String code = node.browser("wang")
                .post("/api/health-code/codes", Map.of())
                .json()
                .path("id")
                .asString();
        String evidence =
                verified("zhang", node.browser("wang"), code).path("evidence").asString();
        Map<String, @Nullable Object> report = new HashMap<>(Map.of(
                "evidence",
                evidence,
                "id",
                UUID.randomUUID().toString(),
                "code",
                code,
                "scene",
                "PHARMACY",
                "channel",
                "MACHINE",
                "at",
                Instant.now().toString()));
        TestBrowser window = node.browser("zhang");

        window.post("/api/health-code/uses", Map.of("reports", List.of(report)));
        var again = window.post("/api/health-code/uses", Map.of("reports", List.of(report)));
        JsonNode usage = node.browser("operator2")
                .get("/api/health-code/statistics?from=2020-01-01&until=2100-01-01")
                .json()
                .path("usage");
        report.put("scene", "DANCE");

        assertThat(again.json()
                        .path("reports")
                        .path(String.valueOf(report.get("id")))
                        .asString())
                .isEqualTo("REPEATED");
        assertThat(usage)
                .filteredOn(row -> row.path("scene").asString().equals("PHARMACY"))
                .singleElement()
                .satisfies(row -> assertThat(row.path("uses").asInt()).isEqualTo(1));
        assertThat(window.post("/api/health-code/uses", Map.of("reports", List.of(report)))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void the_resident_sees_where_the_code_was_used_and_nobody_else_does() {
        TestBrowser wang = node.browser("wang");
        TestBrowser window = node.browser("zhang");
        String code =
                wang.post("/api/health-code/codes", Map.of()).json().path("id").asString();
        window.post(
                "/api/health-code/uses",
                Map.of(
                        "reports",
                        List.of(Map.of(
                                "id",
                                UUID.randomUUID().toString(),
                                "code",
                                code,
                                "scene",
                                "VACCINATION",
                                "channel",
                                "WINDOW",
                                "at",
                                Instant.now().toString()))));

        JsonNode uses =
                wang.get("/api/health-code/codes/" + code + "/uses").json().path("uses");
        JsonNode latest = wang.get("/api/health-code/codes/" + code + "/uses?count=1")
                .json()
                .path("uses");

        assertThat(latest).hasSize(1).containsExactly(uses.path(0));
        assertThat(uses)
                .anySatisfy(use -> assertThat(use.path("scene").asString()).isEqualTo("VACCINATION"));
        assertThat(uses)
                .allSatisfy(
                        use -> assertThat(use.path("institution").path("name").asString())
                                .isEqualTo("乙医院"));
        assertThat(window.get("/api/health-code/codes/" + code + "/uses").status())
                .isEqualTo(403);
    }

    @Test
    void a_doctor_learns_under_which_patient_the_holder_is_registered_and_whether_there_is_a_visit() {
        TestBrowser wang = node.browser("wang");
        String code =
                wang.post("/api/health-code/codes", Map.of()).json().path("id").asString();

        JsonNode atHospitalB = shownTo("zhang", wang, code);
        JsonNode atHospitalA = shownTo("sun", wang, code);

        assertThat(atHospitalB.path("patient").asString()).isEqualTo(atB);
        assertThat(atHospitalB.path("inCare").asBoolean()).isTrue();
        assertThat(atHospitalA.path("inCare").asBoolean()).isFalse();
    }

    private static JsonNode shownTo(String window, TestBrowser resident, String code) {
        return verified(window, resident, code).path("local");
    }

    private static JsonNode verified(String window, TestBrowser resident, String code) {
        String text = resident.post("/api/health-code/codes/" + code + "/dynamic", Map.of())
                .json()
                .path("text")
                .asString();
        return node.browser(window)
                .post("/api/health-code/verify", Map.of("text", text))
                .json()
                .path("code");
    }

    @Test
    void old_cards_and_numbers_are_mapped_together_and_a_registered_number_needs_no_mapping() {
        TestBrowser window = node.browser("zhang");
        List<Object> cards = List.of(
                Map.of("patient", atB, "kind", "HOSPITAL_CARD", "number", "OLD-1"),
                Map.of("patient", "nobody", "kind", "HOSPITAL_CARD", "number", "OLD-2"),
                Map.of("patient", atB, "kind", "SOCIAL_SECURITY", "number", "A12345678"));

        JsonNode answers = window.post("/api/health-code/cards/batch", Map.of("cards", cards))
                .json()
                .path("cards");
        JsonNode old = window.post(
                        "/api/health-code/verify", Map.of("cardKind", "HOSPITAL_CARD", "cardNumber", "OLD-1"))
                .json();
        JsonNode registered = window.post(
                        "/api/health-code/verify",
                        Map.of("cardKind", "LOCAL_PATIENT", "cardNumber", "330106197803074516-1"))
                .json();
        JsonNode elsewhere = node.browser("sun")
                .post("/api/health-code/verify", Map.of("cardKind", "HOSPITAL_CARD", "cardNumber", "OLD-1"))
                .json();

        assertThat(answers.path(0).path("card").path("kind").asString()).isEqualTo("HOSPITAL_CARD");
        assertThat(answers.path(1).path("problem").asString()).isEqualTo("healthcode.no-such-patient");
        assertThat(answers.path(2).path("problem").asString()).isEqualTo("healthcode.holder-not-there");
        assertThat(old.path("code").path("holder").path("name").asString()).isEqualTo("王**");
        assertThat(registered.path("code").path("code").asString())
                .isEqualTo(answers.path(0).path("code").asString());
        assertThat(elsewhere.path("refusal").asString()).isEqualTo("UNKNOWN");
        assertThat(window.post("/api/health-code/codes", Map.of("localPatient", "330106197803074516-1"))
                        .json()
                        .path("id")
                        .asString())
                .isEqualTo(answers.path(0).path("code").asString());
        assertThat(node.browser("sun")
                        .post("/api/health-code/codes", Map.of("localPatient", "nobody's"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void keys_lie_in_private_files_of_the_data_directory_and_turn_over() throws IOException {
        TestBrowser operator = node.browser("operator2");
        TestBrowser wang = node.browser("wang");
        String code =
                wang.post("/api/health-code/codes", Map.of()).json().path("id").asString();
        wang.post("/api/health-code/codes/" + code + "/dynamic", Map.of());
        String list =
                node.browser().get("/api/health-code/keys").json().path("keys").asString();

        String next = operator.post("/api/health-code/keys/rotate", null)
                .json()
                .path("from")
                .asString();

        String nextRoot = operator.post("/api/health-code/keys/root/rotate", null)
                .json()
                .path("from")
                .asString();

        assertThat(list).contains(".");
        assertThat(Instant.parse(next)).isAfter(Instant.now());
        assertThat(Instant.parse(nextRoot))
                .isAfter(Instant.now().plus(CodeKeys.ROOT_LEAD).minusSeconds(60));
        assertThat(wang.post("/api/health-code/keys/root/rotate", null).status())
                .isEqualTo(403);
        try (Stream<Path> files = Files.list(node.data().resolve("secrets"))) {
            List<Path> ours = files.filter(each -> each.getFileName().toString().startsWith("health-code"))
                    .toList();
            assertThat(ours)
                    .hasSize(4)
                    .allSatisfy(each -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                            .isEqualTo("rw-------"));
        }
    }
}
