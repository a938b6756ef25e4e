package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.StringReader;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.receipt.Consistency;
import org.tongmai.access.receipt.Finding;
import org.tongmai.access.receipt.KeyList;
import org.tongmai.access.receipt.LogFile;
import org.tongmai.access.receipt.Proven;
import org.tongmai.access.receipt.Receipt;
import org.tongmai.access.receipt.Verification;
import org.tongmai.kernel.crypto.Suite;
import tools.jackson.databind.JsonNode;

/** Each look has a receipt in the log, which its resident and its institution can prove to anybody without the node. */
class ReceiptTest {

    private static TestNode node;
    private static String patient;
    private static String condition;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        node.institution(TestNode.HOSPITAL_A, "甲医院");
        patient = node.patient(TestNode.HOSPITAL_A, "王建军", "330106197803074516");
        node.encounter(TestNode.HOSPITAL_A, patient, Instant.now().minusSeconds(600), "");
        condition = node.condition(TestNode.HOSPITAL_A, patient, "肺炎", "");
        node.doctor("zhang", "张伟", TestNode.HOSPITAL_A);
        node.resident("wang", "王建军", patient);
        String other = node.patient(TestNode.HOSPITAL_B, "陈建国", "110105194912310021");
        node.resident("chen", "陈建国", other);
        node.account("operator2", Role.OPERATOR);
        node.settle();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void the_resident_proves_a_look_without_the_node() throws Exception {
        String look = look();

        var file = node.browser("wang").get("/api/access/looks/" + look + "/receipt");
        var verification = new Verification(keys(), null);
        var outcome = verification.reader().verify(file.raw().body().strip());

        assertThat(file.header("Content-Disposition")).contains("receipt-" + look + ".ndjson");
        assertThat(outcome.wrong()).isNull();
        assertThat(verification.heads()).isEmpty();
        assertThat(outcome.proven())
                .isNotNull()
                .satisfies(proven -> assertThat(proven.opening()).isNotNull());
        assertThat(Objects.requireNonNull(outcome.proven()).entry()).isInstanceOfSatisfying(Receipt.class, receipt -> {
            assertThat(receipt.name()).isEqualTo("张伟");
            assertThat(receipt.institution()).isEqualTo(TestNode.HOSPITAL_A);
            assertThat(receipt.counts()).containsEntry("Condition", 1);
            assertThat(receipt.look()).isEqualTo(look);
            assertThat(receipt.canonical()).doesNotContain(Long.toString(node.compartment(patient)));
        });
    }

    @Test
    void a_receipt_in_which_one_bit_was_flipped_proves_nothing() throws Exception {
        String line = node.browser("wang")
                .get("/api/access/looks/" + look() + "/receipt")
                .raw()
                .body()
                .strip();
        KeyList keys = keys();

        for (int at = 0; at < line.length(); at++) {
            String flipped = line.substring(0, at) + (char) (line.charAt(at) ^ 1) + line.substring(at + 1);
            var verification = new Verification(keys, null);
            assertThat(verification.reader().verify(flipped).wrong())
                    .as(flipped)
                    .isNotNull();
        }
    }

    @Test
    void nobody_else_gets_the_receipt_but_the_institution_that_looked() {
        String look = look();
        String event = node.browser("wang")
                .get("/fhir/AuditEvent?patient=Patient/" + patient + "&agent=zhang")
                .json()
                .path("entry")
                .path(0)
                .path("resource")
                .path("id")
                .asString();

        assertThat(node.browser("chen")
                        .get("/api/access/looks/" + look + "/receipt")
                        .code())
                .isEqualTo("access.no-such-look");
        assertThat(node.browser("chen")
                        .get("/api/access/looks/" + event + "/receipt")
                        .code())
                .isEqualTo("access.no-such-look");
        assertThat(node.browser("zhang")
                        .get("/api/access/looks/" + look + "/receipt")
                        .status())
                .isEqualTo(403);
        assertThat(asSystem("his-a", TestNode.HOSPITAL_A, period())).contains("张伟");
        assertThat(asSystem("his-b", TestNode.HOSPITAL_B, period())).doesNotContain("张伟");
    }

    @Test
    void all_receipts_of_a_period_are_under_one_head_and_verify_with_the_exported_log() throws Exception {
        for (int i = 0; i < 70; i++) {
            look();
        }
        String all = node.browser("wang").get(period()).raw().body();
        String export =
                node.browser("operator2").get("/api/access/log/entries").raw().body();
        LogFile log = LogFile.read(new BufferedReader(new StringReader(export)));
        var verification = new Verification(keys(), log);
        var reader = verification.reader();

        List<Verification.Outcome> outcomes = all.lines().map(reader::verify).toList();

        assertThat(outcomes).hasSizeGreaterThanOrEqualTo(70).allMatch(each -> each.wrong() == null);
        assertThat(verification.heads()).isEmpty();
        assertThat(log.size()).isGreaterThanOrEqualTo(70);
        assertThat(log.heads()).isNotEmpty();
    }

