package org.tongmai.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.Role;
import org.tongmai.access.TestBrowser;
import org.tongmai.access.TestBrowser.Answer;
import org.tongmai.access.TestNode;

/** The journal as people see it, on a whole node. */
class IntakeRoutesTest {

    private static final String MINE = TestNode.HOSPITAL_A;
    private static final String OTHER = Hospital.CODE;

    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start("--tongmai.intake.room-bytes=10000000", "--tongmai.intake.mllp-stall=200ms");
        node.institution(MINE, "省立医院");
        node.institution(OTHER, "市一医院");
        node.account("it", Role.INSTITUTION_IT);
        node.account("night-operator", Role.OPERATOR);
        node.doctor("doctor", "王医生", MINE);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void anItPersonSeesWhatWasRefusedMendsItAndRunsItAgain() {
        TestBrowser browser = node.browser("it");
        String wrong = registration("A1").replace("330106198003072330", "330106198003072331");

        Answer refused = post(browser, wrong);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.raw().body()).contains("MSA|AE|A1|").contains("kernel.resident-number-check-digit-wrong");

        var line = browser.get("/api/intake/messages?state=REFUSED&count=1")
                .json()
                .path("messages")
                .path(0);
        assertThat(line.path("patientMasked").asString()).isEqualTo("𠮷* …01");
        var detail = browser.get("/api/intake/messages/" + line.path("id").asString())
                .json();
        assertThat(detail.path("body").asString()).isEqualTo(wrong);
        assertThat(detail.path("where").path(0).asString()).isEqualTo("PID-3[2].1");
        assertThat(detail.path("mend").asString()).isNotBlank();
        assertThat(detail.path("original").isNull()).isTrue();

