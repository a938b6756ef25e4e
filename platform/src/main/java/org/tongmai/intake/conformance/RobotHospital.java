package org.tongmai.intake.conformance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tongmai.intake.conformance.Delivery.Door;
import org.tongmai.intake.conformance.Line.Http;
import org.tongmai.intake.conformance.Line.Mllp;
import org.tongmai.intake.hl7v2.CharacterSet;
import org.tongmai.intake.hl7v2.Zones;
import org.tongmai.intake.mllp.Frame;
import org.tongmai.kernel.DocumentType;

/**
 * A hospital that examines a platform: it sends right and wrong messages, all marked as tests (MSH-11 is T), about a patient who
 * does not exist, and looks at the answers. Its number of the patient and of the messages are new at each run.
 */
public final class RobotHospital {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmssxx", Locale.ROOT);
    private static final Charset GB18030 = Charset.forName("GB18030");
    private static final String UTF8 = "UNICODE UTF-8";

    /** GB 11643 with a wrong check digit; the sequence 999 is nobody's. */
    private static final String WRONG_NUMBER = "330106198003079998";

    /** A character of GB 18030 that has four bytes there and in UTF-8. */
    private static final String RARE = "𬱖";

    /** What can be seen on one way only is left out of the report on the other. */
    private static final Set<String> ONLY_MLLP =
            Set.of("platform.pieces", "platform.two-at-once", "platform.broken-off", "platform.enhanced");

    private static final Set<String> ONLY_HTTP =
            Set.of("platform.fhir-metadata", "platform.fhir-closed", "platform.document-refused");

    private final Line line;
    private final String institution;
    private final OffsetDateTime now;
    private final String run;
    private final Findings findings = new Findings();
    private int sent;

    /** The access token to send now; empty where the platform asks for none. */
    @FunctionalInterface
    public interface Bearer {
        Optional<String> token() throws InterruptedException;
    }

    private RobotHospital(Line line, String institution, OffsetDateTime now) {
        this.line = line;
        this.institution = institution;
        this.now = now;
        this.run = Long.toString(now.toInstant().toEpochMilli(), 36).toUpperCase(Locale.ROOT);
    }

    /** What came of an examination of a platform. */
    public record Examined(int messages, List<CheckResult> results) {}

    /**
     * Examines.
     *
     * @param target {@code mllp://host:port}, or the address of a node over HTTP
     * @param institution code of an institution that is registered there
     * @throws org.tongmai.kernel.Problem {@code intake.target-unreachable}, {@code intake.target-refuses}
     */
    public static Examined examine(URI target, String institution, Bearer bearer, String zone, Clock clock) {
        Zones zones = Zones.parse(zone);
        boolean mllp = "mllp".equals(target.getScheme());
        try (Line line = mllp
                ? new Mllp(new InetSocketAddress(target.getHost(), target.getPort()))
                : new Http(URI.create(target.toString().replaceFirst("/+$", "")), bearer)) {
            RobotHospital hospital = new RobotHospital(line, institution, zones.at(zones.at(clock.instant())));
            hospital.messages();
            hospital.refusals();
            switch (line) {
                case Mllp wire -> hospital.transport(wire);
                case Http http -> hospital.http(http);
            }
            Set<String> others = mllp ? ONLY_HTTP : ONLY_MLLP;
            List<Check> checks = Check.ofPlatform().stream()
                    .filter(check -> !others.contains(check.id()))
                    .toList();
            return new Examined(hospital.sent, hospital.findings.results(checks));
        } catch (IOException failure) {
            throw Line.unreachable(target, failure);
        }
    }

    // -- what is right

    private void messages() throws IOException {
        byte[] registration = utf8(registration("A"));
        Answer first = ask(registration, "A");
        check("platform.accepts", first.accepted(), "ADT^A04", first);
        Answer again = ask(registration, "A");
        check("platform.repetition", again.code().equals(first.code()), "MSA-1", again);
        Answer reused = ask(utf8(registration("A").replace("^伟", "^强")), "A");
        check("platform.number-reused", !reused.accepted(), "MSH-10", reused);
        Answer national = ask(text("B", "A08", "GB 18030-2000", "王", "伟").getBytes(GB18030), "B");
        check("platform.gb18030", national.accepted() && national.legible(), "MSH-18", national);
        Answer rare = ask(utf8(text("C", "A08", UTF8, "王", RARE)), "C");
        check("platform.rare", rare.accepted(), "PID-5", rare);
        Answer result = ask(utf8(result("D", "5.1", "F")), "D");
        check("platform.result", result.accepted(), "ORU^R01", result);
        Answer correction = ask(utf8(result("E", "5.6", "C")), "E");
        check("platform.correction", correction.accepted(), "OBX-11", correction);
    }

