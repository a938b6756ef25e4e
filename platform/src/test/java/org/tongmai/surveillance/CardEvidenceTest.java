package org.tongmai.surveillance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tongmai.access.TestNode.HOSPITAL_A;
import static org.tongmai.access.TestNode.HOSPITAL_B;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tongmai.access.TestBrowser;
import org.tongmai.person.Persons;
import org.tongmai.store.Change;
import org.tongmai.store.Fact;
import org.tongmai.store.Origin;
import org.tongmai.store.Store;
import tools.jackson.databind.JsonNode;

/** Who sees a card and what it rests on, and how a card follows what its evidence says, more or less. */
class CardEvidenceTest extends OnSurveillanceNode {

    private static void change(String institution, String type, String id, String json) {
        node.bean(Store.class)
                .transact(
                        List.of(Change.update(type, id, json.getBytes(StandardCharsets.UTF_8))),
                        new Origin(institution, "test", null, ""));
        node.settle();
    }

    private static void delete(String institution, String type, String id) {
        node.bean(Store.class)
                .transact(
                        List.of(new Change(Fact.Method.DELETE, type, id, null, null, null, null, null)),
                        new Origin(institution, "test", null, ""));
        node.settle();
    }

    private static String result(String patient, String loinc, String item, String value, Duration ago) {
        return """
                {"resourceType":"Observation","status":"final","subject":{"reference":"Patient/%s"},"issued":"%s",
                 "code":{"coding":[{"system":"http://loinc.org","code":"%s"}],"text":"%s"},"valueString":"%s"}
                """.formatted(patient, ago(ago).truncatedTo(ChronoUnit.SECONDS), loinc, item, value);
    }

    private static List<String> resources(TestBrowser browser, JsonNode card) {
        return browser.get("/api/surveillance/cards/" + card.path("id").asString(""))
                .json()
                .path("evidence")
                .valueStream()
                .map(each -> each.path("resource").asString(""))
                .toList();
    }

    private static Stream<String> lookers(String login, String interaction) {
        return node
                .jdbc()
                .sql("select account from access.look where interaction = ? and compartment = ?")
                .params(interaction, node.compartment(login))
                .query(String.class)
                .list()
                .stream();
    }

    // -- sight

    @Test
    void whatAnotherHospitalFoundIsShownOnlyAsFarAsAccessPermitsAndEachSourcePatientIsTraced() {
        String here = patient(HOSPITAL_A, 511, "朱登革", "翠苑小区");
        String there = patient(HOSPITAL_B, 511, "朱登革", "翠苑小区");
        node.settle();
        condition(HOSPITAL_A, here, "A97.9", "登革热", ago(Duration.ofHours(3)), "provisional");
        node.settle();
        String other = condition(HOSPITAL_B, there, "A97.9", "登革热", ago(Duration.ofHours(1)), "confirmed");
        JsonNode card = cardOf(doctor, "2400", "朱登革");

        assertThat(resources(doctor, card)).isNotEmpty().doesNotContain("Condition/" + other);
        assertThat(lookers(there, "report-card")).doesNotContain("doctor");
        assertThat(resources(city, card)).contains("Condition/" + other);
        assertThat(lookers(there, "report-card")).contains("cdc.city");
        assertThat(lookers(here, "report-card")).contains("doctor", "cdc.city");
    }

    @Test
    void aDoctorSeesTheCardsThatNameTheDoctorOrWhosePatientIsTreatedThere() {
        node.doctor("third", "孙悦", HOSPITAL_A);
        TestBrowser third = node.browser("third");
        String patient = patient(HOSPITAL_A, 521, "秦感染", "翠苑小区");
        condition(HOSPITAL_A, patient, "Z21", "HIV感染", ago(Duration.ofHours(2)), "confirmed");
        JsonNode card = cardOf(doctor, "0602", "秦感染");
        String path = "/api/surveillance/cards/" + card.path("id").asString("");

        assertThat(third.get(path).code()).isEqualTo("surveillance.card-unknown");
        assertThat(act(third, card, "discard", Map.of("reason", "不是")).code()).isEqualTo("surveillance.card-unknown");
        assertThat(third.get("/api/surveillance/cards?what=0600").json().path("cards"))
                .isEmpty();
        assertThat(third.get("/api/surveillance/cards/waiting")
                        .json()
                        .path("cards")
                        .toString())
                .doesNotContain("\"0602\"");
        LocalDate today = LocalDate.ofInstant(Instant.now(), Surveillance.ZONE);
        assertThat(third.get("/api/surveillance/cases?what=0600&from=" + today.minusDays(7) + "&until=" + today)
                        .json()
                        .path("cases"))
                .isEmpty();

        node.encounter(HOSPITAL_A, patient, ago(Duration.ofHours(2)), "");
        node.settle();
        assertThat(third.get(path).status()).isEqualTo(200);
        assertThat(third.get("/api/surveillance/cards?what=0600").json().path("cards"))
                .hasSize(1);
    }

