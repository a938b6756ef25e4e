package org.tongmai.surveillance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tongmai.access.TestNode.HOSPITAL_A;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.access.TestBrowser;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.RegionCode;
import org.tongmai.person.Persons;
import org.tongmai.store.Change;
import org.tongmai.store.Origin;
import org.tongmai.store.Store;
import org.tongmai.surveillance.SignalState.Step;
import org.tongmai.surveillance.disease.DiseaseList;

/** When a signal is raised, and when it is not. */
class DetectionTest extends OnSurveillanceNode {

    private static final String COUNTY = "330106";

    private static LocalDate today() {
        return LocalDate.ofInstant(Instant.now(), Surveillance.ZONE);
    }

    private static List<Signal.Alarm> alarms(String what, LocalDate day) {
        return node.bean(Detection.class).alarms(COUNTY, what, day);
    }

    private static List<Signal.Alarm> sites(String what, LocalDate day) {
        return alarms(what, day).stream().filter(each -> !each.site().isEmpty()).toList();
    }

    @Test
    void aCaseThatBecomesKnownLateRaisesItsSignal() {
        String patient = patient(HOSPITAL_A, 701, "金鼠疫", "翠苑小区");
        Instant at = ago(Duration.ofDays(6));
        condition(HOSPITAL_A, patient, "A20.9", "鼠疫", at, "confirmed");
        node.settle();

        assertThat(alarms("0100", today())).singleElement().satisfies(alarm -> {
            assertThat(alarm.observed()).isEqualTo(1);
            assertThat(alarm.firstDay()).isEqualTo(LocalDate.ofInstant(at, Surveillance.ZONE));
        });
    }

    @Test
    void aClusterOfASiteThatBecomesKnownLateRaisesItsSignal() {
        Instant at = ago(Duration.ofDays(15));
        for (int i = 0; i < 5; i++) {
            String patient = patient(HOSPITAL_A, 750 + i, "严戊肝" + i, "文一新村");
            condition(HOSPITAL_A, patient, "B17.2", "急性戊型肝炎", at, "confirmed");
        }
        node.settle();

        assertThat(sites("0304", today())).singleElement().satisfies(alarm -> {
            assertThat(alarm.observed()).isEqualTo(5);
            assertThat(alarm.lastDay()).isEqualTo(LocalDate.ofInstant(at, Surveillance.ZONE));
        });
    }

    @Test
    void whereThereIsNoPastNothingIsSaidToHaveBeenExpected() {
        var counts = node.bean(CountStore.class);
        LocalDate day = today();
        List<CountStore.Cell> fresh = new ArrayList<>();
        fresh.add(new CountStore.Cell("659003", "4000", Dated.DIAGNOSIS, day.minusDays(60)));
        for (int i = 0; i < 6; i++) {
            fresh.add(new CountStore.Cell("659003", "1800", Dated.DIAGNOSIS, day));
        }
        counts.change(List.of(), fresh, Instant.now());

        List<Signal.Alarm> alarms = node.bean(Detection.class).alarms("659003", "1800", day);
        assertThat(alarms).singleElement().satisfies(alarm -> {
            assertThat(alarm.observed()).isEqualTo(6);
            assertThat(alarm.expected()).isNull();
            assertThat(alarm.bound()).isNull();
            assertThat(alarm.explanation().sentence().en()).contains("no past yet");
        });

        SeriesViews.View drawn = node.bean(SeriesViews.class)
                .view(new SeriesViews.Asked(
                        "659003", "1800", Dated.DIAGNOSIS, day.minusDays(30), day, "ears-c2", Map.of(), null, false));
        assertThat(drawn.note()).isEqualTo("surveillance.no-past");
        assertThat(drawn.points())
                .allSatisfy(point -> assertThat(point.expected()).isNull());
        assertThat(drawn.points().getLast().alarm()).isTrue();
    }

    @Test
    void whatCameIsLookedAtForDuplicatesOnceAndAgainWhenItChanges() {
        String patient = patient(HOSPITAL_A, 760, "华流感", "求是新村");
        condition(HOSPITAL_A, patient, "J10.1", "流感", ago(Duration.ofHours(1)), "confirmed");
        node.settle();
        var duplicates = new Duplicates(
                node.bean(CardStore.class),
                node.bean(CardEvidence.class),
                node.bean(CountStore.class),
                node.bean(DiseaseList.class),
                node.bean(Persons.class),
                new TransactionTemplate(node.bean(PlatformTransactionManager.class)),
                Clock.systemUTC());

        assertThat(duplicates.round()).isPositive();
        assertThat(duplicates.round()).isZero();
        node.jdbc()
                .sql("update surveillance.card set revision = revision + 1 where fields::text like '%华流感%'")
                .update();
        assertThat(duplicates.round()).isEqualTo(1);
    }