    // -- what is wrong, each in one thing

    private void refusals() throws IOException {
        refused("platform.message-type", "G", registration("G").replace("ADT^A04^ADT_A01", "ZZZ^Z99"), "MSH-9");
        refused("platform.header", "H", registration("H").replace("|" + id("H") + "|", "||"), "MSH-10");
        refused("platform.version", "I", registration("I").replace("|T|2.5|", "|T|9.9|"), "MSH-12");
        refused("platform.institution", "J", registration("J").replace(institution, "91350100M000100Y43"), "MSH-4");
        refused(
                "platform.local-id",
                "K",
                registration("K").replace(patient() + "^^^" + institution + "^MR", ""),
                "PID-3");
        refused("platform.time", "L", registration("L").replace("|19800307|", "|19801399|"), "PID-7");
        String numbered = registration("M")
                .replace("^MR|", "^MR~" + WRONG_NUMBER + "^^^" + DocumentType.RESIDENT_NUMBER_OID + "&&ISO^NNCHN|");
        refused("platform.resident-number", "M", numbered, "PID-3");
        String merge = message("N", "ADT^A40^ADT_A39", UTF8) + "EVN|A40|" + TIME.format(now) + "\r" + pid("王", "伟")
                + "MRG|NOBODY" + run + "^^^" + institution + "^MR\r";
        refused("platform.merge-unknown", "N", merge, "MRG-1");
        Answer untrue = ask(registration("O").getBytes(GB18030), "O");
        check("platform.characters-true", !untrue.accepted(), "MSH-18", untrue);
    }

    private void refused(String check, String letter, String message, String where) throws IOException {
        Answer answer = ask(utf8(message), letter);
        check(check, !answer.accepted(), where, answer);
        if (!answer.accepted()) {
            check("platform.refusal-explains", answer.explains(), "ERR", answer);
        }
    }

    // -- how it is sent

