package org.tongmai.surveillance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tongmai.access.TestNode.HOSPITAL_A;
import static org.tongmai.access.TestNode.HOSPITAL_B;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.access.Caller;
import org.tongmai.access.Role;
import org.tongmai.access.TestBrowser;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.Problem;
import org.tongmai.person.Persons;
import org.tongmai.store.Change;
import org.tongmai.store.Fact;
import org.tongmai.store.Json;
import org.tongmai.store.Origin;
import org.tongmai.store.Store;
import tools.jackson.databind.JsonNode;

/** From what a hospital sends to the doctor's card, the CDC's inbox, the counts and the signal, on one node. */
class SurveillanceTest extends OnSurveillanceNode {

    // -- cards

    @Test
    void aDiagnosisFillsTheCardAndOneClickSendsItToTheCountyCdc() {
        String patient = patient(HOSPITAL_A, 111, "陈麻疹", "翠苑小区");
        condition(HOSPITAL_A, patient, "B05.9", "麻疹", ago(Duration.ofHours(1)), "confirmed");

        JsonNode draft = cardOf(doctor, "1000", "陈麻疹");
        assertThat(draft.path("state").asString("")).isEqualTo("DRAFT");
        assertThat(draft.path("filled").asDouble(0)).isGreaterThanOrEqualTo(0.9);
        assertThat(draft.path("place").path("code").asString("")).isEqualTo("330106");
        assertThat(draft.path("person").asString("")).isEqualTo("陈**");
        assertThat(waiting(city)).doesNotContain(draft.path("id").asString(""));

        assertThat(act(doctor, draft, "confirm", Map.of()).status()).isEqualTo(200);

        assertThat(waiting(city)).contains(draft.path("id").asString(""));
        JsonNode sent = card(city, draft);
        assertThat(act(city, sent, "review", Map.of("agreed", true)).status()).isEqualTo(200);
        assertThat(card(city, draft).path("state").asString("")).isEqualTo("FINAL");
    }

    private static List<String> waiting(TestBrowser browser) {
        return browser.get("/api/surveillance/cards/waiting")
                .json()
                .path("cards")
                .valueStream()
                .map(each -> each.path("id").asString(""))
                .toList();
    }

    @Test
    void oneCaseHasOneCardAcrossInstitutionsAndTheFirstOneReports() {
        String here = patient(HOSPITAL_A, 121, "周风疹", "翠苑小区");
        String there = patient(HOSPITAL_B, 121, "周风疹", "翠苑小区");
        node.settle();
        condition(HOSPITAL_A, here, "B06.9", "风疹", ago(Duration.ofHours(3)), "provisional");
        node.settle();
        condition(HOSPITAL_B, there, "B06.9", "风疹", ago(Duration.ofHours(1)), "confirmed");

        JsonNode card = cardOf(doctor, "3700", "周风疹");

        assertThat(card.path("certainty").asString("")).isEqualTo("CLINICAL");
        assertThat(card.path("institution").path("code").asString("")).isEqualTo(HOSPITAL_A);
        assertThat(otherDoctor
                        .get("/api/surveillance/cards")
                        .json()
                        .path("cards")
                        .toString())
                .doesNotContain("\"3700\"");
    }

    @Test
    void whatIsConfirmedAfterItWasSentAsksForACorrectionWithinADay() {
        String patient = patient(HOSPITAL_A, 131, "吴流感", "翠苑小区");
        condition(HOSPITAL_A, patient, "J11.1", "流行性感冒", ago(Duration.ofHours(2)), "confirmed");
        JsonNode draft = cardOf(doctor, "3500", "吴流感");
        act(doctor, draft, "confirm", Map.of());
        node.file(HOSPITAL_A, "Observation", """
                {"resourceType":"Observation","status":"final","subject":{"reference":"Patient/%s"},"issued":"%s",
                 "code":{"coding":[{"system":"http://loinc.org","code":"80382-5"}],"text":"甲型流感病毒抗原"},
                 "valueString":"阳性(+)"}
                """.formatted(
                        patient, ago(Duration.ofMinutes(20)).truncatedTo(ChronoUnit.SECONDS)));
        node.settle();

        JsonNode asked = card(doctor, draft);
        assertThat(asked.path("proposed").path("certainty").asString("")).isEqualTo("CONFIRMED");
        assertThat(act(doctor, asked, "correct", Map.of("reason", "检测阳性")).status())
                .isEqualTo(200);

        JsonNode corrected = card(doctor, draft);
        assertThat(corrected.path("certainty").asString("")).isEqualTo("CONFIRMED");
        assertThat(corrected.path("state").asString("")).isEqualTo("SENT");
        assertThat(corrected.path("proposed").isNull()).isTrue();
    }

