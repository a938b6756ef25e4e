package org.tongmai.intake.conformance;

import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.tongmai.intake.conformance.CheckResult.State;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.kernel.crypto.Suite;
import org.tongmai.store.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A report as a file: the member {@code report}, and a signature over its compact JSON in the order in which it stands. White
 * space between members may change, nothing else.
 */
public final class ReportFile {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final int FINGERPRINT_BYTES = 16;

    private ReportFile() {}

    /** Signs the bytes of a message. */
    @FunctionalInterface
    public interface Signing {
        byte[] sign(byte[] message);
    }

    /** The signed report, as it is kept and passed on. */
    public static String signed(ConformanceReport report, Suite suite, PublicKey key, Signing signing) {
        ObjectNode body = body(report);
        byte[] point = suite.encode(key);
        ObjectNode file = Json.object();
        file.set("report", body);
        file.putObject("signature")
                .put("suite", suite.word())
                .put("key", Base64.getEncoder().encodeToString(point))
                .put("value", Base64.getEncoder().encodeToString(signing.sign(bytes(body))));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(file) + "\n";
    }

    /**
     * What a file that was verified says.
     *
     * @param role HOSPITAL or PLATFORM
     * @param subject who was examined
     * @param checks what was looked at, by its id, and what came of it
     * @param signer fingerprint of the key that signed it
     */
    public record Verified(
            String role,
            String subject,
            String examiner,
            String version,
            String verdict,
            Instant until,
            Instant expires,
            Map<String, State> checks,
            String signer) {

        public Verified {
            checks = Map.copyOf(checks);
        }

        /** How many checks came out like this. */
        public long count(State state) {
            return checks.values().stream().filter(state::equals).count();
        }
    }

    /**
     * Verifies the signature; whether the key is one to be trusted, its fingerprint tells whoever compares it.
     *
     * @throws Problem {@code intake.report-unreadable}, {@code intake.report-changed}
     */
    public static Verified verify(String text) {
        try {
            JsonNode file = JSON.readTree(text);
            JsonNode report = file.path("report");
            JsonNode signature = file.path("signature");
            Suite suite = Suite.of(signature.path("suite").asString("")).orElseThrow(IllegalArgumentException::new);
            byte[] point = Base64.getDecoder().decode(signature.path("key").asString(""));
            byte[] value = Base64.getDecoder().decode(signature.path("value").asString(""));
            if (!suite.verification(suite.decode(point)).verify(bytes(report), value)) {
                throw changed();
            }
            return new Verified(
                    report.path("role").asString(""),
                    report.path("subject").asString(""),
                    report.path("examiner").asString(""),
                    report.path("version").asString(""),
                    report.path("verdict").asString(""),
                    Instant.parse(report.path("until").asString("")),
                    Instant.parse(report.path("expires").asString("")),
                    checks(report),
                    fingerprint(suite, point));
        } catch (JacksonException | IllegalArgumentException | DateTimeException none) {
            throw new Problem(
                    Kind.UNPROCESSABLE,
                    "intake.report-unreadable",
                    "The file is no signed report of an examination.",
                    "Such a file is JSON with the members report and signature.",
                    "Give the report.json that `tongmai conformance run` wrote.");
        }
    }

    /** What people read to each other: the first half of the digest of the key. */
    public static String fingerprint(Suite suite, byte[] point) {
        String hex = HexFormat.of().formatHex(suite.digest(point), 0, FINGERPRINT_BYTES);
        return hex.toUpperCase(Locale.ROOT).replaceAll("(.{4})(?=.)", "$1 ");
    }

    private static Map<String, State> checks(JsonNode report) {
        Map<String, State> checks = new HashMap<>();
        for (JsonNode check : report.path("checks")) {
            checks.put(
                    check.path("id").asString(""),
                    State.valueOf(check.path("state").asString("")));
        }
        return checks;
    }

    private static byte[] bytes(JsonNode report) {
        return JSON.writeValueAsString(report).getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode body(ConformanceReport report) {
        ObjectNode body = Json.object()
                .put("role", report.role().name())
                .put("subject", report.subject())
                .put("examiner", report.examiner())
                .put("version", report.version())
                .put("from", report.from().toString())
                .put("until", report.until().toString())
                .put("expires", report.expires().toString())
                .put("verdict", report.verdict().name())
                .put("deliveries", report.deliveries())
                .put("passed", report.count(State.PASSED))
                .put("failed", report.count(State.FAILED))
                .put("notExercised", report.count(State.NOT_EXERCISED));
        ArrayNode checks = body.putArray("checks");
        report.results().forEach(result -> checks.add(check(result)));
        return body;
    }

    private static ObjectNode check(CheckResult result) {
        Check check = result.check();
        ObjectNode node = Json.object()
                .put("id", check.id())
                .put("state", result.state().name())
                .put("held", result.held())
                .put("broken", result.broken())
                .put("source", check.source());
        node.set("what", words(check.what()));
        if (result.state() == State.FAILED) {
            node.set("why", words(check.why()));
            node.set("mend", words(check.mend()));
        }
        ArrayNode samples = node.putArray("samples");
        result.samples()
                .forEach(sample -> samples.addObject()
                        .put("message", sample.message())
                        .put("kind", sample.kind())
                        .put("where", sample.where())
                        .put("shown", sample.shown()));
        return node;
    }

    private static ObjectNode words(Text text) {
        return Json.object().put("zh", text.zh()).put("en", text.en());
    }

    private static Problem changed() {
        return new Problem(
                Kind.UNPROCESSABLE,
                "intake.report-changed",
                "The report is not what was signed.",
                "Its signature does not fit: it was changed, or damaged on its way.",
                "Get it again from whoever examined.");
    }
}