    private void transport(Mllp mllp) throws IOException {
        byte[] frame = Frame.around(utf8(registration("P")));
        for (byte octet : frame) {
            mllp.wire().sendRaw(new byte[] {octet});
        }
        Answer pieces = received(mllp.more());
        check("platform.pieces", pieces.accepted(), "MLLP", pieces);
        byte[] one = Frame.around(utf8(registration("Q")));
        byte[] two = Frame.around(utf8(registration("R")));
        byte[] together = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, together, one.length, two.length);
        mllp.wire().sendRaw(together);
        Answer first = received(mllp.more());
        Answer second = received(mllp.more());
        boolean inOrder = first.of().equals(id("Q")) && second.of().equals(id("R"));
        check("platform.two-at-once", inOrder, "MLLP", second);
        byte[] half = Frame.around(utf8(registration("S")));
        mllp.wire().sendRaw(Arrays.copyOf(half, half.length / 2));
        mllp.close();
        Answer whole = ask(utf8(registration("S")), "S");
        check("platform.broken-off", whole.accepted(), "MLLP", whole);
        String enhanced = registration("F").replace("|2.5|||||", "|2.5|||AL|AL|");
        Answer taken = ask(utf8(enhanced), "F");
        Answer applied = taken.code().startsWith("C") ? new Answer(mllp.more()) : taken;
        boolean both = taken.text().contains("MSA|CA") && applied.text().contains("MSA|AA");
        check("platform.enhanced", both, "MSH-15, MSH-16", taken);
    }

    private void http(Http http) throws IOException {
        HttpResponse<byte[]> metadata = http.send("GET", "/fhir/metadata", "application/fhir+json", new byte[0], false);
        String capability = new String(metadata.body(), StandardCharsets.UTF_8);
        boolean states = metadata.statusCode() == 200
                && capability.contains("CapabilityStatement")
                && capability.contains("4.0.1");
        check("platform.fhir-metadata", states, "GET /fhir/metadata", status(metadata));
        HttpResponse<byte[]> closed =
                http.send("GET", "/fhir/Patient?name=x", "application/fhir+json", new byte[0], false);
        check("platform.fhir-closed", closed.statusCode() == 401, "GET /fhir/Patient", status(closed));
        HttpResponse<byte[]> document = http.send("POST", "/api/intake/cda", "text/xml", utf8("<none/>"), true);
        boolean refused = document.statusCode() >= 400 && document.statusCode() < 500;
        check("platform.document-refused", refused, "POST /api/intake/cda", status(document));
    }

    private static Answer status(HttpResponse<byte[]> response) {
        return new Answer(("HTTP " + response.statusCode()).getBytes(StandardCharsets.US_ASCII));
    }

    // -- messages

    private String id(String letter) {
        return "C" + run + letter;
    }

    private String patient() {
        return "CONF" + run;
    }

    private String registration(String letter) {
        return text(letter, "A04", UTF8, "王", "伟");
    }

    private String text(String letter, String event, String charset, String family, String given) {
        String at = TIME.format(now);
        return message(letter, "ADT^" + event + "^ADT_A01", charset)
                + "EVN|" + event + "|" + at + "\r"
                + pid(family, given)
                + "PV1|1|O|01^^^" + institution + "^^^^^内科||||||||||||||||V" + run + "|" + "|".repeat(24) + at + "\r";
    }

    private String result(String letter, String value, String status) {
        String at = TIME.format(now);
        return message(letter, "ORU^R01^ORU_R01", UTF8)
                + pid("王", RARE)
                + "PV1|1|O|01||||||||||||||||V" + run + "\r"
                + "OBR|1|O" + run + "|O" + run + "|GLU^葡萄糖^L|||" + at + "|||||||||||||||" + at + "||LAB|" + status
                + "\r"
                + "OBX|1|NM|GLU^葡萄糖^L^14749-6^Glucose^LN||" + value + "|mmol/L^^UCUM|3.9-6.1|N|||" + status + "|||" + at
                + "\r";
    }

    private String pid(String family, String given) {
        return "PID|1||" + patient() + "^^^" + institution + "^MR||" + family + "^" + given + "^^^^^L||19800307|M\r";
    }

    private String message(String letter, String kind, String charset) {
        return "MSH|^~\\&|CONFORMANCE|" + institution + "|TONGMAI|TONGMAI|" + TIME.format(now) + "||" + kind + "|"
                + id(letter) + "|T|2.5||||||" + charset + "\r";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    // -- answers

    private Answer ask(byte[] message, String letter) throws IOException {
        Answer answer = received(line.ask(message));
        if (answer.accepted()) {
            check("platform.names-message", answer.of().equals(id(letter)), "MSA-2", answer);
        }
        return answer;
    }

    private Answer received(byte[] bytes) {
        sent++;
        return new Answer(bytes);
    }

    private void check(String id, boolean holds, String where, Answer answer) {
        var delivery =
                new Delivery(Math.max(1, sent), now.toInstant(), 1, Door.MLLP, new byte[0], Set.of(), Reaction.ACCEPT);
        findings.check(id, holds, delivery, "", where, answer.told());
    }

    /** An acknowledgement, or what came instead. */
    private record Answer(byte[] bytes) {

        String text() {
            return CharacterSet.legible(bytes);
        }

        private String field(String segment, int number) {
            return text().lines()
                    .filter(each -> each.startsWith(segment + "|"))
                    .findFirst()
                    .map(each -> each.split("\\|", -1))
                    .filter(fields -> fields.length > number)
                    .map(fields -> fields[number])
                    .orElse("");
        }

        String code() {
            return field("MSA", 1);
        }

        String of() {
            return field("MSA", 2);
        }

        boolean accepted() {
            return code().equals("AA") || code().equals("CA");
        }

        boolean legible() {
            return text().indexOf('\uFFFD') < 0;
        }

        /** Where and why, in the form of v2.5. */
        boolean explains() {
            return !field("ERR", 3).isEmpty() && !(field("ERR", 5) + field("ERR", 8) + field("MSA", 3)).isEmpty();
        }

        String told() {
            String answer = code() + " " + field("ERR", 5);
            return answer.isBlank() ? text().lines().findFirst().orElse("") : answer.strip();
        }
    }
}