    @Test
    void aDiagnosisTakenBackDiscardsTheDraftAndTheCount() {
        String patient = patient(HOSPITAL_A, 141, "郑猩红", "翠苑小区");
        Instant at = ago(Duration.ofHours(2));
        String condition = condition(HOSPITAL_A, patient, "A38", "猩红热", at, "provisional");
        JsonNode draft = cardOf(doctor, "1400", "郑猩红");
        int before = cases("1400");

        node.bean(Store.class)
                .transact(
                        List.of(new Change(Fact.Method.DELETE, "Condition", condition, null, null, null, null, null)),
                        new Origin(HOSPITAL_A, "test", null, ""));
        node.settle();

        assertThat(card(doctor, draft).path("state").asString("")).isEqualTo("DISCARDED");
        assertThat(cases("1400")).isEqualTo(before - 1);
    }

    @Test
    void aDraftThatIsNotReportedInTimeIsMissedAndOneReportedAfterwardsIsLate() {
        String patient = patient(HOSPITAL_A, 151, "冯霍乱", "翠苑小区");
        condition(HOSPITAL_A, patient, "A00.9", "霍乱", ago(Duration.ofHours(3)), "confirmed");
        JsonNode draft = cardOf(doctor, "0200", "冯霍乱");

        assertThat(draft.path("verdict").asString("")).isEqualTo("MISSED");
        node.bean(ReportCards.class).tick();
        assertThat(doctor.get("/api/surveillance/cards/" + draft.path("id").asString(""))
                        .json()
                        .path("events")
                        .toString())
                .contains("OVERDUE");
        act(doctor, draft, "confirm", Map.of());
        assertThat(card(doctor, draft).path("verdict").asString("")).isEqualTo("LATE");
    }

