package org.tongmai.intake;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.intake.hl7v2.Acknowledgement;
import org.tongmai.intake.hl7v2.CharacterSet;
import org.tongmai.intake.hl7v2.Header;
import org.tongmai.intake.hl7v2.MessageKind;
import org.tongmai.intake.hl7v2.QueryKind;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * A message as far as its header tells: readable or not, and whether it may come in at all.
 *
 * @param header null where it cannot be read
 * @param charset null where the text cannot be read
 * @param text empty where it cannot be read
 * @param problem why the message is not looked into; null where it is
 * @param answer how such a message is answered
 */
record Envelope(
        @Nullable Header header,
        @Nullable Charset charset,
        String text,
        @Nullable Problem problem,
        Acknowledgement.Code answer) {

    /** Opens a message as it arrived. */
    static Envelope open(byte[] message) {
        Header header;
        try {
            header = Header.of(message);
        } catch (Problem broken) {
            return new Envelope(null, null, "", broken, Acknowledgement.Code.AR);
        }
        try {
            var decoded = CharacterSet.decode(message, header.charset());
            return open(decoded.text(), decoded.charset());
        } catch (Problem unreadable) {
            return new Envelope(header, null, "", unreadable, Acknowledgement.Code.AE);
        }
    }

    /** Opens a text that is readable already, whatever character set it names. */
    static Envelope open(String text) {
        return open(text, StandardCharsets.UTF_8);
    }

    /** What the message calls its sender. */
    String institution() {
        return header == null ? "" : header.institution();
    }

    /** What the message calls the system that sent it (MSH-3, the first component); empty where unknown. */
    String application() {
        return header == null ? "" : header.application();
    }

    /** MSH-10; null where the header cannot be read or has none. */
    @Nullable
    String controlId() {
        return header == null || header.controlId().isEmpty() ? null : header.controlId();
    }

    /** Message type and trigger; empty where unknown. */
    String kind() {
        return header == null ? "" : header.kind();
    }

    /** The same message, not let in. */
    Envelope rejected(Problem why) {
        return new Envelope(header, charset, text, why, Acknowledgement.Code.AR);
    }

    private static Envelope open(String text, Charset charset) {
        try {
            Header header = Header.parse(text);
            Envelope envelope = new Envelope(header, charset, text, null, Acknowledgement.Code.AA);
            Problem problem = reason(header);
            return problem == null ? envelope : envelope.rejected(problem);
        } catch (Problem broken) {
            return new Envelope(null, charset, text, broken, Acknowledgement.Code.AR);
        }
    }

    private static @Nullable Problem reason(Header header) {
        if (header.controlId().isEmpty()) {
            return problem(
                    "intake.control-id-missing",
                    "MSH-10 is empty.",
                    "A repeated message is known by its number; without one it would be stored twice.",
                    "Number each message in MSH-10.",
                    "MSH-10");
        }
        if (!header.processing().isEmpty() && !header.processing().equals("P") && !header.test()) {
            return problem(
                    "intake.not-production",
                    "MSH-11 holds no known processing id.",
                    "HL7 table 0103 has P for production, T for training and D for debugging.",
                    "Send P in MSH-11, or T for a test.",
                    "MSH-11");
        }
        if (!header.version().isEmpty() && !header.version().startsWith("2")) {
            return problem(
                    "intake.version-unknown",
                    "MSH-12 names a version that is not HL7 v2.",
                    "Versions 2.3 to 2.8 are read, by the rules of 2.5.",
                    "Send 2.5 in MSH-12.",
                    "MSH-12");
        }
        try {
            if (QueryKind.of(header).isEmpty()) {
                MessageKind.of(header);
            }
            return null;
        } catch (Problem unknown) {
            return unknown;
        }
    }

    private static Problem problem(String code, String what, String why, String mend, String where) {
        return new Problem(Kind.INVALID, code, what, why, mend, List.of(where));
    }
}