    @Test
    void aTableThatIsTakenAlongLeavesATraceOfEachPersonInIt() {
        String patient = patient(HOSPITAL_A, 531, "尤甲肝", "翠苑小区");
        condition(HOSPITAL_A, patient, "B15.9", "甲型肝炎", ago(Duration.ofHours(1)), "confirmed");
        node.settle();
        LocalDate today = LocalDate.ofInstant(Instant.now(), Surveillance.ZONE);

        assertThat(city.get("/api/surveillance/cases.csv?purpose=weekly&what=0301&from=" + today.minusDays(7)
                                + "&until=" + today)
                        .status())
                .isEqualTo(200);

        assertThat(lookers(patient, "export")).containsExactly("cdc.city");
    }

    // -- more and less

    @Test
    void aResultThatIsAmendedTakesTheCertaintyBackAndAsksForTheCorrectionOfWhatWasSent() {
        String patient = patient(HOSPITAL_A, 541, "许流感", "翠苑小区");
        condition(HOSPITAL_A, patient, "J11.1", "流行性感冒", ago(Duration.ofHours(2)), "confirmed");
        String positive = result(patient, "80382-5", "甲型流感病毒抗原", "阳性(+)", Duration.ofHours(1));
        String test = node.file(HOSPITAL_A, "Observation", positive);
        JsonNode draft = cardOf(doctor, "3500", "许流感");
        assertThat(draft.path("certainty").asString("")).isEqualTo("CONFIRMED");

        change(HOSPITAL_A, "Observation", test, positive.replace("阳性(+)", "阴性"));
        assertThat(card(doctor, draft).path("certainty").asString("")).isEqualTo("CLINICAL");

        change(HOSPITAL_A, "Observation", test, positive);
        act(doctor, card(doctor, draft), "confirm", Map.of());
        change(HOSPITAL_A, "Observation", test, positive.replace("阳性(+)", "阴性"));
        assertThat(card(doctor, draft).path("certainty").asString("")).isEqualTo("CONFIRMED");
        assertThat(card(doctor, draft).path("proposed").path("certainty").asString(""))
                .isEqualTo("CLINICAL");
    }

    @Test
    void whereNothingSpeaksOfACaseThatWasSentItsExclusionIsProposed() {
        String patient = patient(HOSPITAL_A, 551, "何乙脑", "翠苑小区");
        String condition = condition(HOSPITAL_A, patient, "A83.0", "流行性乙型脑炎", ago(Duration.ofHours(2)), "confirmed");
        JsonNode draft = cardOf(doctor, "2100", "何乙脑");
        act(doctor, draft, "confirm", Map.of());

        delete(HOSPITAL_A, "Condition", condition);

        JsonNode asked = card(doctor, draft);
        assertThat(asked.path("state").asString("")).isEqualTo("SENT");
        assertThat(asked.path("proposed").path("certainty").asString("")).isEqualTo("EXCLUDED");
        act(doctor, asked, "withdraw", Map.of("reason", "已排除"));
        assertThat(card(doctor, draft).path("proposed").isNull()).isTrue();
    }

    @Test
    void aFurtherDiagnosisDoesNotReplaceTheSurerOneThatIsProposedAlready() {
        String patient = patient(HOSPITAL_A, 561, "吕流感", "翠苑小区");
        condition(HOSPITAL_A, patient, "J11.1", "流行性感冒", ago(Duration.ofHours(4)), "provisional");
        JsonNode draft = cardOf(doctor, "3500", "吕流感");
        act(doctor, draft, "confirm", Map.of());
        node.file(HOSPITAL_A, "Observation", result(patient, "80382-5", "甲型流感病毒抗原", "阳性", Duration.ofHours(2)));
        node.settle();
        condition(HOSPITAL_A, patient, "J11.1", "流行性感冒", ago(Duration.ofHours(1)), "confirmed");
        node.settle();

        assertThat(card(doctor, draft).path("proposed").path("certainty").asString(""))
                .isEqualTo("CONFIRMED");
    }