    @Test
    void whatCannotBeIdentifiedIsRefusedUnlessARemarkSaysWhy() {
        String patient = node.file(HOSPITAL_A, "Patient", """
                {"resourceType":"Patient","name":[{"text":"无名氏"}],"gender":"male",
                 "identifier":[{"use":"usual","system":"https://tongmai.org/fhir/institution/%s/patient","value":"NN-1"}]}
                """.formatted(HOSPITAL_A));
        condition(HOSPITAL_A, patient, "A37.9", "百日咳", ago(Duration.ofHours(1)), "confirmed");
        JsonNode draft = cardOf(doctor, "1100", "无名氏");

        var refused = act(doctor, draft, "confirm", Map.of());
        assertThat(refused.code()).isEqualTo("surveillance.card-incomplete");
        assertThat(refused.json().path("where").toString()).contains("number").contains("phone");

        assertThat(act(doctor, draft, "confirm", Map.of("fields", Map.of("remark", "昏迷，无证件")))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void nobodySeesCardsOfOthersAndEachLookAtAPersonLeavesATrace() {
        String patient = patient(HOSPITAL_A, 161, "褚腮腺", "翠苑小区");
        condition(HOSPITAL_A, patient, "B26.9", "流行性腮腺炎", ago(Duration.ofHours(1)), "confirmed");
        JsonNode draft = cardOf(doctor, "3600", "褚腮腺");
        String path = "/api/surveillance/cards/" + draft.path("id").asString("");
        node.resident("chu", "褚腮腺", patient);

        assertThat(otherDoctor.get(path).code()).isEqualTo("surveillance.card-unknown");
        assertThat(act(city, draft, "confirm", Map.of()).code()).isEqualTo("access.role-not-allowed");
        assertThat(doctor.get("/api/surveillance/signals").code()).isEqualTo("access.role-not-allowed");
        city.get(path);

        JsonNode looks = node.browser("chu").get("/api/access/looks").json().path("looks");
        assertThat(looks.valueStream()
                        .filter(each ->
                                each.path("who").path("name").asString("").equals("cdc.city"))
                        .map(each -> each.path("basis").path("zh").asString("")))
                .contains("岗位职责");
    }

    @Test
    void twoRegistrationsThatTurnOutToBeOnePersonAreOneCase() {
        String here = patient(HOSPITAL_A, 171, "卫菌痢", "翠苑小区");
        String there = patient(HOSPITAL_B, 172, "卫菌痢", "翠苑小区");
        condition(HOSPITAL_A, here, "A03.9", "细菌性痢疾", ago(Duration.ofHours(4)), "confirmed");
        condition(HOSPITAL_B, there, "A03.9", "细菌性痢疾", ago(Duration.ofHours(2)), "confirmed");
        node.encounter(HOSPITAL_B, there, ago(Duration.ofHours(2)), "");
        JsonNode first = cardOf(doctor, "0401", "卫菌痢");
        JsonNode second = cardOf(otherDoctor, "0401", "卫菌痢");
        int before = cases("0400");

        node.bean(Persons.class).link(node.compartment(here), node.compartment(there), "steward", "same person");
        node.bean(Duplicates.class).round();

        assertThat(card(otherDoctor, second).path("duplicateOf").asString(""))
                .isEqualTo(first.path("id").asString(""));
        assertThat(cases("0400")).isEqualTo(before - 1);
    }

    // -- counts

    @Test
    void whatWasKnownAtAnyMomentIsWhatTheCardsOfThatMomentCountedAs() {
        var random = new Random(7);
        var cards = node.bean(ReportCards.class);
        var store = node.bean(CardEvidence.class);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String patient = patient(HOSPITAL_A, 200 + i, "蒋手足" + i, "学院路" + i + "号");
            condition(HOSPITAL_A, patient, "B08.4", "手足口病", ago(Duration.ofHours(1 + random.nextInt(60))), "confirmed");
        }
        node.settle();
        List<Instant> moments = new ArrayList<>();
        for (JsonNode card :
                doctor.get("/api/surveillance/cards?what=4000").json().path("cards")) {
            ids.add(card.path("id").asString(""));
            moments.add(Instant.now());
            if (random.nextBoolean()) {
                act(doctor, card, "discard", Map.of("reason", "不是病例"));
            } else {
                act(
                        doctor,
                        card,
                        "confirm",
                        Map.of("fields", Map.of("onset", card.path("onset").asString(""))));
                if (random.nextBoolean()) {
                    act(doctor, card(doctor, card), "withdraw", Map.of("reason", "报错了"));
                }
            }
        }
        moments.add(Instant.now());
        cards.tick();

        assertThat(ids).hasSize(12);
        for (Instant moment : moments) {
            Map<CountStore.Cell, Long> byCards = store.countedAt(moment).stream()
                    .filter(each -> each.what().equals("4000"))
                    .collect(Collectors.groupingBy(each -> each, TreeMap::new, Collectors.counting()));
            assertThat(replayed("4000", moment)).as(moment.toString()).isEqualTo(byCards);
        }
        assertThat(node.jdbc()
                        .sql(
                                "select count(*) from (select place, what, dated, day, cases from surveillance.daily_count where"
                                        + " cases <> 0 except select place, what, dated, day, sum(delta)::integer from"
                                        + " surveillance.count_change group by 1, 2, 3, 4) as differs")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    private static Map<CountStore.Cell, Long> replayed(String what, Instant at) {
        var cells = new TreeMap<CountStore.Cell, Long>();
        for (Dated dated : Dated.values()) {
            node.bean(CountStore.class)
                    .days("330106", what, dated, LocalDate.of(2000, 1, 1), LocalDate.of(2100, 1, 1), at)
                    .forEach((day, cases) -> cells.put(new CountStore.Cell("330106", what, dated, day), (long) cases));
        }
        return cells;
    }

    // -- signals

    private static JsonNode signal(String what) {
        for (JsonNode each :
                city.get("/api/surveillance/signals?what=" + what).json().path("signals")) {
            if (each.path("site").asString("").isEmpty()) {
                return each;
            }
        }
        throw new AssertionError("no signal of " + what);
    }

    private static TestBrowser.Answer take(
            TestBrowser browser, JsonNode signal, String step, Map<String, Object> more) {
        var body = new TreeMap<String, Object>(more);
        body.put("version", signal.path("version").asInt(0));
        return browser.post("/api/surveillance/signals/" + signal.path("id").asString("") + "/" + step, body);
    }

    private static JsonNode again(TestBrowser browser, JsonNode signal) {
        return browser.get("/api/surveillance/signals/" + signal.path("id").asString(""))
                .json()
                .path("signal");
    }

    private static void plague(int sequence, Duration ago) {
        String patient = patient(HOSPITAL_A, sequence, "沈某" + sequence, "文三路" + sequence + "号");
        condition(HOSPITAL_A, patient, "A20.9", "鼠疫", ago(ago), "confirmed");
        node.settle();
        node.bean(Detection.class).round();
    }

    @Test
    void oneCaseOfPlagueIsASignalWhichGrowsAndGoesThroughToItsClosure() {
        plague(301, Duration.ofMinutes(30));
        JsonNode raised = signal("0100");
        assertThat(raised.path("owner").path("code").asString("")).isEqualTo("330106");
        assertThat(raised.path("rule").asString("")).isEqualTo("detect.fixed-threshold@1");

        plague(302, Duration.ofMinutes(20));
        JsonNode grown = signal("0100");
        assertThat(grown.path("id")).isEqualTo(raised.path("id"));
        assertThat(grown.path("observed").asInt(0)).isEqualTo(2);
        assertThat(take(city, raised, "verify", Map.of()).code()).isEqualTo("surveillance.signal-changed");

        assertThat(take(city, grown, "issue", Map.of()).code()).isEqualTo("surveillance.signal-step");
        take(city, grown, "verify", Map.of("words", "流调核实"));
        take(city, again(city, grown), "assess", Map.of("likelihood", 3, "impact", 4));
        JsonNode assessed = again(city, grown);
        assertThat(assessed.path("risk").asString("")).isEqualTo("HIGH");
        assertThat(assessed.path("steps").toString()).doesNotContain("CLOSE");
        take(city, assessed, "issue", Map.of("product", "PROPOSAL", "recipients", "区政府", "words", "建议启动响应"));
        take(city, again(city, grown), "acknowledge", Map.of("number", 1, "words", "区政府办公室已收悉"));
        take(city, again(city, grown), "respond", Map.of("words", "隔离与消杀"));
        take(city, again(city, grown), "feed-back", Map.of("words", "无续发病例"));
        assertThat(take(city, again(city, grown), "close", Map.of("words", "满一个最长潜伏期"))
                        .status())
                .isEqualTo(200);

        node.bean(Detection.class).round();
        assertThat(again(city, grown).path("state").asString("")).isEqualTo("CLOSED");
        List<String> kinds = city.get(
                        "/api/surveillance/signals/" + grown.path("id").asString(""))
                .json()
                .path("events")
                .valueStream()
                .map(each -> each.path("kind").asString(""))
                .toList();
        assertThat(kinds)
                .containsSubsequence(
                        "RAISED",
                        "GREW",
                        "VERIFIED",
                        "ASSESSED",
                        "ISSUED",
                        "ACKNOWLEDGED",
                        "RESPONDED",
                        "FED_BACK",
                        "CLOSED");

        assertThat(take(city, again(city, grown), "reopen", Map.of("words", "新的密接发病"))
                        .status())
                .isEqualTo(200);
        assertThat(again(city, grown).path("state").asString("")).isEqualTo("DETECTED");
    }

    private static Signal.Alarm alarm(String what, String site) {
        LocalDate today = LocalDate.ofInstant(Instant.now(), Surveillance.ZONE);
        return new Signal.Alarm(
                what,
                "330106",
                site,
                "detect.ears-c2@1",
                9,
                1.0,
                4.0,
                today,
                today,
                new Explanation("alarm", "detect.ears-c2@1", new Explanation.Text("多", "many"), List.of()));
    }

    @Test
    void ofTwoHandOversAtOnceOneHappensAndThereIsAlwaysExactlyOneOwner() throws Exception {
        Signal raised = node.bean(Alarms.class).raise(alarm("2400", "")).orElseThrow();
        JsonNode signal = again(city, signalLine(raised));
        Callable<Integer> up = () ->
                take(province, signal, "hand-over", Map.of("owner", "330000")).status();
        Callable<Integer> aside =
                () -> take(city, signal, "hand-over", Map.of("owner", "330105")).status();

        List<Integer> answers = new ArrayList<>();
        try (var both = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var each : both.invokeAll(List.of(up, aside, up, aside))) {
                answers.add(each.get());
            }
        }

        assertThat(answers).containsOnlyOnce(200);
        assertThat(answers.stream().filter(each -> each != 200)).allMatch(each -> each == 409 || each == 403);
        assertThat(node.jdbc()
                        .sql("select count(*) from surveillance.signal where id = ? and owner in ('330000', '330105')")
                        .param(raised.id())
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        assertThat(node.jdbc()
                        .sql("select count(*) from surveillance.signal_event where signal = ? and kind = 'HANDED_OVER'")
                        .param(raised.id())
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    private static JsonNode signalLine(Signal signal) {
        return Json.object().put("id", String.valueOf(signal.id())).put("version", signal.version());
    }

    @Test
    void whoDoesNotOwnASignalOnlySeesItAndASuperiorTakesItOver() {
        JsonNode signal = again(
                city,
                signalLine(node.bean(Alarms.class).raise(alarm("1800", "")).orElseThrow()));

        assertThat(take(province, signal, "verify", Map.of()).code()).isEqualTo("surveillance.signal-not-owned");
        assertThat(take(province, signal, "hand-over", Map.of("owner", "330000"))
                        .status())
                .isEqualTo(200);
        assertThat(take(city, again(city, signal), "verify", Map.of()).code())
                .isEqualTo("surveillance.signal-not-owned");
        assertThat(take(province, again(province, signal), "verify", Map.of()).status())
                .isEqualTo(200);
    }

    @Test
    void signalsAreMergedAndSplitAndAMergedOneIsRaisedAnew() {
        var signals = node.bean(Alarms.class);
        JsonNode school =
                again(city, signalLine(signals.raise(alarm("3300", "学院路小学")).orElseThrow()));
        JsonNode whole = again(city, signalLine(signals.raise(alarm("3300", "")).orElseThrow()));

        assertThat(take(city, school, "merge", Map.of("other", whole.path("id").asLong(0)))
                        .status())
                .isEqualTo(200);
        assertThat(again(city, school).path("state").asString("")).isEqualTo("MERGED");
        assertThat(take(city, again(city, whole), "split", Map.of("site", "文三路小学"))
                        .status())
                .isEqualTo(200);
        assertThat(take(city, again(city, whole), "split", Map.of("site", "文三路小学"))
                        .code())
                .isEqualTo("surveillance.signal-open-already");
        assertThat(signals.raise(alarm("3300", "学院路小学")))
                .as("the same days raise nothing again")
                .isEmpty();
    }

    // -- the line list

    @Test
    void theTableToTakeAlongIsMaskedAndSaysWhoTookItForWhat() {
        String patient = patient(HOSPITAL_A, 401, "韩水痘", "翠苑小区");
        condition(HOSPITAL_A, patient, "B01.9", "水痘", ago(Duration.ofHours(1)), "confirmed");
        node.settle();
        LocalDate today = LocalDate.ofInstant(Instant.now(), Surveillance.ZONE);
        String asked = "?what=TM04&from=" + today.minusDays(7) + "&until=" + today;

        assertThat(city.get("/api/surveillance/cases.csv" + asked).code()).isEqualTo("surveillance.purpose-missing");
        String csv = city.get("/api/surveillance/cases.csv" + asked + "&purpose=weekly")
                .raw()
                .body();

        assertThat(csv).contains("cdc.city").contains("weekly").contains("韩**").doesNotContain("韩水痘");
        assertThat(csv).doesNotContain(number(401));
    }

    @Test
    void aTableThatIsCutSaysSoHoweverFewOfItsCasesOneSees() {
        String patient = patient(HOSPITAL_A, 411, "沈水痘", "翠苑小区");
        condition(HOSPITAL_A, patient, "B01.9", "水痘", ago(Duration.ofHours(1)), "confirmed");
        node.settle();
        LocalDate today = LocalDate.ofInstant(Instant.now(), Surveillance.ZONE);
        var asked = new ReportCards.Asked("TM04", null, Dated.DIAGNOSIS, today.minusDays(7), today, null);
        var stranger = new Caller("stranger", "陌生人", Role.DOCTOR, HOSPITAL_A, null, false);
        var cards = node.bean(ReportCards.class);

        new TransactionTemplate(node.bean(PlatformTransactionManager.class)).executeWithoutResult(status -> {
            node.jdbc().sql("""
                            insert into surveillance.card
                                   (compartment, disease, family, certainty, state, institution, jurisdiction, place, site,
                                    onset, diagnosed_at, known_at, due_at, level, revision, doctor, fields, filled)
                            select 900000000 + n, disease, family, certainty, state, institution, jurisdiction, place, site,
                                   onset, diagnosed_at, known_at, due_at, level, revision, doctor, fields, filled
                              from surveillance.card
                             cross join generate_series(1, 5001) as n
                             where fields::text like '%沈水痘%'
                            """).update();

            assertThat(cards.cases(stranger, asked).cards()).isEmpty();
            assertThat(cards.cases(stranger, asked).cut()).isTrue();
            assertThatThrownBy(() -> cards.taken(stranger, asked))
                    .isInstanceOf(Problem.class)
                    .extracting(refused -> ((Problem) refused).code())
                    .isEqualTo("surveillance.table-too-long");
            status.setRollbackOnly();
        });
    }
}