        var after = browser.post(
                        "/api/intake/messages/" + line.path("id").asString() + "/rerun",
                        Map.of("body", registration("A1")))
                .json();
        assertThat(after.path("state").asString()).isEqualTo("RESOLVED");
        assertThat(after.path("attempts")).hasSize(2);
        assertThat(after.path("locations").toString()).contains("Patient/");
        assertThat(after.path("body").asString()).isEqualTo(registration("A1"));
        assertThat(after.path("original").asString()).isEqualTo(wrong);
        assertThat(after.path("acknowledgement").asString()).contains("MSA|AE|A1|");
    }

    @Test
    void largeBodiesThatAreHeldTogetherAreBounded() throws Exception {
        TestBrowser browser = node.browser("it");
        var rest = new CountDownLatch(1);
        InputStream slow = new InputStream() {
            private int sent;

            @Override
            public int read() throws IOException {
                if (sent++ < 100_000) {
                    return 'A';
                }
                try {
                    rest.await();
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                }
                throw new IOException("the sender gave up");
            }

            @Override
            public int read(byte[] into, int from, int most) throws IOException {
                int next = read();
                into[from] = (byte) next;
                return 1;
            }
        };
        var held = browser.http()
                .sendAsync(
                        browser.change("/api/intake/hl7v2")
                                .header("Content-Type", IntakeRoutes.ER7)
                                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> slow), 9_000_000))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
        String large = registration("G1").replace("\rNK1", "\rNTE|1||" + "A".repeat(1_500_000) + "\rNK1");

        Answer answer = post(browser, large);
        for (int tries = 0; tries < 50 && answer.status() != 503; tries++) {
            answer = post(browser, large);
        }

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("intake.busy");
        assertThat(post(browser, registration("G2")).status()).isEqualTo(200);
        rest.countDown();
        held.handle((done, failed) -> true).get();
    }

    @Test
    void theSameMessageAgainSaysSo() {
        TestBrowser browser = node.browser("it");

        Answer first = post(browser, registration("B1"));
        Answer second = post(browser, registration("B1"));

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("Idempotency-Replayed")).isEmpty();
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(second.raw().body()).isEqualTo(first.raw().body());
    }

    @Test
    void aMessageIsFoundByItsNumberAndByItsReason() {
        TestBrowser it = node.browser("it");
        String wrong = registration("N1").replace("330106198003072330", "330106198003072331");
        post(it, wrong);
        post(it, registration("N2"));

        var byNumber = it.get("/api/intake/messages?controlId=N1").json().path("messages");
        assertThat(byNumber).hasSize(1);
        assertThat(byNumber.path(0).path("institution").path("name").asString()).isEqualTo("省立医院");
        assertThat(node.browser("night-operator")
                        .get("/api/intake/messages?controlId=N1")
                        .json()
                        .path("messages"))
                .isEqualTo(byNumber);
        assertThat(it.get("/api/intake/messages?controlId=N").json().path("messages"))
                .isEmpty();

        var byReason = it.get("/api/intake/messages?code=kernel.resident-number-check-digit-wrong&count=200")
                .json()
                .path("messages");
        assertThat(byReason)
                .isNotEmpty()
                .allSatisfy(message -> assertThat(message.path("code").asString())
                        .isEqualTo("kernel.resident-number-check-digit-wrong"));
    }

    @Test
    void whatOthersSentDoesNotExist() {
        String number = "C1";
        node.bean(Intake.class)
                .receive(
                        registration(number).replace(MINE, OTHER).getBytes(StandardCharsets.UTF_8),
                        "192.0.2.1:1",
                        null);
        String id = node.browser("night-operator")
                .get("/api/intake/messages?institution=" + OTHER)
                .json()
                .path("messages")
                .path(0)
                .path("id")
                .asString();

        TestBrowser it = node.browser("it");
        assertThat(it.get("/api/intake/messages?institution=" + OTHER).raw().body())
                .doesNotContain("\"" + number + "\"");
        assertThat(it.get("/api/intake/messages/" + id).status()).isEqualTo(404);
        assertThat(it.post("/api/intake/messages/" + id + "/rerun", Map.of()).status())
                .isEqualTo(404);
    }

    @Test
    void whoRunsTheNodeSeesThatAMessageCameAndNotItsText() {
        post(node.browser("it"), registration("D1"));
        TestBrowser operator = node.browser("night-operator");
        String id = operator.get("/api/intake/messages?institution=" + MINE)
                .json()
                .path("messages")
                .path(0)
                .path("id")
                .asString();

        var detail = operator.get("/api/intake/messages/" + id).json();

        assertThat(detail.path("state").asString()).isNotBlank();
        assertThat(detail.path("body").isNull()).isTrue();
    }

    @Test
    void aTextThatIsShownLeavesATrace() {
        TestBrowser browser = node.browser("it");
        post(browser, registration("E1"));
        node.settle();
        long before = looks();
        String id = browser.get("/api/intake/messages?count=1")
                .json()
                .path("messages")
                .path(0)
                .path("id")
                .asString();

        browser.get("/api/intake/messages/" + id);

        assertThat(looks()).isEqualTo(before + 1);
    }

    @Test
    void anAccountSendsForItsOwnInstitutionOnly() {
        Answer answer = post(node.browser("it"), registration("F1").replace(MINE, OTHER));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.raw().body()).contains("MSA|AR|").contains("intake.institution-not-yours");
    }

    @Test
    void theDayIsCounted() {
        TestBrowser browser = node.browser("it");
        post(browser, registration("G1").replace("|19800307|", "|20990307|"));

        var day = browser.get("/api/intake/summary").json();

        assertThat(day.path("received").asLong()).isPositive();
        assertThat(day.path("refused").asLong()).isPositive();
        assertThat(day.path("byHour")).hasSize(24);
        assertThat(day.path("byReason").toString()).contains("kernel.birth-date-in-future");
    }

    @Test
    void whatIsSentIsScoredAndWhatBreaksARuleIsFoundByItsOwnInstitutionOnly() {
        TestBrowser browser = node.browser("it");
        post(browser, registration("Q1").replace("|19800307|M|", "|19800307||"));

        var board = browser.get("/api/intake/quality").json();
        var findings =
                browser.get("/api/intake/quality/findings?dataset=ADT%5EA04").json();
        Answer csv = browser.get("/api/intake/quality/table");
        var rule =
                browser.get("/api/intake/quality/rules/demographics-complete").json();

        assertThat(board.path("institution").asString()).isEqualTo(MINE);
        var row = board.path("rows")
                .valueStream()
                .filter(each -> each.path("group").asString().equals("ADT^A04"))
                .findFirst()
                .orElseThrow();
        assertThat(row.path("score").asDouble()).isBetween(50.0, 99.99);
        assertThat(row.path("dimensions").path("COMPLETENESS").asDouble()).isLessThan(100);
        assertThat(row.path("trend").size()).isEqualTo(1);
        var found = findings.path("findings")
                .valueStream()
                .filter(each -> each.path("rule").asString().equals("demographics-complete"))
                .findFirst()
                .orElseThrow();
        assertThat(found.path("words").path("zh").asString()).contains("性别");
        assertThat(found.path("samples").path(0).path("message").asLong()).isPositive();
        assertThat(csv.raw().body()).contains("demographics-complete");
        assertThat(rule.path("rule").path("formula").asString()).contains("DE02.01.040.00");
        var all = node.browser("night-operator").get("/api/intake/quality").json();
        assertThat(all.path("rows").toString()).contains(MINE);
        assertThat(node.browser("night-operator")
                        .get("/api/intake/quality/findings?institution=" + MINE)
                        .json()
                        .path("findings")
                        .size())
                .isPositive();
        assertThat(browser.get("/api/intake/quality?institution=" + OTHER)
                        .json()
                        .path("institution")
                        .asString())
                .isEqualTo(MINE);
    }

    @Test
    void aSourceTellsWhatItSentAndTheDayIsReconciled() {
        TestBrowser browser = node.browser("it");
        post(browser, registration("Q2"));
        String today = browser.get("/api/intake/quality").json().path("until").asString();

        Answer kept = browser.post(
                "/api/intake/counts",
                Map.of("counts", List.of(Map.of("day", today, "dataset", "ADT^A04", "count", 100_000))));
        Answer wrong = browser.post(
                "/api/intake/counts",
                Map.of("counts", List.of(Map.of("day", today, "dataset", "ADT^A04", "count", -1))));

        assertThat(kept.json().path("kept").asInt()).isEqualTo(1);
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.code()).isEqualTo("intake.count-wrong");
        var row = browser.get("/api/intake/quality")
                .json()
                .path("rows")
                .valueStream()
                .filter(each -> each.path("group").asString().equals("ADT^A04"))
                .findFirst()
                .orElseThrow();
        assertThat(row.path("countedDays").asInt()).isEqualTo(1);
        assertThat(row.path("reconciled").asInt()).isZero();
        assertThat(browser.get("/api/intake/quality/findings").json().toString())
                .contains("counts-agree");
    }

    @Test
    void aRuleIsRunAgainOverADayStepByStep() {
        TestBrowser browser = node.browser("it");
        post(browser, registration("Q3"));
        String today = browser.get("/api/intake/quality").json().path("until").asString();
        String path = "/api/intake/quality/recheck?dataset=ADT%5EA04&anew=true&day=" + today + "&rule=";

        Answer again = browser.post(path + "birth-before-visit", null);
        Answer not = browser.post(path + "told-in-a-day", null);

        assertThat(again.json().path("done").asBoolean()).isTrue();
        assertThat(again.json().path("judged").asLong()).isPositive();
        assertThat(not.code()).isEqualTo("intake.recheck-not-possible");
    }

    @Test
    void manyAreRunAgainAtOnce() {
        TestBrowser browser = node.browser("it");
        post(browser, registration("H1").replace("|19800307|", "|20980307|"));

        var bulk = browser.post("/api/intake/rerun?code=kernel.birth-date-in-future", null)
                .json();

        assertThat(bulk.path("ran").asInt()).isPositive();
        assertThat(bulk.path("refused").asInt()).isEqualTo(bulk.path("ran").asInt());
    }

    @Test
    void aDoctorHasNoBusinessHere() {
        assertThat(node.browser("doctor").get("/api/intake/messages").status()).isEqualTo(403);
    }

    @Test
    void aFilterThatMeansNothingIsRefused() {
        Answer answer = node.browser("it").get("/api/intake/messages?state=LOST");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("intake.filter-unknown");
    }

    private static long looks() {
        return node.jdbc()
                .sql("select count(*) from access.look")
                .query(Long.class)
                .single();
    }

    private static String registration(String number) {
        return Hospital.REGISTRATION.replace(Hospital.CODE, MINE).replace("REG-1", number);
    }

    @Test
    void aMessageMayComeUnderEachNameOfItsFormAndOtherFormsAreToldWhich() {
        TestBrowser browser = node.browser("it");

        for (String type : List.of(
                "x-application/hl7-v2+er7",
                "application/hl7-v2",
                "application/hl7-v2+er7",
                "text/plain;charset=UTF-8")) {
            assertThat(post(browser, registration("T" + type.length()), type).status())
                    .as(type)
                    .isEqualTo(200);
        }
        Answer json = post(browser, registration("T0"), "application/json");

        assertThat(json.status()).isEqualTo(415);
        assertThat(json.json().path("mend").asString("")
                        + json.json().path("detail").asString(""))
                .contains("x-application/hl7-v2+er7");
    }

    private static Answer post(TestBrowser browser, String message) {
        return post(browser, message, IntakeRoutes.ER7);
    }

    private static Answer post(TestBrowser browser, String message, String type) {
        return browser.send(browser.change("/api/intake/hl7v2")
                .setHeader("Accept", "*/*")
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(message, StandardCharsets.UTF_8)));
    }
}