    @Test
    void aDraftWhoseDiagnosisWasTakenBackIsDraftedAgainByTheNextOneAndWhatADoctorTookAwayIsNot() {
        String patient = patient(HOSPITAL_A, 571, "施猩红", "翠苑小区");
        String wrong = condition(HOSPITAL_A, patient, "A38", "猩红热", ago(Duration.ofHours(3)), "confirmed");
        JsonNode draft = cardOf(doctor, "1400", "施猩红");
        delete(HOSPITAL_A, "Condition", wrong);
        condition(HOSPITAL_A, patient, "A38", "猩红热", ago(Duration.ofHours(2)), "provisional");
        node.settle();
        JsonNode again = card(doctor, draft);
        assertThat(again.path("state").asString("")).isEqualTo("DRAFT");
        assertThat(again.path("certainty").asString("")).isEqualTo("SUSPECTED");

        act(doctor, again, "confirm", Map.of());
        act(doctor, card(doctor, draft), "withdraw", Map.of("reason", "报错了"));
        condition(HOSPITAL_A, patient, "A38", "猩红热", ago(Duration.ofHours(1)), "provisional");
        node.settle();
        assertThat(doctor.get("/api/surveillance/cards?state=DRAFT&what=1400")
                        .json()
                        .path("cards")
                        .valueStream()
                        .map(each -> each.path("person").asString("")))
                .doesNotContain("施**");
    }

    @Test
    void aCaseOfLongAgoThatGoesOnIsReported() {
        String patient = patient(HOSPITAL_A, 581, "张疟疾", "翠苑小区");
        condition(HOSPITAL_A, patient, "B51.9", "间日疟", ago(Duration.ofDays(20)), "confirmed");
        node.settle();
        JsonNode past = cardOf(doctor, "2301", "张疟疾");
        assertThat(past.path("state").asString("")).isEqualTo("HISTORY");

        Instant now = ago(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS);
        condition(HOSPITAL_A, patient, "B51.9", "间日疟", now, "confirmed");
        node.settle();

        JsonNode draft = card(doctor, past);
        assertThat(draft.path("state").asString("")).isEqualTo("DRAFT");
        assertThat(draft.path("diagnosedAt").asString("")).isEqualTo(now.toString());
    }

    @Test
    void anAddressThatIsPutRightMovesTheCaseToWhereItIs() {
        String patient = patient(HOSPITAL_A, 591, "孔百日", "翠苑小区");
        condition(HOSPITAL_A, patient, "A37.9", "百日咳", ago(Duration.ofHours(1)), "confirmed");
        JsonNode draft = cardOf(doctor, "1100", "孔百日");
        assertThat(draft.path("place").path("code").asString("")).isEqualTo("330106");

        act(doctor, draft, "confirm", Map.of("fields", Map.of("address", "浙江省杭州市拱墅区和睦新村1幢", "workplace", "和睦小学")));

        assertThat(card(doctor, draft).path("place").path("code").asString("")).isEqualTo("330105");
        assertThat(node.bean(CardStore.class)
                        .find(draft.path("id").asLong(0))
                        .orElseThrow()
                        .where()
                        .site())
                .isEqualTo("和睦小学");
    }

    @Test
    void aDoctorPutsTheNameOfTheDiseaseRightAndItCountsAsThatOne() {
        String patient = patient(HOSPITAL_A, 621, "戚肝炎", "翠苑小区");
        condition(HOSPITAL_A, patient, "B17.2", "急性戊型肝炎", ago(Duration.ofHours(3)), "confirmed");
        JsonNode draft = cardOf(doctor, "0304", "戚肝炎");
        int before = cases("0302");

        assertThat(act(doctor, draft, "confirm", Map.of("fields", Map.of("disease", "0302")))
                        .json()
                        .path("where")
                        .toString())
                .contains("course");
        assertThat(act(doctor, draft, "confirm", Map.of("fields", Map.of("disease", "0302", "course", "1")))
                        .status())
                .isEqualTo(200);

        JsonNode sent = card(doctor, draft);
        assertThat(sent.path("disease").asString("")).isEqualTo("0302");
        assertThat(cases("0302")).isEqualTo(before + 1);
        assertThat(act(doctor, sent, "correct", Map.of("fields", Map.of("disease", "0307"), "reason", "笔误"))
                        .code())
                .isEqualTo("surveillance.card-field-wrong");
    }

    @Test
    void aReviewAndACorrectionThatPassTheirLimitAreWrittenDownOnce() {
        String patient = patient(HOSPITAL_A, 631, "谢流脑", "翠苑小区");
        String condition = condition(HOSPITAL_A, patient, "A39.0", "流行性脑脊髓膜炎", ago(Duration.ofHours(2)), "confirmed");
        JsonNode draft = cardOf(doctor, "1300", "谢流脑");
        act(doctor, draft, "confirm", Map.of());
        delete(HOSPITAL_A, "Condition", condition);
        assertThat(card(doctor, draft).path("proposed").isNull()).isFalse();
        node.jdbc()
                .sql("update surveillance.card set review_due_at = now() - interval '1 hour',"
                        + " correction_due_at = now() - interval '1 minute' where id = ?")
                .param(draft.path("id").asLong(0))
                .update();

        node.bean(Overdue.class).round();
        node.bean(Overdue.class).round();

        assertThat(city.get("/api/surveillance/cards/" + draft.path("id").asString(""))
                        .json()
                        .path("events")
                        .valueStream()
                        .map(each -> each.path("kind").asString("")))
                .containsOnlyOnce("REVIEW_OVERDUE")
                .containsOnlyOnce("CORRECTION_OVERDUE");
    }

