package org.tongmai.recognition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tongmai.recognition.RecognisedCase.card;
import static org.tongmai.recognition.RecognisedCase.observation;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.access.Caller;
import org.tongmai.access.Role;
import org.tongmai.access.TestBrowser;
import org.tongmai.recognition.RecognisedCase.Somebody;
import org.tongmai.store.Change;
import org.tongmai.store.Origin;
import org.tongmai.store.Store;
import tools.jackson.databind.JsonNode;

/** What the ledger counts once, keeps through a crash, and tells of what was corrected. */
class LedgerTest {

    private static RecognisedCase province;

    @BeforeAll
    static void start() {
        province = new RecognisedCase();
    }

    @AfterAll
    static void stop() {
        province.close();
    }

    // -- one order, one card, one saving

    /** The second check begins while the first has not committed its card. */
    @Test
    void two_checks_of_one_order_at_the_same_moment_show_one_card() throws Exception {
        Somebody wang = province.somebody();
        province.glucose(wang, "8.9", "H");
        var question = new Checks.Question(caller("zhang"), wang.atB(), null, "page", false);
        var asked = province.bean(Checks.class)
                .check(question, List.of(Check.Wanted.item("L041")), () -> false)
                .items();
        long compartment = province.node().compartment(wang.atB());
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            List<Future<List<Check.Asked>>> second = new ArrayList<>();
            TransactionOperations slow = new TransactionOperations() {
                @Override
                public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
                    return new TransactionTemplate(province.bean(PlatformTransactionManager.class)).execute(status -> {
                        T done = action.doInTransaction(status);
                        Future<List<Check.Asked>> other = threads.submit(
                                () -> province.bean(Ledger.class).remind(question, compartment, asked, Instant.now()));
                        second.add(other);
                        while (!other.isDone() && !waiting()) {
                            Thread.onSpinWait();
                        }
                        return done;
                    });
                }
            };
            Ledger first = new Ledger(
                    province.bean(EventStore.class), province.bean(Reliances.class), slow, Clock.systemUTC());

            var one = first.remind(question, compartment, asked, Instant.now());
            var other = second.getFirst().get();

