package org.tongmai.recognition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tongmai.recognition.RecognisedCase.body;
import static org.tongmai.recognition.RecognisedCase.card;
import static org.tongmai.recognition.RecognisedCase.observation;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.Role;
import org.tongmai.access.TestBrowser;
import org.tongmai.recognition.RecognisedCase.Somebody;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** From the order to the ledger, on a node with two hospitals. */
class RecognitionTest {

    private static RecognisedCase province;

    @BeforeAll
    static void start() {
        province = new RecognisedCase();
    }

    @AfterAll
    static void stop() {
        province.close();
    }

    @Test
    void a_result_of_another_hospital_is_shown_to_the_doctor_who_is_about_to_order_it() {
        Somebody wang = province.somebody();
        province.glucose(wang, "8.9", "H");

        JsonNode asked = province.check(wang, "L041").path("items").path(0);

        assertThat(asked.path("outcome").asString()).isEqualTo("recognisable");
        assertThat(asked.path("card").asString()).isNotEmpty();
        JsonNode best = asked.path("candidates").path(0);
        assertThat(best.path("institution").path("name").asString()).isEqualTo("省第一医院");
        assertThat(best.path("value").asString()).isEqualTo("8.9");
        assertThat(best.path("flag").asString()).isEqualTo("H");
        assertThat(best.path("marks").path(0).asString()).isEqualTo("浙HR");
        assertThat(best.path("why").path("rule").asString()).isEqualTo("recognition.all-conditions@1");
    }

    @Test
    void without_the_residents_consent_nothing_of_another_hospital_is_found() {
        Somebody wang = province.withoutConsent();
        province.glucose(wang, "8.9", "H");

        JsonNode before = province.check(wang, "L041");
        province.allow(wang);
        JsonNode after = province.check(wang, "L041");

        assertThat(before.path("items").path(0).path("candidates").size()).isZero();
        assertThat(before.path("more").asBoolean()).isTrue();
        assertThat(after.path("items").path(0).path("candidates").size()).isEqualTo(1);
    }

    @Test
    void whoever_does_not_treat_the_patient_is_refused_with_a_trace() {
        Somebody wang = province.somebody();
        String stranger = province.node().patient(RecognisedCase.A, "赵六", "110105194912310021");
        province.node().settle();

        var refused =
                province.doctor().post("/api/recognition/checks", body("patient", stranger, "items", List.of("L041")));

        assertThat(refused.code()).isEqualTo("recognition.not-in-care");
        assertThat(looks(stranger, false)).isEqualTo(1);
        assertThat(looks(wang.atB(), false)).isZero();
    }

    @Test
    void each_check_leaves_a_trace_that_the_resident_sees() {
        Somebody wang = province.somebody();
        province.glucose(wang, "8.9", "H");

        province.check(wang, "L041");

        assertThat(looks(wang.atA(), true)).isEqualTo(1);
        assertThat(looks(wang.atB(), true)).isEqualTo(1);
    }

    private static long looks(String patient, boolean shown) {
        return province.node()
                .jdbc()
                .sql(
                        "select count(*) from access.look where compartment = ? and interaction = 'recognition' and shown = ?")
                .params(province.node().compartment(patient), shown)
                .query(Long.class)
                .single();
    }

    @Test
    void a_result_in_another_unit_is_shown_in_that_of_the_item_too() {
        Somebody wang = province.somebody();
        province.result(
                RecognisedCase.A,
                observation(
                        wang.atA(), "1558-6", "160", "mg/dL", "H", Instant.now().minus(Duration.ofDays(2))));

        JsonNode best = province.check(wang, "L041")
                .path("items")
                .path(0)
                .path("candidates")
                .path(0);

        assertThat(best.path("outcome").asString()).isEqualTo("recognisable");
        assertThat(best.path("value").asString()).isEqualTo("160");
        assertThat(best.path("comparable").asString()).isEqualTo("8.882 mmol/L");
    }