    @Test
    void whatWasDismissedIsNotRaisedAgainForThePassingOfDays() {
        Instant at = ago(Duration.ofDays(2));
        LocalDate day = LocalDate.ofInstant(at, Surveillance.ZONE);
        for (int i = 0; i < 5; i++) {
            String patient = patient(HOSPITAL_A, 710 + i, "魏甲肝" + i, "古荡新村");
            condition(HOSPITAL_A, patient, "B15.9", "甲型肝炎", at, "confirmed");
        }
        node.settle();
        Signal.Alarm alarm = sites("0301", today()).getFirst();
        assertThat(alarm.lastDay()).isEqualTo(day);

        var signals = node.bean(Alarms.class);
        node.bean(Detection.class).round();
        Signal raised = signals.raise(alarm).orElseThrow();
        take(raised, Step.DISMISS);

        assertThat(sites("0301", today().plusDays(1)))
                .isNotEmpty()
                .allSatisfy(again -> assertThat(signals.raise(again)).isEqualTo(Optional.empty()));
    }

    private static void take(Signal signal, Step step) {
        assertThat(city.post(
                                "/api/surveillance/signals/" + signal.id() + "/"
                                        + step.name().toLowerCase(Locale.ROOT),
                                Map.of("version", signal.version(), "words", "同一家庭聚餐"))
                        .status())
                .isEqualTo(200);
    }

    private static String visit(String patient, String code, Instant at) {
        return """
                {"resourceType":"Encounter","status":"finished","class":{"code":"AMB"},
                 "subject":{"reference":"Patient/%s"},"period":{"start":"%s"},
                 "reasonCode":[{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10","code":"%s"}]}]}
                """.formatted(patient, at.truncatedTo(ChronoUnit.SECONDS), code);
    }

    @Test
    void visitsWithASyndromeFromOneEstateAreAClusterAndAVisitThatSaysItNoLongerIsNone() {
        Instant at = ago(Duration.ofMinutes(10));
        String visit = "";
        String patient = "";
        for (int i = 0; i < 10; i++) {
            patient = patient(HOSPITAL_A, 730 + i, "陶发热" + i, "嘉绿小区");
            visit = node.file(HOSPITAL_A, "Encounter", visit(patient, "J06.9", at));
        }
        node.settle();
        LocalDate day = LocalDate.ofInstant(at, Surveillance.ZONE);
        assertThat(sites("SYN-RESP", day)).singleElement().satisfies(alarm -> {
            assertThat(alarm.site()).contains("嘉绿小区");
            assertThat(alarm.observed()).isEqualTo(10);
        });
        int before = cases("SYN-RESP");

        node.bean(Store.class)
                .transact(
                        List.of(Change.update(
                                "Encounter", visit, visit(patient, "I10", at).getBytes(StandardCharsets.UTF_8))),
                        new Origin(HOSPITAL_A, "test", null, ""));
        node.settle();

        assertThat(cases("SYN-RESP")).isEqualTo(before - 1);
        assertThat(sites("SYN-RESP", day)).isEmpty();
    }

    @Test
    void aMethodThatCannotSayHindersNoNumberFromWhichAnEventIsReported(@TempDir Path tables) throws IOException {
        Files.writeString(tables.resolve("detectors.tsv"), """
                what\tmethod\tparameters\tcases\tfrom\tuntil\tverified\tsource
                *\tfarrington\tb=1 w=0\t1\t-\t-\tno\ttest
                """);
        var counts = node.bean(CountStore.class);
        LocalDate day = today();
        counts.change(
                List.of(),
                List.of(new CountStore.Cell("650103", "3500", Dated.DIAGNOSIS, day.minusYears(3))),
                Instant.now());
        for (int i = 0; i < 10; i++) {
            counts.sighted(
                    -1 - i, "SYN-RESP", "e" + i, "Encounter/e" + i, new Living("650103", "小学"), day, Instant.now());
        }
        var detection = new Detection(
                counts,
                node.bean(BroughtStore.class),
                node.bean(CardLists.class),
                DiseaseList.of(tables),
                node.bean(Alarms.class),
                Clock.systemUTC());

        assertThat(detection.alarms("650103", "SYN-RESP", day))
                .extracting(Signal.Alarm::site)
                .containsExactly("小学");
    }