    // -- one case, one card

    @Test
    void whatStoodInItsPlaceGoneTheOtherCardCountsAgain() {
        String here = patient(HOSPITAL_A, 601, "曹伤寒", "翠苑小区");
        String there = patient(HOSPITAL_B, 602, "曹伤寒", "翠苑小区");
        condition(HOSPITAL_A, here, "A01.0", "伤寒", ago(Duration.ofHours(4)), "confirmed");
        condition(HOSPITAL_B, there, "A01.0", "伤寒", ago(Duration.ofHours(2)), "confirmed");
        node.encounter(HOSPITAL_B, there, ago(Duration.ofHours(2)), "");
        JsonNode first = cardOf(doctor, "0501", "曹伤寒");
        JsonNode second = cardOf(otherDoctor, "0501", "曹伤寒");
        var persons = node.bean(Persons.class);
        var duplicates = node.bean(Duplicates.class);
        persons.link(node.compartment(here), node.compartment(there), "steward", "same person");
        duplicates.round();
        assertThat(card(otherDoctor, second).path("duplicateOf").isNull()).isFalse();

        persons.unlink(node.compartment(there), "steward", "two brothers");
        duplicates.round();
        assertThat(card(otherDoctor, second).path("duplicateOf").isNull()).isTrue();

        persons.link(node.compartment(here), node.compartment(there), "steward", "one after all");
        duplicates.round();
        assertThat(card(otherDoctor, second).path("duplicateOf").isNull()).isFalse();
        int before = cases("0501");
        act(doctor, card(doctor, first), "discard", Map.of("reason", "非病例"));
        assertThat(card(otherDoctor, second).path("duplicateOf").isNull()).isTrue();
        assertThat(cases("0501")).isEqualTo(before);
    }

    @Test
    void allCardsOfACaseAreDuplicatesOfTheOneThatCounts() {
        String here = patient(HOSPITAL_A, 621, "谭甲", "翠苑小区");
        String again = patient(HOSPITAL_A, 622, "谭乙", "翠苑小区");
        String there = patient(HOSPITAL_B, 623, "谭丙", "翠苑小区");
        condition(HOSPITAL_A, here, "A01.0", "伤寒", ago(Duration.ofHours(4)), "confirmed");
        condition(HOSPITAL_A, again, "A01.0", "伤寒", ago(Duration.ofHours(3)), "confirmed");
        condition(HOSPITAL_B, there, "A01.0", "伤寒", ago(Duration.ofHours(2)), "confirmed");
        node.encounter(HOSPITAL_A, again, ago(Duration.ofHours(2)), "");
        node.encounter(HOSPITAL_B, there, ago(Duration.ofHours(2)), "");
        JsonNode first = cardOf(doctor, "0501", "谭甲");
        JsonNode second = cardOf(doctor, "0501", "谭乙");
        JsonNode third = cardOf(otherDoctor, "0501", "谭丙");
        var persons = node.bean(Persons.class);
        persons.link(node.compartment(again), node.compartment(there), "steward", "same person");
        node.bean(Duplicates.class).round();
        assertThat(card(otherDoctor, third).path("duplicateOf")).isEqualTo(second.path("id"));
        persons.link(node.compartment(here), node.compartment(again), "steward", "same person");
        node.bean(Duplicates.class).round();
        assertThat(card(doctor, second).path("duplicateOf")).isEqualTo(first.path("id"));
        assertThat(card(otherDoctor, third).path("duplicateOf")).isEqualTo(first.path("id"));
    }

    @Test
    void cardsOfAnyAgeAreOneCaseOnceTheirPersonsAreOne() {
        String here = patient(HOSPITAL_A, 611, "严丙肝", "翠苑小区");
        String there = patient(HOSPITAL_B, 612, "严丙肝", "翠苑小区");
        condition(HOSPITAL_A, here, "B18.2", "丙型肝炎", ago(Duration.ofHours(4)), "confirmed");
        condition(HOSPITAL_B, there, "B18.2", "丙型肝炎", ago(Duration.ofHours(2)), "confirmed");
        node.encounter(HOSPITAL_B, there, ago(Duration.ofHours(2)), "");
        JsonNode second = cardOf(otherDoctor, "0303", "严丙肝");
        node.jdbc()
                .sql("update surveillance.card set known_at = known_at - interval '90 days' where family = '0303'")
                .update();

        node.bean(Persons.class).link(node.compartment(here), node.compartment(there), "steward", "same person");
        node.bean(Duplicates.class).round();

        assertThat(card(otherDoctor, second).path("duplicateOf").isNull()).isFalse();
    }
}