    @Test
    void a_quotation_stands_in_the_ledger_with_its_evidence_and_what_it_saves() {
        Somebody wang = province.somebody();
        province.glucose(wang, "8.9", "H");
        String card = card(province.check(wang, "L041"));

        var answer = province.answer(card, "quote", null, null);

        assertThat(answer.json().path("kind").asString()).isEqualTo("QUOTED");
        assertThat(answer.json().path("patientFen").asLong()
                        + answer.json().path("fundFen").asLong())
                .isEqualTo(500);
        JsonNode saved =
                province.node().browser(wang.login()).get("/api/recognition/me").json();
        assertThat(saved.path("events").asLong()).isEqualTo(1);
        assertThat(saved.path("patientFen").asLong()).isEqualTo(150);
        assertThat(saved.path("fundFen").asLong()).isEqualTo(350);
        assertThat(saved.path("quotations").path(0).path("maker").path("name").asString())
                .isEqualTo("省第一医院");
        String evidence = province.node()
                .jdbc()
                .sql("select explanation::text from recognition.event where card = ?::uuid and kind = 'QUOTED'")
                .param(card)
                .query(String.class)
                .single();
        assertThat(evidence).contains("recognition.all-conditions@1", "quality-", "edition-");
        assertThat(evidence).doesNotContain("8.9");
    }

    @Test
    void a_card_is_answered_once() {
        Somebody wang = province.somebody();
        province.glucose(wang, "8.9", "H");
        String card = card(province.check(wang, "L041"));

        assertThat(province.answer(card, "refuse", "R2", null).status()).isEqualTo(200);
        assertThat(province.answer(card, "refuse", "R2", null).status()).isEqualTo(200);
        assertThat(province.answer(card, "quote", null, null).code()).isEqualTo("recognition.card-answered");
        assertThat(province.answer(card, "refuse", "R1", null).code()).isEqualTo("recognition.card-answered");
        assertThat(events("REFUSED", card)).isEqualTo(1);
    }

    private static long events(String kind, String card) {
        return province.node()
                .jdbc()
                .sql("select count(*) from recognition.event where kind = ? and card = ?::uuid")
                .params(kind, card)
                .query(Long.class)
                .single();
    }

    @Test
    void a_refusal_has_one_of_six_reasons_and_other_has_words() {
        Somebody wang = province.somebody();
        province.glucose(wang, "8.9", "H");
        String card = card(province.check(wang, "L041"));

        assertThat(province.answer(card, "refuse", null, null).code()).isEqualTo("recognition.reason-unknown");
        assertThat(province.answer(card, "refuse", "R7", null).code()).isEqualTo("recognition.reason-unknown");
        assertThat(province.answer(card, "refuse", "R6", " ").code()).isEqualTo("recognition.reason-words-missing");
        assertThat(province.answer(card, "refuse", "R6", "外院标本送检条件不明").status()).isEqualTo(200);
        assertThat(province.answer(card, "maybe", null, null).code()).isEqualTo("recognition.incomplete");
    }

    @Test
    void an_order_that_is_checked_again_has_the_same_card_and_a_refused_one_none() {
        Somebody wang = province.somebody();
        province.glucose(wang, "8.9", "H");

        String first = card(province.check(wang, "L041"));
        String again = card(province.check(wang, "L041"));
        province.answer(first, "refuse", "R1", null);
        JsonNode after = province.check(wang, "L041").path("items").path(0);

        assertThat(again).isEqualTo(first);
        assertThat(after.path("card").asString("")).isEmpty();
        assertThat(after.path("refused").asBoolean()).isTrue();
        assertThat(events("REMINDED", first)).isEqualTo(1);
    }

    @Test
    void nobody_else_answers_a_doctors_card() {
        Somebody wang = province.somebody();
        province.glucose(wang, "8.9", "H");
        String card = card(province.check(wang, "L041"));

        var other = province.node()
                .browser("li")
                .post("/api/recognition/cards/" + card + "/answer", body("decision", "quote"));

        assertThat(other.code()).isEqualTo("recognition.no-such-card");
    }

