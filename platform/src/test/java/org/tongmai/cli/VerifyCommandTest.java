package org.tongmai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tongmai.access.Role;
import org.tongmai.access.TestNode;

/** A resident at home, without network, finds out whether the receipts are true. */
class VerifyCommandTest {

    @TempDir
    static Path folder;

    private static Path keys;
    private static Path log;
    private static Path receipts;
    private static Path one;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void download() throws IOException {
        try (TestNode node = TestNode.start()) {
            String patient = node.patient(TestNode.HOSPITAL_A, "王建军", "330106197803074516");
            node.encounter(TestNode.HOSPITAL_A, patient, Instant.now().minusSeconds(600), "");
            node.doctor("zhang", "张伟", TestNode.HOSPITAL_A);
            node.resident("wang", "王建军", patient);
            node.account("operator2", Role.OPERATOR);
            node.settle();
            one = file("one.ndjson", "");
            for (int i = 0; i < 40; i++) {
                node.browser("zhang").get("/fhir/Patient/" + patient);
                if (i == 20) {
                    one = file(
                            "one.ndjson",
                            node.browser("wang").get(period()).raw().body());
                }
            }
            receipts = file(
                    "receipts.ndjson", node.browser("wang").get(period()).raw().body());
            keys = file("keys.json", node.browser().get("/api/access/log").raw().body());
            log = file(
                    "log.txt",
                    node.browser("operator2")
                            .get("/api/access/log/entries")
                            .raw()
                            .body());
        }
    }

    @AfterAll
    static void forget() throws IOException {
        Files.deleteIfExists(receipts);
    }

    @Test
    void true_receipts_are_proven() {
        assertThat(verify(receipts, "--keys", keys)).isEqualTo(Exit.OK);
        assertThat(out.toString()).contains("40 proven, 0 wrong; 1 signed heads", "全部通过验证。");
    }

    @Test
    void a_receipt_that_was_changed_is_named_in_plain_words() throws IOException {
        Path forged = file("forged.ndjson", Files.readString(receipts).replaceFirst("张伟", "李伟"));

        assertThat(verify(forged, "--keys", keys)).isEqualTo(Exit.FAILED);
        assertThat(out.toString())
                .contains("forged.ndjson, receipt 1, entry ", "does not lead to the signed root", "39 proven, 1 wrong");
    }

    @Test
    void receipts_of_two_days_need_a_proof_that_the_log_only_grew() {
        assertThat(verify(one, receipts, "--keys", keys)).isEqualTo(Exit.FAILED);
        assertThat(out.toString()).contains("nothing proves that the heads of");

        assertThat(verify(one, receipts, "--keys", keys, "--log", log)).isEqualTo(Exit.OK);
    }

    @Test
    void a_log_from_which_an_entry_was_deleted_or_in_which_two_were_swapped_is_found() throws IOException {
        List<String> lines = Files.readAllLines(log);
        List<String> deleted = new ArrayList<>(lines);
        deleted.remove(entry(lines, 10));
        List<String> swapped = new ArrayList<>(lines);
        Collections.swap(swapped, entry(lines, 10), entry(lines, 11));

        assertThat(verify(receipts, "--keys", keys, "--log", file("deleted.txt", String.join("\n", deleted))))
                .isEqualTo(Exit.FAILED);
        assertThat(out.toString()).contains("the log has no such entry", "entries were moved, or earlier ones deleted");
        assertThat(verify(receipts, "--keys", keys, "--log", file("swapped.txt", String.join("\n", swapped))))
                .isEqualTo(Exit.FAILED);
        assertThat(out.toString()).contains("does not come to the head that was signed at");
    }

    @Test
    void what_cannot_be_read_is_said() throws IOException {
        assertThat(verify(receipts, "--keys", receipts)).isEqualTo(Exit.FAILED);
        assertThat(err.toString()).contains("cli.not-a-proof");
        assertThat(verify("--keys", keys)).isEqualTo(Exit.FAILED);
        assertThat(err.toString()).contains("cli.nothing-to-verify");
        assertThat(verify(file("empty.ndjson", "\n"), "--keys", keys)).isEqualTo(Exit.FAILED);
        assertThat(err.toString()).contains("There is no receipt in what was named.");
        assertThat(verify(folder.resolve("none"), "--keys", keys)).isEqualTo(Exit.CONFIG);
        assertThat(err.toString()).contains("cli.file-missing");
    }

    /** Line of the entry at a place: heads stand between. */
    private static int entry(List<String> lines, int place) {
        int seen = -1;
        for (int i = 0; i < lines.size(); i++) {
            seen += lines.get(i).indexOf('.') < 0 ? 1 : 0;
            if (seen == place) {
                return i;
            }
        }
        throw new AssertionError("no entry " + place);
    }

    private static Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private int verify(Object... arguments) {
        List<String> words = new ArrayList<>(List.of("verify"));
        Arrays.stream(arguments).map(Object::toString).forEach(words::add);
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), words.toArray(String[]::new));
    }

    private static String period() {
        Instant now = Instant.now();
        return "/api/access/looks/receipts?from=" + now.minus(Duration.ofDays(1)) + "&until="
                + now.plus(Duration.ofDays(1));
    }
}
