package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import tools.jackson.databind.JsonNode;

/** Wang is treated in hospital B; hospital A has a record of his. He says beforehand who may see what of it. */
abstract class RuledCase {

    static final String NUMBER = "330106197803074516";

    static TestNode node;
    static String atA;
    static String atB;
    static String pneumoniaAtA;
    static String depressionAtA;
    static String laboratoryAtA;
    static String imagingAtA;
    static String coughAtB;
    static String depressionAtB;
    static String strangersCondition;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        node.institution(TestNode.HOSPITAL_A, "甲医院");
        node.institution(TestNode.HOSPITAL_B, "乙医院");
        atA = node.patient(TestNode.HOSPITAL_A, "王建军", NUMBER);
        atB = node.patient(TestNode.HOSPITAL_B, "王建军", NUMBER);
        node.encounter(TestNode.HOSPITAL_B, atB, Instant.now().minusSeconds(600), "");
        pneumoniaAtA = node.condition(TestNode.HOSPITAL_A, atA, "肺炎", "");
        depressionAtA = node.condition(TestNode.HOSPITAL_A, atA, "抑郁发作", "PSY");
        laboratoryAtA = node.observation(TestNode.HOSPITAL_A, atA, "laboratory", "葡萄糖");
        imagingAtA = node.observation(TestNode.HOSPITAL_A, atA, "imaging", "胸部CT");
        coughAtB = node.condition(TestNode.HOSPITAL_B, atB, "咳嗽", "");
        depressionAtB = node.condition(TestNode.HOSPITAL_B, atB, "抑郁状态", "PSY");
        String stranger = node.patient(TestNode.HOSPITAL_A, "李秀英", "330106197803071032");
        strangersCondition = node.condition(TestNode.HOSPITAL_A, stranger, "高血压", "");
        node.doctor("zhang", "张伟", TestNode.HOSPITAL_B);
        node.doctor("li", "李娜", TestNode.HOSPITAL_B);
        node.doctor("sun", "孙丽", TestNode.HOSPITAL_A);
        node.resident("wang", "王建军", atB);
        node.resident("lixiuying", "李秀英", stranger);
        node.settle();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @AfterEach
    void forget() {
        node.jdbc().sql("delete from access.rule").update();
        node.jdbc().sql("delete from access.request").update();
        node.jdbc().sql("delete from access.emergency").update();
    }

    static String made(@Nullable Object... pairs) {
        var answer = node.browser("wang").post("/api/access/rules", TestNode.body(pairs));
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        return answer.json().path("id").asString();
    }

    static void granted(TestBrowser doctor, List<String> categories, List<String> classes) {
        String id = doctor.post(
                        "/api/access/requests",
                        TestNode.body(
                                "patient",
                                atB,
                                "categories",
                                categories,
                                "classes",
                                classes,
                                "until",
                                in(5),
                                "reason",
                                "咳嗽两周"))
                .json()
                .path("id")
                .asString();
        node.browser("wang").post("/api/access/requests/" + id + "/answer", TestNode.body("grant", true));
    }

    static int read(TestBrowser who, String condition) {
        return who.get("/fhir/Condition/" + condition).status();
    }

    static int total(TestBrowser who, String search) {
        return who.get(search).json().path("total").asInt(-1);
    }

    static String in(int days) {
        return Instant.now().plus(Duration.ofDays(days)).toString();
    }

    static JsonNode rules() {
        return node.browser("wang").get("/api/access/rules").json().path("rules");
    }
}