    @Test
    void a_corrected_and_a_withdrawn_result_reach_every_doctor_who_quoted_it() {
        Somebody wang = province.somebody();
        String result = province.glucose(wang, "8.9", "H");
        Instant taken = Instant.now().minus(Duration.ofDays(3));
        province.node().doctor("chen" + wang.login(), "陈晨", RecognisedCase.B);
        var chen = province.node().browser("chen" + wang.login());
        province.answer(card(province.check(wang, "L041")), "quote", null, null);
        String other = chen.post("/api/recognition/checks", body("patient", wang.atB(), "items", List.of("L041")))
                .json()
                .path("items")
                .path(0)
                .path("card")
                .asString();
        assertThat(chen.post("/api/recognition/cards/" + other + "/answer", body("decision", "quote"))
                        .status())
                .isEqualTo(200);

        province.update(
                RecognisedCase.A,
                result,
                observation(wang.atA(), RecognisedCase.GLUCOSE, "6.0", "mmol/L", "N", taken)
                        .replace("\"final\"", "\"corrected\"")
                        .replaceFirst("\\{", "{\"id\":\"" + result + "\","));
        province.node().settle();

        JsonNode toZhang = notices(province.doctor(), result);
        JsonNode toChen = notices(chen, result);
        assertThat(toZhang.path("kind").asString()).isEqualTo("CORRECTED");
        assertThat(toChen.path("kind").asString()).isEqualTo("CORRECTED");
        assertThat(toZhang.path("patient").asString()).isEqualTo(wang.atB());
        JsonNode again = province.check(wang, "L041")
                .path("items")
                .path(0)
                .path("candidates")
                .path(0);
        assertThat(again.path("outcome").asString()).isEqualTo("reference");
        assertThat(again.path("why").path("rule").asString()).isEqualTo("recognition.correction-after-quotation@1");

        assertThat(province.doctor()
                        .post("/api/recognition/notices/" + toZhang.path("id").asString() + "/acknowledge", null)
                        .status())
                .isEqualTo(200);

        assertThat(notices(province.doctor(), result).isMissingNode()).isTrue();
        assertThat(notices(chen, result).isMissingNode()).isFalse();
        assertThat(province.check(wang, "L041")
                        .path("items")
                        .path(0)
                        .path("outcome")
                        .asString())
                .isEqualTo("recognisable");
        assertThat(chen.post("/api/recognition/notices/" + toZhang.path("id").asString() + "/acknowledge", null)
                        .code())
                .isEqualTo("recognition.no-such-notice");

        province.update(
                RecognisedCase.A,
                result,
                observation(wang.atA(), RecognisedCase.GLUCOSE, "6.0", "mmol/L", "N", taken)
                        .replace("\"final\"", "\"entered-in-error\"")
                        .replaceFirst("\\{", "{\"id\":\"" + result + "\","));
        province.node().settle();

        assertThat(notices(province.doctor(), result).path("kind").asString()).isEqualTo("WITHDRAWN");
        assertThat(province.check(wang, "L041")
                        .path("items")
                        .path(0)
                        .path("outcome")
                        .asString())
                .isEqualTo("not-recognisable");
    }

    private static JsonNode notices(TestBrowser doctor, String result) {
        for (JsonNode each : doctor.get("/api/recognition/notices").json().path("notices")) {
            if (each.path("result").asString().equals("Observation/" + result)) {
                return each;
            }
        }
        return MissingNode.getInstance();
    }

    @Test
    void what_was_corrected_since_the_card_was_shown_is_not_quoted_unread() {
        Somebody wang = province.somebody();
        String result = province.glucose(wang, "8.9", "H");
        String card = card(province.check(wang, "L041"));
        province.update(
                RecognisedCase.A,
                result,
                observation(
                                wang.atA(),
                                RecognisedCase.GLUCOSE,
                                "6.0",
                                "mmol/L",
                                "N",
                                Instant.now().minus(Duration.ofDays(3)))
                        .replaceFirst("\\{", "{\"id\":\"" + result + "\","));

        assertThat(province.answer(card, "quote", null, null).code()).isEqualTo("recognition.result-changed");
        assertThat(card(province.check(wang, "L041"))).isNotEmpty().isNotEqualTo(card);
    }

    @Test
    void a_repeat_after_a_refusal_is_told_apart_by_whether_it_changed_anything() {
        Somebody same = province.somebody();
        Somebody changed = province.somebody();
        String first = refused(same, "8.9", "H");
        String second = refused(changed, "8.9", "H");

        province.result(
                RecognisedCase.B, observation(same.atB(), RecognisedCase.GLUCOSE, "9.1", "mmol/L", "H", Instant.now()));
        province.result(
                RecognisedCase.B,
                observation(changed.atB(), RecognisedCase.GLUCOSE, "5.0", "mmol/L", "N", Instant.now()));
        province.node().settle();

        assertThat(repeat(first)).isEqualTo("SAME");
        assertThat(repeat(second)).isEqualTo("CHANGED");
    }

    private static String refused(Somebody somebody, String value, String flag) {
        province.glucose(somebody, value, flag);
        String card = card(province.check(somebody, "L041"));
        province.answer(card, "refuse", "R1", null);
        return card;
    }

    private static String repeat(String card) {
        return province.node()
                .jdbc()
                .sql("select reason from recognition.event where card = ?::uuid and kind = 'REPEATED'")
                .param(card)
                .query(String.class)
                .single();
    }

