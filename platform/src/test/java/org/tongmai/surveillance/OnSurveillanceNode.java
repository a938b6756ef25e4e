package org.tongmai.surveillance;

import static org.tongmai.access.TestNode.HOSPITAL_A;
import static org.tongmai.access.TestNode.HOSPITAL_B;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.tongmai.access.Accounts;
import org.tongmai.access.NewAccount;
import org.tongmai.access.Role;
import org.tongmai.access.TestBrowser;
import org.tongmai.access.TestNode;
import org.tongmai.store.Change;
import org.tongmai.store.Origin;
import org.tongmai.store.Store;
import tools.jackson.databind.JsonNode;

/** A node of two hospitals, each with a doctor, and the CDC of their county and of the province. */
abstract class OnSurveillanceNode {

    static final String CDC_CITY = "12330100TM00001245";
    static final String CDC_PROVINCE = "12330000TM00001165";

    static TestNode node;
    static TestBrowser doctor;
    static TestBrowser otherDoctor;
    static TestBrowser city;
    static TestBrowser province;
    static int persons;

    @BeforeAll
    static void start() {
        node = TestNode.start("--tongmai.surveillance.every=1s");
        institution(HOSPITAL_A, "浙一", "330106");
        institution(HOSPITAL_B, "市三院", "330106");
        institution(CDC_CITY, "西湖区疾控", "330106");
        institution(CDC_PROVINCE, "省疾控", "330000");
        node.settle();
        node.doctor("doctor", "张伟", HOSPITAL_A);
        node.doctor("other", "李娜", HOSPITAL_B);
        staff("cdc.city", CDC_CITY);
        staff("cdc.province", CDC_PROVINCE);
        doctor = node.browser("doctor");
        otherDoctor = node.browser("other");
        city = node.browser("cdc.city");
        province = node.browser("cdc.province");
    }

    static void institution(String code, String name, String region) {
        node.bean(Store.class)
                .transact(
                        List.of(Change.create("Organization", """
                                {"resourceType":"Organization","name":"%s",
                                 "identifier":[{"system":"https://tongmai.org/fhir/identifier/uscc","value":"%s"}],
                                 "extension":[{"url":"https://tongmai.org/fhir/StructureDefinition/region","valueCode":"%s"}]}
                                """.formatted(name, code, region)
                                .getBytes(StandardCharsets.UTF_8))),
                        Origin.platform());
    }

    static void staff(String login, String institution) {
        node.bean(Accounts.class)
                .create(NewAccount.staff(login, login, Role.CDC, TestNode.PASSWORD, institution), "test");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    // -- what hospitals send

    static String number(int sequence) {
        String seventeen = "33010619850307" + "%03d".formatted(sequence);
        int[] weights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += (seventeen.charAt(i) - '0') * weights[i];
        }
        return seventeen + "10X98765432".charAt(sum % 11);
    }

    static String patient(String institution, int sequence, String name, String estate) {
        return node.file(institution, "Patient", """
                {"resourceType":"Patient","gender":"male","birthDate":"1985-03-07","name":[{"text":"%s"}],
                 "telecom":[{"system":"phone","value":"1611234%04d"}],
                 "address":[{"use":"home","text":"浙江省杭州市西湖区%s3幢201室","line":["%s3幢201室"],
                   "city":"杭州市","district":"西湖区","state":"浙江省"}],
                 "identifier":[{"system":"urn:oid:2.16.156.10011.1.3","value":"%s"},
                   {"use":"usual","system":"https://tongmai.org/fhir/institution/%s/patient","value":"P%s-%s"}]}
                """.formatted(
                        name, sequence, estate, estate, number(sequence), institution, sequence, ++persons));
    }

    static String condition(String institution, String patient, String code, String text, Instant at, String status) {
        return node.file(institution, "Condition", """
                {"resourceType":"Condition","subject":{"reference":"Patient/%s"},"recordedDate":"%s",
                 "clinicalStatus":{"coding":[{"code":"active"}]},
                 "verificationStatus":{"coding":[{"code":"%s"}]},"recorder":{"display":"张伟"},
                 "code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10","code":"%s","display":"%s"}]}}
                """.formatted(
                        patient, at.truncatedTo(ChronoUnit.SECONDS), status, code, text));
    }

    static Instant ago(Duration time) {
        return Instant.now().minus(time);
    }

    static JsonNode cardOf(TestBrowser browser, String disease, String person) {
        node.settle();
        for (JsonNode card : browser.get("/api/surveillance/cards").json().path("cards")) {
            if (card.path("disease").asString("").equals(disease)
                    && browser.get("/api/surveillance/cards/" + card.path("id").asString(""))
                            .json()
                            .path("fields")
                            .path("name")
                            .asString("")
                            .equals(person)) {
                return card;
            }
        }
        throw new AssertionError("no card of " + disease);
    }

    static TestBrowser.Answer act(TestBrowser browser, JsonNode card, String deed, Map<String, Object> more) {
        var body = new TreeMap<String, Object>(more);
        body.put("revision", card.path("revision").asInt(0));
        return browser.post("/api/surveillance/cards/" + card.path("id").asString("") + "/" + deed, body);
    }

    static JsonNode card(TestBrowser browser, JsonNode card) {
        return browser.get("/api/surveillance/cards/" + card.path("id").asString(""))
                .json()
                .path("card");
    }

    static int cases(String what) {
        LocalDate today = LocalDate.ofInstant(Instant.now(), Surveillance.ZONE);
        return province.get("/api/surveillance/series/points?what=" + what + "&from=" + today.minusDays(30) + "&until="
                        + today)
                .json()
                .path("points")
                .valueStream()
                .mapToInt(each -> each.path("cases").asInt(0))
                .sum();
    }
}