    @Test
    void aSignalIsHandedToARegionThatIsThere() {
        LocalDate day = today();
        Signal raised = node.bean(Alarms.class)
                .raise(new Signal.Alarm(
                        "3300",
                        COUNTY,
                        "",
                        "detect.ears-c2@1",
                        9,
                        1.0,
                        4.0,
                        day,
                        day,
                        new Explanation("alarm", "detect.ears-c2@1", new Explanation.Text("多", "many"), List.of())))
                .orElseThrow();

        var refused = city.post(
                "/api/surveillance/signals/" + raised.id() + "/hand-over",
                Map.of("version", raised.version(), "owner", "339999"));

        assertThat(refused.code()).isEqualTo("surveillance.signal-incomplete");
        assertThat(refused.json().path("where").toString()).contains("owner");
    }

    @Test
    void whatWasKnownThenBeginsWhereItBeganThenAndCasesTakenAwayWereNeverReported() {
        var counts = node.bean(CountStore.class);
        Instant then = Instant.parse("2020-03-10T00:00:00Z");
        LocalDate early = LocalDate.of(2020, 3, 1);
        LocalDate late = LocalDate.of(2020, 3, 5);
        var first = new CountStore.Cell("650102", "4000", Dated.ONSET, late);
        counts.change(List.of(), List.of(first), then);
        counts.change(
                List.of(first),
                List.of(new CountStore.Cell("650102", "4000", Dated.ONSET, early)),
                then.plus(Duration.ofDays(3)));

        assertThat(counts.first("650102", Dated.ONSET, Set.of(), then)).contains(late);
        assertThat(counts.first("650102", Dated.ONSET, Set.of())).contains(early);
        assertThat(counts.delays("650102", "4000", late, late, then.plus(Duration.ofDays(4))))
                .containsExactly(new CountStore.Delay(late, 5, 1), new CountStore.Delay(late, 8, -1));
        int[] reported = {0, 0, 2, 1};
        assertThat(SeriesViews.counted(reported, new CountStore.Delay(late, 9, -2)))
                .isEqualTo(-2);
        assertThat(reported).containsExactly(0, 0, 1, 0);
    }

    private static Signal.Alarm alarm(String what, String place, int cases) {
        LocalDate day = today();
        return new Signal.Alarm(
                what,
                place,
                "",
                "detect.ears-c2@1",
                cases,
                1.0,
                4.0,
                day,
                day,
                new Explanation("alarm", "detect.ears-c2@1", new Explanation.Text("多", "many"), List.of()));
    }

    private static Signal raised(String what, String place) {
        return node.bean(Alarms.class).raise(alarm(what, place, 9)).orElseThrow();
    }

    @Test
    void ofPeopleWhoLiveInAnotherProvinceTheProvincesOwnCdcHasTheSignal() {
        Signal beyond = raised("3900", "110108");

        assertThat(beyond.place()).isEqualTo("110108");
        assertThat(beyond.owner()).isEqualTo("330000");
        assertThat(raised("3900", COUNTY).owner()).isEqualTo(COUNTY);
        assertThat(province.get("/api/surveillance/signals/" + beyond.id()).status())
                .isEqualTo(200);
    }

    private static TestBrowser.Answer step(TestBrowser browser, long signal, String step, Map<String, Object> more) {
        var body = new TreeMap<String, Object>(more);
        body.put(
                "version",
                province.get("/api/surveillance/signals/" + signal)
                        .json()
                        .path("signal")
                        .path("version")
                        .asInt(0));
        return browser.post("/api/surveillance/signals/" + signal + "/" + step, body);
    }

    private static List<String> kinds(long signal) {
        return province.get("/api/surveillance/signals/" + signal)
                .json()
                .path("events")
                .valueStream()
                .map(each -> each.path("kind").asString(""))
                .toList();
    }