    @Test
    void a_quotation_that_is_filed_is_never_taken_for_a_result() {
        Somebody wang = province.somebody();
        province.result(
                RecognisedCase.A,
                observation(
                                wang.atA(),
                                RecognisedCase.GLUCOSE,
                                "8.9",
                                "mmol/L",
                                "H",
                                Instant.now().minus(Duration.ofDays(1)))
                        .replaceFirst("\\{", """
                        {"meta":{"tag":[{"system":"https://tongmai.org/fhir/CodeSystem/recognition","code":"quoted"}]},"""));

        assertThat(province.check(wang, "L041")
                        .path("items")
                        .path(0)
                        .path("candidates")
                        .size())
                .isZero();
    }

    @Test
    void a_report_is_shown_with_its_results() {
        Somebody wang = province.somebody();
        Instant taken = Instant.now().minus(Duration.ofDays(1));
        String white =
                province.result(RecognisedCase.A, observation(wang.atA(), "6690-2", "12.1", "10*9/L", "H", taken));
        String red = province.result(RecognisedCase.A, observation(wang.atA(), "789-8", "4.5", "10*12/L", "N", taken));
        province.node().file(RecognisedCase.A, "DiagnosticReport", """
                {"resourceType":"DiagnosticReport","status":"final","subject":{"reference":"Patient/%s"},
                 "code":{"coding":[{"system":"http://loinc.org","code":"58410-2"}],"text":"血常规"},"effectiveDateTime":"%s",
                 "result":[{"reference":"Observation/%s"},{"reference":"Observation/%s"}]}
                """.formatted(wang.atA(), taken, white, red));

        JsonNode asked = province.check(wang, "L010").path("items").path(0);

        assertThat(asked.path("outcome").asString()).isEqualTo("recognisable");
        assertThat(asked.path("candidates").path(0).path("lines").size()).isEqualTo(2);
        assertThat(asked.path("candidates")
                        .path(0)
                        .path("lines")
                        .path(0)
                        .path("value")
                        .asString())
                .isEqualTo("12.1");
    }

    @Test
    void the_value_of_a_special_class_is_read_in_the_record_and_not_on_a_card() {
        Somebody wang = province.somebody();
        province.result(
                RecognisedCase.B,
                observation(
                                wang.atB(),
                                RecognisedCase.GLUCOSE,
                                "8.9",
                                "mmol/L",
                                "H",
                                Instant.now().minus(Duration.ofDays(1)))
                        .replaceFirst("\\{", """
                        {"meta":{"security":[{"system":"https://tongmai.org/fhir/CodeSystem/sensitivity","code":"HIV"}]},"""));

        JsonNode asked = province.check(wang, "L041").path("items").path(0);

        assertThat(asked.path("candidates").path(0).path("value").isNull()).isTrue();
        assertThat(asked.path("outcome").asString()).isEqualTo("reference");
        assertThat(asked.path("card").isNull()).isTrue();
    }

    @Test
    void the_figures_are_those_of_the_events_to_the_fen() {
        Random random = new Random(20260610);
        List<Somebody> people = List.of(province.somebody(), province.somebody());
        for (Somebody each : people) {
            province.glucose(each, "8.9", "H");
            province.result(
                    RecognisedCase.A,
                    observation(
                            each.atA(),
                            RecognisedCase.HBA1C,
                            "7.8",
                            "%",
                            "H",
                            Instant.now().minus(Duration.ofDays(9))));
        }
        List<String> open = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            if (open.isEmpty() || random.nextInt(3) == 0) {
                province.check(people.get(random.nextInt(people.size())), random.nextBoolean() ? "L041" : "L042")
                        .path("items")
                        .forEach(each -> open.add(each.path("card").asString("")));
            } else {
                String card = open.remove(random.nextInt(open.size()));
                boolean quote = random.nextBoolean();
                province.answer(card, quote ? "quote" : "refuse", quote ? null : "R" + (1 + random.nextInt(5)), null);
            }
        }

        List<String> tally =
                rows("select day, institution, doctor, item, kind, reason, maker, events, patient_fen, fund_fen"
                        + " from recognition.tally");
        List<String> replay = rows(EventStore.REPLAY);