    @Test
    void a_deleted_a_moved_and_a_changed_entry_of_an_exported_log_are_found() throws Exception {
        for (int i = 0; i < 5; i++) {
            look();
        }
        String receipt = node.browser("wang")
                .get("/api/access/looks/" + look() + "/receipt")
                .raw()
                .body()
                .strip();
        List<String> lines = node.browser("operator2")
                .get("/api/access/log/entries")
                .raw()
                .body()
                .lines()
                .toList();
        List<Integer> entries = IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).indexOf('.') < 0)
                .boxed()
                .toList();
        int victim = entries.get(entries.size() - 3);
        List<String> deleted = new ArrayList<>(lines);
        deleted.remove(victim);
        List<String> moved = new ArrayList<>(lines);
        Collections.swap(moved, victim, entries.get(entries.size() - 4));
        List<String> changed = new ArrayList<>(lines);
        changed.set(victim, LogFile.line(new byte[32]));

        assertThat(said(lines, receipt)).isEmpty();
        assertThat(said(deleted, receipt)).anyMatch(each -> each.contains("deleted"));
        assertThat(said(moved, receipt)).anyMatch(each -> each.contains("does not come to the head"));
        assertThat(said(changed, receipt)).anyMatch(each -> each.contains("does not come to the head"));
    }

    private static List<String> said(List<String> lines, String receipt) throws Exception {
        LogFile log = LogFile.read(new BufferedReader(new StringReader(String.join("\n", lines))));
        var verification = new Verification(keys(), log);
        List<String> said = new ArrayList<>();
        Finding wrong = verification.reader().verify(receipt).wrong();
        if (wrong != null) {
            said.add(wrong.words().en());
        }
        verification.heads().forEach(each -> said.add(each.words().en()));
        return said;
    }

    @Test
    void two_heads_are_joined_by_a_proof_and_by_nothing_less() throws Exception {
        String early = node.browser("wang")
                .get("/api/access/looks/" + look() + "/receipt")
                .raw()
                .body()
                .strip();
        String late = node.browser("wang")
                .get("/api/access/looks/" + look() + "/receipt")
                .raw()
                .body()
                .strip();
        var without = new Verification(keys(), null);
        List.of(early, late).forEach(without.reader()::verify);
        long first = size(early);
        long second = size(late);

        String proof = node.browser("wang")
                .get("/api/access/log/consistency?first=" + first + "&second=" + second)
                .raw()
                .body();
        var with = new Verification(keys(), null);
        with.take(Consistency.read(proof));
        List.of(early, late).forEach(with.reader()::verify);

        assertThat(without.heads())
                .singleElement()
                .satisfies(each -> assertThat(each.words().en()).contains("nothing proves"));
        assertThat(with.heads()).isEmpty();
        assertThat(node.browser("wang")
                        .get("/api/access/log/consistency?first=1000000&second=2000000")
                        .code())
                .isEqualTo("access.no-such-head");
    }

    @Test
    void a_turned_over_key_signs_and_the_old_heads_stay_good() throws Exception {
        String before = node.browser("wang")
                .get("/api/access/looks/" + look() + "/receipt")
                .raw()
                .body()
                .strip();

        node.browser("operator2").post("/api/access/log/keys/rotate", Map.of("atOnce", true));
        String after = node.browser("wang")
                .get("/api/access/looks/" + look() + "/receipt")
                .raw()
                .body()
                .strip();

        KeyList keys = keys();
        assertThat(keys.keys()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(new Verification(keys, null).reader().verify(before).wrong()).isNull();
        assertThat(new Verification(keys, null).reader().verify(after).wrong()).isNull();
        var theNewOnly =
                new KeyList(keys.log(), keys.suite(), List.of(keys.keys().getLast()));
        assertThat(new Verification(theNewOnly, null).reader().verify(before).wrong())
                .isNotNull();
    }

    @Test
    void two_processes_that_write_at_once_leave_one_chain() throws Exception {
        LookStore one = node.bean(LookStore.class);
        var receipts = new Receipts(
                new LogStore(node.jdbc()), Suite.of("international").orElseThrow(), Clock.systemUTC());
        LookStore other = new LookStore(node.bean(DataSource.class), node.jdbc(), receipts);
        long before = node.bean(ReceiptLog.class).size();
        List<Future<?>> writing = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 40; i++) {
                LookStore process = i % 2 == 0 ? one : other;
                writing.add(threads.submit(() -> {
                    process.insert(List.of(List.of(look("li")), List.of(look("li")), List.of(look("li"))));
                    return true;
                }));
            }
        }
        for (Future<?> each : writing) {
            each.get();
        }

        LogCheck.Result check = node.bean(LogCheck.class).check(1_000);
        Set<Long> places = new HashSet<>(node.jdbc()
                .sql("select place from access.look where place >= ?")
                .param(before)
                .query(Long.class)
                .list());

        assertThat(check.wrong()).isEmpty();
        assertThat(places).hasSizeGreaterThanOrEqualTo(120);
        assertThat(node.bean(ReceiptLog.class).size()).isEqualTo(before + places.size());
    }

    @Test
    void a_look_that_cannot_be_written_takes_no_place_in_the_log() {
        long before = node.bean(ReceiptLog.class).size();
        Look impossible = look("with \u0000 in it");

        assertThatThrownBy(() -> node.bean(LookStore.class).insert(List.of(List.of(look("li")), List.of(impossible))))
                .isInstanceOf(SQLException.class);

        assertThat(node.bean(ReceiptLog.class).size()).isEqualTo(before);
    }

    @Test
    void the_audit_event_names_the_receipt() throws Exception {
        look();

        JsonNode event = node.browser("wang")
                .get("/fhir/AuditEvent?patient=Patient/" + patient + "&agent=zhang")
                .json()
                .path("entry")
                .path(0)
                .path("resource");
        String named = event.path("entity")
                .path(2)
                .path("what")
                .path("identifier")
                .path("value")
                .asString();
        Proven proven = Proven.read(node.browser("wang")
                .get("/api/access/looks/" + event.path("id").asString() + "/receipt")
                .raw()
                .body());

        assertThat(named).isEqualTo(keys().log() + "/" + proven.place());
        assertThat(event.path("entity")
                        .path(2)
                        .path("detail")
                        .path(0)
                        .path("valueBase64Binary")
                        .asString())
                .isEqualTo(Base64.getEncoder().encodeToString(proven.entry().leaf(keys().hash())));
    }

    @Test
    void the_resident_says_i_was_not_there_and_reads_the_answer() {
        String look = look();
        TestBrowser resident = node.browser("wang");
        TestBrowser operator = node.browser("operator2");

        var reported = resident.post("/api/access/looks/" + look + "/report", Map.of("words", "当天我在外地"));
        var strange = node.browser("chen").post("/api/access/looks/" + look + "/report", Map.of("words", ""));
        JsonNode waiting = operator.get("/api/access/reports").json().path("reports");
        String id = waiting.path(0).path("id").asString();
        var answered =
                operator.post("/api/access/reports/" + id + "/answer", Map.of("outcome", "MISUSE", "answer", "已停用该账号"));
        var twice =
                operator.post("/api/access/reports/" + id + "/answer", Map.of("outcome", "RIGHTFUL", "answer", "误报"));
        JsonNode seen =
                resident.get("/api/access/looks?count=1").json().path("looks").path(0);

        assertThat(reported.status()).isEqualTo(200);
        assertThat(strange.code()).isEqualTo("access.no-such-look");
        assertThat(waiting.path(0).path("name").asString()).isEqualTo("张伟");
        assertThat(waiting.toString()).doesNotContain("王建军");
        assertThat(answered.status()).isEqualTo(200);
        assertThat(twice.code()).isEqualTo("access.report-answered");
        assertThat(seen.path("receipt").asBoolean()).isTrue();
        assertThat(seen.path("report").path("outcome").asString()).isEqualTo("MISUSE");
        assertThat(seen.path("report").path("answer").asString()).isEqualTo("已停用该账号");
    }

    /** A doctor looks; the answer is the number of the look. */
    private static String look() {
        assertThat(node.browser("zhang").get("/fhir/Condition/" + condition).status())
                .isEqualTo(200);
        return node.browser("wang")
                .get("/api/access/looks?count=1")
                .json()
                .path("looks")
                .path(0)
                .path("id")
                .asString();
    }

    private static Look look(String account) {
        return new Look(
                node.compartment(patient),
                0,
                Instant.now().truncatedTo(ChronoUnit.MICROS),
                null,
                account,
                "李",
                Role.DOCTOR,
                TestNode.HOSPITAL_A,
                Purpose.CARE,
                Basis.TREATMENT,
                "read",
                Map.of("Condition", 1),
                true,
                false,
                null,
                null);
    }

    private static KeyList keys() throws Exception {
        return KeyList.read(node.browser().get("/api/access/log").raw().body());
    }

    private static long size(String line) throws Exception {
        String payload = Proven.read(line).head().split("\\.")[1];
        return TestBrowser.read(Base64.getUrlDecoder().decode(payload))
                .path("size")
                .asLong();
    }

    private static String asSystem(String id, String institution, String path) {
        @Nullable String token = node.system(id, institution);
        TestBrowser browser = node.browser();
        return browser.send(browser.change(path)
                        .header("Authorization", "Bearer " + token)
                        .GET())
                .raw()
                .body();
    }

    private static String period() {
        Instant now = Instant.now();
        return "/api/access/looks/receipts?from=" + now.minus(Duration.ofDays(1)) + "&until="
                + now.plus(Duration.ofDays(1));
    }
}
