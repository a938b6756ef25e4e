package org.tongmai.recognition;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.TestBrowser;
import org.tongmai.access.TestNode;
import org.tongmai.store.Change;
import org.tongmai.store.Origin;
import org.tongmai.store.Store;
import tools.jackson.databind.JsonNode;

/** A node with two hospitals whose laboratories passed their rounds, and people who go from one to the other. */
final class RecognisedCase implements AutoCloseable {

    static final String A = TestNode.HOSPITAL_A;
    static final String B = TestNode.HOSPITAL_B;
    static final String GLUCOSE = "14771-0";
    static final String HBA1C = "4548-4";

    private final AtomicInteger people = new AtomicInteger();
    private final TestNode node;
    private final TestBrowser zhang;

    RecognisedCase(String... properties) {
        node = TestNode.start(properties);
        node.institution(A, "省第一医院");
        node.institution(B, "市中医院");
        node.doctor("zhang", "张伟", B);
        node.doctor("li", "李敏", A);
        zhang = node.browser("zhang");
        node.bean(QualityRecords.class).record("""
                institution,item,kind,level,area,result,valid_from,valid_until,reference
                %1$s,L041,EXTERNAL,PROVINCE,33,PASS,2022-03-01,,2022-1
                %1$s,L042,EXTERNAL,PROVINCE,33,PASS,2022-03-01,,2022-1
                %1$s,L010,EXTERNAL,PROVINCE,33,PASS,2022-03-01,,2022-1
                %1$s,X001,CERTIFICATE,PROVINCE,33,PASS,2022-03-01,,浙影-7
                %1$s,L011,EXTERNAL,PROVINCE,32,PASS,2022-03-01,,2022-1
                """.formatted(A), "test");
    }

    TestNode node() {
        return node;
    }

    <T> T bean(Class<T> type) {
        return node.bean(type);
    }

    TestBrowser doctor() {
        return zhang;
    }

    /** Somebody known at both hospitals, seen at the second today, who allows it to read what the first has. */
    record Somebody(String login, String atA, String atB) {}

    Somebody somebody() {
        Somebody somebody = withoutConsent();
        allow(somebody);
        return somebody;
    }

    Somebody withoutConsent() {
        int number = people.incrementAndGet();
        String name = "王" + (char) ('一' + number * 7);
        String whole = number(LocalDate.of(1978, 3, 7), 100 + number);
        String atA = node.patient(A, name, whole);
        String atB = node.patient(B, name, whole);
        node.encounter(B, atB, Instant.now().minusSeconds(600), "");
        node.settle();
        String login = "person" + number;
        node.resident(login, name, atB);
        return new Somebody(login, atA, atB);
    }

    void allow(Somebody somebody) {
        var asked = doctor().post(
                        "/api/access/requests",
                        body(
                                "patient",
                                somebody.atB(),
                                "categories",
                                List.of(),
                                "reason",
                                "复诊",
                                "until",
                                Instant.now().plus(Duration.ofHours(8)).toString()));
        var answer = node.browser(somebody.login())
                .post("/api/access/requests/" + asked.json().path("id").asString("") + "/answer", body("grant", true));
        assertThat(answer.status()).isEqualTo(200);
    }

    /** Identity number of somebody from Hangzhou; GB 11643. */
    static String number(LocalDate born, int sequence) {
        String id = "330106" + born.format(DateTimeFormatter.BASIC_ISO_DATE) + "%03d".formatted(sequence);
        return id + check(id);
    }

    private static char check(String id) {
        int[] weights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += (id.charAt(i) - '0') * weights[i];
        }
        return "10X98765432".charAt(sum % 11);
    }

    static String observation(String patient, String loinc, String value, String unit, String flag, Instant taken) {
        return """
                {"resourceType":"Observation","status":"final","subject":{"reference":"Patient/%s"},
                 "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],
                 "code":{"coding":[{"system":"http://loinc.org","code":"%s"}]},"effectiveDateTime":"%s",
                 "valueQuantity":{"value":%s,"unit":"%s","system":"http://unitsofmeasure.org","code":"%s"},
                 "interpretation":[{"coding":[{"code":"%s"}]}],
                 "referenceRange":[{"low":{"value":3.9},"high":{"value":6.1}}]}
                """.formatted(patient, loinc, taken, value, unit, unit, flag);
    }

    /** A glucose of three days ago, made at hospital A. */
    String glucose(Somebody somebody, String value, String flag) {
        return result(
                A,
                observation(
                        somebody.atA(),
                        GLUCOSE,
                        value,
                        "mmol/L",
                        flag,
                        Instant.now().minus(Duration.ofDays(3))));
    }

    String result(String institution, String json) {
        return node.file(institution, "Observation", json);
    }

    void update(String institution, String id, String json) {
        node.bean(Store.class)
                .transact(
                        List.of(Change.update("Observation", id, json.getBytes(StandardCharsets.UTF_8))),
                        new Origin(institution, "test", null, ""));
    }

    JsonNode check(Somebody somebody, String... items) {
        var answer = doctor().post("/api/recognition/checks", body("patient", somebody.atB(), "items", List.of(items)));
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        return answer.json();
    }

    /** The card of the first item of a check. */
    static String card(JsonNode check) {
        return check.path("items").path(0).path("card").asString("");
    }

    TestBrowser.Answer answer(String card, String decision, @Nullable String reason, @Nullable String words) {
        return doctor().post(
                        "/api/recognition/cards/" + card + "/answer",
                        body("decision", decision, "reason", reason, "words", words));
    }

    static Map<String, @Nullable Object> body(@Nullable Object... pairs) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            body.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return body;
    }

    static LocalDate today() {
        return LocalDate.ofInstant(Instant.now(), Decision.ZONE);
    }

    @Override
    public void close() {
        node.close();
    }
}