        assertThat(tally).hasSizeGreaterThan(3).containsExactlyInAnyOrderElementsOf(replay);
    }

    private static List<String> rows(String sql) {
        return province.node().jdbc().sql(sql).query().listOfRows().stream()
                .map(Object::toString)
                .toList();
    }

    @Test
    void an_institution_reads_its_own_figures_and_the_operator_all() {
        Somebody wang = province.somebody();
        province.glucose(wang, "8.9", "H");
        province.answer(card(province.check(wang, "L041")), "quote", null, null);
        province.node().account("it-of-a-" + wang.login(), Role.INSTITUTION_IT);
        province.node().account("op-" + wang.login(), Role.OPERATOR);
        var it = province.node().browser("it-of-a-" + wang.login());
        var operator = province.node().browser("op-" + wang.login());

        JsonNode all =
                operator.get("/api/recognition/statistics?group=institution").json();
        JsonNode own = it.get("/api/recognition/statistics?group=institution").json();
        JsonNode credit = it.get("/api/recognition/statistics?group=maker&maker=" + RecognisedCase.A)
                .json();
        JsonNode events = operator.get("/api/recognition/events?kind=QUOTED").json();

        assertThat(all.path("figures").findValuesAsString("key")).contains(RecognisedCase.B);
        assertThat(own.path("figures").size()).isZero();
        assertThat(credit.path("figures").findValuesAsString("kind")).contains("QUOTED");
        assertThat(events.path("events")
                        .path(0)
                        .path("explanation")
                        .path("rule")
                        .asString())
                .isEqualTo("recognition.all-conditions@1");
    }

    @Test
    void the_operator_replaces_a_file_of_the_catalogue_and_is_told_every_fault() {
        province.node().account("keeper", Role.OPERATOR);
        var keeper = province.node().browser("keeper");
        String areas = keeper.get("/api/recognition/files/areas.csv").raw().body();

        var wrong = put(keeper, areas + "99,WORLD,X,\n88,PROVINCE,,\n");
        var right = put(keeper, areas + "3303,CITY,温州,\n");

        assertThat(wrong.code()).isEqualTo("recognition.file-wrong");
        assertThat(wrong.raw().body()).contains("level", "mark: is empty");
        assertThat(right.status()).isEqualTo(200);
        assertThat(province.bean(Catalogues.class).current().areas().mark(Level.CITY, "3303"))
                .isEqualTo("温州HR");
        assertThat(province.bean(Catalogues.class).current().edition())
                .isEqualTo(right.json().path("edition").asLong());
    }

    private static TestBrowser.Answer put(TestBrowser browser, String content) {
        return browser.send(browser.change("/api/recognition/files/areas.csv")
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(
                        Json.mapper().writeValueAsBytes(body("content", content)))));
    }

    @Test
    void quality_control_is_recorded_once_and_withdrawn_without_a_trace_lost() {
        QualityRecords quality = province.bean(QualityRecords.class);
        String csv = """
                institution,item,kind,level,area,result,valid_from,valid_until,reference
                %s,L031,EXTERNAL,NATIONAL,*,PASS,2026-01-01,2027-01-01,2026-1
                """.formatted(RecognisedCase.A);

        int first = quality.record(csv, "keeper");
        int again = quality.record(csv, "keeper");
        long id = quality.of(List.of(RecognisedCase.A), List.of("L031"))
                .getFirst()
                .id();
        quality.withdraw(id, "keeper");

        assertThat(first).isEqualTo(1);
        assertThat(again).isZero();
        assertThat(quality.of(List.of(RecognisedCase.A), List.of("L031"))).isEmpty();
        assertThat(quality.record(csv, "keeper")).isEqualTo(1);
        assertThat(province.node()
                        .jdbc()
                        .sql("select count(*) from recognition.quality where item = 'L031'")
                        .query(Long.class)
                        .single())
                .isEqualTo(2);
    }

    @Test
    void a_round_that_is_sent_again_as_failed_is_recorded_and_not_outdone_by_what_was_sent_before() {
        QualityRecords quality = province.bean(QualityRecords.class);
        String passed = """
                institution,item,kind,level,area,result,valid_from,valid_until,reference
                %s,L032,EXTERNAL,NATIONAL,*,PASS,2026-01-01,2027-01-01,2026-1
                """.formatted(RecognisedCase.A);
        quality.record(passed, "keeper");

        int failed = quality.record(passed.replace("PASS", "FAIL"), "keeper");
        int longer = quality.record(passed.replace("2027-01-01", "2028-01-01"), "keeper");
        int again = quality.record(passed, "keeper");

        assertThat(List.of(failed, longer, again)).containsExactly(1, 1, 0);
        Catalogue catalogue = province.bean(Catalogues.class).current();
        LocalDate day = LocalDate.of(2026, 6, 10);
        assertThat(Quality.on(
                                day,
                                catalogue.item("L032", day).orElseThrow(),
                                catalogue.areas(),
                                quality.of(List.of(RecognisedCase.A), List.of("L032")))
                        .state())
                .isEqualTo(Quality.State.FAILED);
    }
}