            assertThat(one.getFirst().card()).isNotNull();
            assertThat(other.getFirst().card()).isEqualTo(one.getFirst().card());
        }
        assertThat(events(wang, "REMINDED")).isEqualTo(1);
    }

    /** Whether somebody waits for a lock of this database. */
    private static boolean waiting() {
        return province.node().jdbc().sql("""
                        select exists (select from pg_locks
                                        where locktype = 'advisory'
                                          and not granted
                                          and database = (select oid from pg_database where datname = current_database()))
                        """).query(Boolean.class).single();
    }

    @Test
    void an_order_that_was_taken_away_and_comes_again_is_saved_once() {
        Somebody wang = province.somebody();
        province.glucose(wang, "8.9", "H");
        String first = card(province.check(wang, "L041"));
        province.answer(first, "quote", null, null);

        String again = card(province.check(wang, "L041"));
        var answer = province.answer(again, "quote", null, null);

        assertThat(again).isEqualTo(first);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(saved(wang).path("events").asLong()).isEqualTo(1);
        assertThat(saved(wang).path("patientFen").asLong()).isEqualTo(150);
    }

    @Test
    void another_result_that_is_quoted_for_the_same_item_soon_after_saves_nothing_more() {
        Somebody wang = province.somebody();
        province.glucose(wang, "8.9", "H");
        province.answer(card(province.check(wang, "L041")), "quote", null, null);
        province.result(
                RecognisedCase.A,
                observation(
                        wang.atA(),
                        RecognisedCase.GLUCOSE,
                        "7.1",
                        "mmol/L",
                        "H",
                        Instant.now().minus(Duration.ofDays(1))));

        province.answer(card(province.check(wang, "L041")), "quote", null, null);

        assertThat(saved(wang).path("events").asLong()).isEqualTo(2);
        assertThat(saved(wang).path("patientFen").asLong()).isEqualTo(150);
        assertThat(saved(wang).path("fundFen").asLong()).isEqualTo(350);
    }

    private static JsonNode saved(Somebody somebody) {
        return province.node()
                .browser(somebody.login())
                .get("/api/recognition/me")
                .json();
    }

    private static long events(Somebody somebody, String kind) {
        return province.node()
                .jdbc()
                .sql("select count(*) from recognition.event where compartment = ? and kind = ?")
                .params(province.node().compartment(somebody.atB()), kind)
                .query(Long.class)
                .single();
    }

    // -- what was corrected

    @Test
    void a_correction_that_comes_while_a_quotation_is_written_is_told_though_the_process_ends_there() {
        Somebody wang = province.somebody();
        String result = province.glucose(wang, "8.9", "H");
        String card = card(province.check(wang, "L041"));
        TransactionOperations dying = new TransactionOperations() {
            @Override
            public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
                correct(wang, result);
                province.node().settle();
                new TransactionTemplate(province.bean(PlatformTransactionManager.class)).execute(action);
                throw new IllegalStateException("the process ends");
            }
        };
        Ledger ledger =
                new Ledger(province.bean(EventStore.class), province.bean(Reliances.class), dying, Clock.systemUTC());
        Caller zhang = caller("zhang");

        assertThatThrownBy(() -> ledger.quote(zhang, UUID.fromString(card), "page"))
                .hasMessage("the process ends");
        province.node().settle();

        assertThat(events(wang, "QUOTED")).isEqualTo(1);
        assertThat(notices(province.doctor(), result)).isEqualTo(1);
    }

    /** A doctor at hospital B. */
    private static Caller caller(String login) {
        return new Caller(login, "张伟", Role.DOCTOR, RecognisedCase.B, null, false);
    }

    private static void correct(Somebody somebody, String result) {
        change(
                result,
                observation(
                        somebody.atA(),
                        RecognisedCase.GLUCOSE,
                        "6.0",
                        "mmol/L",
                        "N",
                        Instant.now().minus(Duration.ofDays(3))));
    }

    private static void change(String result, String json) {
        province.update(RecognisedCase.A, result, json.replaceFirst("\\{", "{\"id\":\"" + result + "\","));
    }

    private static long notices(TestBrowser doctor, String result) {
        long told = 0;
        for (JsonNode each : doctor.get("/api/recognition/notices").json().path("notices")) {
            told += each.path("result").asString().equals("Observation/" + result) ? 1 : 0;
        }
        return told;
    }

    @Test
    void a_correction_that_is_not_read_for_a_day_is_for_the_colleagues_and_not_for_who_left() {
        Somebody wang = province.somebody();
        String result = province.glucose(wang, "8.9", "H");
        province.answer(card(province.check(wang, "L041")), "quote", null, null);
        correct(wang, result);
        province.node().settle();
        Notices today = notices(Duration.ofHours(23));
        Notices tomorrow = notices(Duration.ofHours(25));
        Caller left = new Caller("zhang", "张伟", Role.DOCTOR, RecognisedCase.A, null, false);

        assertThat(told(today, caller("zhang"), result)).hasSize(1);
        assertThat(told(today, caller("liu"), result)).isEmpty();
        assertThat(told(tomorrow, left, result)).isEmpty();
        UUID waiting = told(tomorrow, caller("liu"), result).getFirst().id();
        assertThatThrownBy(() -> today.acknowledge(caller("liu"), waiting))
                .hasMessageContaining("no such notice for you");

        tomorrow.acknowledge(caller("liu"), waiting);

        assertThat(told(tomorrow, caller("zhang"), result)).isEmpty();
    }

    /** So long after now. */
    private static Notices notices(Duration later) {
        return new Notices(province.node().jdbc(), Clock.offset(Clock.systemUTC(), later));
    }

    private static List<Notices.Notice> told(Notices notices, Caller doctor, String result) {
        return notices.open(doctor).stream()
                .filter(each -> each.result().equals("Observation/" + result))
                .toList();
    }

    /** A blood count of yesterday, made at hospital A: a report and two results. */
    private record Panel(String white, String red, String report) {}

    private static Panel panel(Somebody somebody) {
        String white = province.result(RecognisedCase.A, white(somebody, "12.1"));
        String red = province.result(RecognisedCase.A, red(somebody, "4.5"));
        return new Panel(white, red, province.node().file(RecognisedCase.A, "DiagnosticReport", """
                {"resourceType":"DiagnosticReport","status":"final","subject":{"reference":"Patient/%s"},
                 "code":{"coding":[{"system":"http://loinc.org","code":"58410-2"}],"text":"血常规"},"effectiveDateTime":"%s",
                 "result":[{"reference":"Observation/%s"},{"reference":"Observation/%s"}]}
                """.formatted(
                        somebody.atA(), yesterday(), white, red)));
    }

    private static String white(Somebody somebody, String value) {
        return observation(somebody.atA(), "6690-2", value, "10*9/L", "H", yesterday());
    }

    private static String red(Somebody somebody, String value) {
        return observation(somebody.atA(), "789-8", value, "10*12/L", "N", yesterday());
    }

    private static Instant yesterday() {
        return Instant.now().minus(Duration.ofDays(1));
    }

    @Test
    void corrections_of_the_results_of_a_quoted_report_are_told_one_by_one() {
        Somebody wang = province.somebody();
        Panel panel = panel(wang);
        province.answer(card(province.check(wang, "L010")), "quote", null, null);

        change(panel.white(), white(wang, "2.1"));
        change(panel.red(), red(wang, "3.5"));
        province.node().settle();

        assertThat(notices(province.doctor(), panel.white())).isEqualTo(1);
        assertThat(notices(province.doctor(), panel.red())).isEqualTo(1);
        JsonNode again = province.check(wang, "L010")
                .path("items")
                .path(0)
                .path("candidates")
                .path(0);
        assertThat(again.path("outcome").asString()).isEqualTo("reference");
        assertThat(again.path("why").path("rule").asString()).isEqualTo("recognition.correction-after-quotation@1");
    }

    @Test
    void a_report_of_which_a_result_was_corrected_since_the_card_was_shown_is_not_quoted_unread() {
        Somebody wang = province.somebody();
        Panel panel = panel(wang);
        String card = card(province.check(wang, "L010"));

        change(panel.white(), white(wang, "2.1"));
        var unread = province.answer(card, "quote", null, null);
        long relied = province.node()
                .jdbc()
                .sql("select count(*) from recognition.reliance where card = ?::uuid")
                .param(card)
                .query(Long.class)
                .single();
        String read = card(province.check(wang, "L010"));

        assertThat(unread.code()).isEqualTo("recognition.result-changed");
        assertThat(relied).as("nobody relies on what was not quoted").isZero();
        assertThat(read).isNotEqualTo(card);
        assertThat(province.answer(read, "quote", null, null).status()).isEqualTo(200);
    }

    // -- what is found, and what was made anew

    @Test
    void of_more_results_than_are_looked_at_the_newest_are() {
        Somebody wang = province.somebody();
        Instant first = Instant.now().minus(Duration.ofDays(300));
        List<Change> old = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            old.add(Change.create(
                    "Observation",
                    observation(
                                    wang.atA(),
                                    RecognisedCase.GLUCOSE,
                                    "5.0",
                                    "mmol/L",
                                    "N",
                                    first.plus(Duration.ofHours(i)))
                            .getBytes(StandardCharsets.UTF_8)));
        }
        province.bean(Store.class).transact(old, new Origin(RecognisedCase.A, "test", null, ""));
        province.glucose(wang, "8.9", "H");

        JsonNode asked = province.check(wang, "L041").path("items").path(0);

        assertThat(asked.path("outcome").asString()).isEqualTo("recognisable");
        assertThat(asked.path("candidates").path(0).path("value").asString()).isEqualTo("8.9");
    }

    // -- who reads whose names

    @Test
    void who_made_the_results_does_not_learn_which_doctors_elsewhere_relied_on_them() {
        Somebody wang = province.somebody();
        province.glucose(wang, "8.9", "H");
        province.answer(card(province.check(wang, "L041")), "quote", null, null);
        province.node().account("it-of-maker", Role.INSTITUTION_IT);
        province.node().account("op-of-all", Role.OPERATOR);
        var it = province.node().browser("it-of-maker");
        var operator = province.node().browser("op-of-all");
        String credit = "&maker=" + RecognisedCase.A;

        JsonNode events = it.get("/api/recognition/events?kind=QUOTED" + credit).json();
        JsonNode byDoctor =
                it.get("/api/recognition/statistics?group=doctor" + credit).json();
        JsonNode ofOne = it.get("/api/recognition/statistics?group=item&doctor=zhang" + credit)
                .json();
        JsonNode byInstitution =
                it.get("/api/recognition/statistics?group=institution" + credit).json();

        assertThat(events.path("events").findValuesAsString("doctor"))
                .isNotEmpty()
                .containsOnly("");
        assertThat(events.path("events").path(0).path("department").isNull()).isTrue();
        assertThat(byDoctor.path("figures").findValuesAsString("key")).doesNotContain("zhang");
        assertThat(ofOne.path("figures").size()).isZero();
        assertThat(byInstitution.path("figures").findValuesAsString("key")).contains(RecognisedCase.B);
        assertThat(operator.get("/api/recognition/events?kind=QUOTED")
                        .json()
                        .path("events")
                        .findValuesAsString("doctor"))
                .contains("张伟");
    }

    @Test
    void the_repeat_of_a_refused_examination_is_known_by_its_day_alone() {
        Somebody wang = province.somebody();
        province.glucose(wang, "8.9", "H");
        String card = card(province.check(wang, "L041"));
        province.answer(card, "refuse", "R1", null);

        province.result(
                RecognisedCase.B,
                observation(wang.atB(), RecognisedCase.GLUCOSE, "5.0", "mmol/L", "N", Instant.now())
                        .replaceFirst(
                                "\"effectiveDateTime\":\"[^\"]+\"",
                                "\"effectiveDateTime\":\"" + RecognisedCase.today() + "\""));
        province.node().settle();

        assertThat(events(wang, "REPEATED")).isEqualTo(1);
    }
}