    @Test
    void whatIsForAnotherCdcThatOneSeesAndAcknowledgesAndNobodyElse() {
        institution("12330105TM0000992U", "拱墅区疾控", "330105");
        node.settle();
        staff("cdc.beside", "12330105TM0000992U");
        TestBrowser beside = node.browser("cdc.beside");
        long signal = raised("1500", COUNTY).id();
        step(city, signal, "verify", Map.of("words", "属实"));
        step(city, signal, "assess", Map.of("likelihood", 3, "impact", 3));
        assertThat(beside.get("/api/surveillance/signals/" + signal).code()).isEqualTo("surveillance.signal-unknown");

        step(
                city,
                signal,
                "issue",
                Map.of("product", "NOTICE", "recipients", "拱墅区疾控", "region", "330105", "words", "请协查密接"));

        assertThat(step(city, signal, "acknowledge", Map.of("number", 1, "words", "已收"))
                        .code())
                .isEqualTo("surveillance.signal-not-owned");
        assertThat(beside.get("/api/surveillance/signals")
                        .json()
                        .path("signals")
                        .toString())
                .contains("\"id\":\"" + signal + "\"");
        assertThat(step(beside, signal, "respond", Map.of("words", "代为处置")).code())
                .isEqualTo("surveillance.signal-not-owned");
        assertThat(step(beside, signal, "acknowledge", Map.of("number", 1)).status())
                .isEqualTo(200);
        assertThat(kinds(signal)).contains("ACKNOWLEDGED");
    }

    @Test
    void ofRecipientsOutsideThePlatformItIsWrittenDownWhoAcknowledged() {
        long signal = raised("1600", COUNTY).id();
        step(city, signal, "verify", Map.of("words", "属实"));
        step(city, signal, "assess", Map.of("likelihood", 3, "impact", 3));
        step(city, signal, "issue", Map.of("product", "PROPOSAL", "recipients", "区政府", "words", "建议启动响应"));

        assertThat(step(city, signal, "acknowledge", Map.of("number", 1)).code())
                .isEqualTo("surveillance.signal-incomplete");
        assertThat(step(city, signal, "acknowledge", Map.of("number", 1, "words", "区政府值班室 9 时收悉"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aStepAndAProductThatPassTheirLimitAreWrittenDownOnce() {
        long signal = raised("1700", COUNTY).id();
        step(city, signal, "verify", Map.of("words", "属实"));
        step(city, signal, "assess", Map.of("likelihood", 3, "impact", 3));
        step(city, signal, "issue", Map.of("product", "ADVICE", "recipients", "公众", "words", "勤洗手"));
        node.jdbc()
                .sql("update surveillance.signal set due_at = now() - interval '1 hour' where id = ?")
                .param(signal)
                .update();
        node.jdbc()
                .sql("update surveillance.product set due_at = now() - interval '1 hour' where signal = ?")
                .param(signal)
                .update();

        node.bean(Overdue.class).round();
        node.bean(Overdue.class).round();

        assertThat(kinds(signal)).containsOnlyOnce("OVERDUE").containsOnlyOnce("UNACKNOWLEDGED");
    }

    @Test
    void whereMoreSeriesWaitThanOneRoundLooksAtTheNextRoundFollowsAtOnce() {
        var transaction = new TransactionTemplate(node.bean(PlatformTransactionManager.class));
        List<Boolean> more = new ArrayList<>();
        transaction.executeWithoutResult(status -> {
            node.jdbc()
                    .sql("insert into surveillance.series (place, what, changed_at)"
                            + " select '659001', 'X' || n, now() from generate_series(1, 600) as n")
                    .update();
            more.add(node.bean(Detection.class).round());
            more.add(node.bean(Detection.class).round());
            status.setRollbackOnly();
        });

        assertThat(more).containsExactly(true, false);
    }

    @Test
    void theClassesOfASchoolAreOneSite() {
        var places = node.bean(Places.class);
        var county = new RegionCode(COUNTY);

        assertThat(List.of("学军小学三年级2班", "杭州市学军小学 三(1)班", "浙江省杭州市西湖区学军小学", "学军小学　教务处"))
                .allSatisfy(each -> assertThat(places.workplace(each, county)).isEqualTo("学军小学"));
        assertThat(places.workplace("学院路小学二(3)班", county)).isEqualTo("学院路小学");
        assertThat(places.workplace("东方机械厂二车间", county)).isEqualTo("东方机械厂");
        assertThat(places.workplace("个体经营", county)).isEqualTo("个体经营");
    }
}
