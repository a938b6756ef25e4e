package org.tongmai.intake.hl7v2;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;

/**
 * The answer to a message, in original or enhanced mode, written with the separators of the message.
 *
 * @see <a href="https://www.hl7.eu/HL7v2x/v25/std25/ch02.html">HL7 v2.5 chapter 2, sections 2.9.2 and 2.15.5</a>
 */
public final class Acknowledgement {

    /** HL7 table 0008. */
    public enum Code {
        /** Accepted. */
        AA,
        /** The content has an error. */
        AE,
        /** Rejected for what its header says or how it was sent. */
        AR,
        /** In enhanced mode: taken into the journal. */
        CA,
        /** In enhanced mode: cannot be read. */
        CE,
        /** In enhanced mode: rejected for what its header says. */
        CR
    }

    private static final Header NO_HEADER = new Header('|', "^~\\&", List.of());

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmssxx", Locale.ROOT);

    private static final Pattern POSITION =
            Pattern.compile("([A-Z][A-Z0-9]{2})(?:-(\\d+))?(?:\\[(\\d+)])?(?:\\.(\\d+))?");

    private final Header header;

    Acknowledgement(Header header) {
        this.header = header;
    }

    /**
     * Writes an acknowledgement.
     *
     * @param header of the message answered; null where it could not be read
     * @param controlId of the acknowledgement itself, at most 20 characters
     * @param charset of the message answered
     * @param problem what was wrong; with {@code AA} it is told as a warning
     */
    public static byte[] write(
            @Nullable Header header,
            Code code,
            String controlId,
            OffsetDateTime at,
            Charset charset,
            @Nullable Problem problem) {
        Charset written = CharacterSet.answered(charset);
        String text = new Acknowledgement(header == null ? NO_HEADER : header)
                .text(code, controlId, TIME.format(at), CharacterSet.declared(written), problem);
        return text.getBytes(written);
    }

    /** Whether an acknowledgement written here says that the message was accepted. */
    public static Code codeOf(byte[] acknowledgement) {
        String text = new String(acknowledgement, StandardCharsets.ISO_8859_1);
        int start = text.indexOf("\rMSA") + 5;
        return Code.valueOf(text.substring(start, start + 2));
    }

    private String text(Code code, String controlId, String at, String charset, @Nullable Problem problem) {
        char next = component();
        String trigger = header.trigger();
        String kind = trigger.isEmpty() ? "ACK" : "ACK" + next + trigger + next + "ACK";
        String text = header(kind, controlId, at, charset)
                + segment("MSA", code.name(), header.controlId(), problem == null ? "" : escape(problem.what()));
        return problem == null ? text : text + error(problem, code);
    }

    /** MSH of an answer, from and to the other way round. */
    String header(String kind, String controlId, OffsetDateTime at, boolean national) {
        return header(kind, controlId, TIME.format(at), national ? "GB 18030-2000" : "UNICODE UTF-8");
    }

    private String header(String kind, String controlId, String at, String charset) {
        return segment(
                "MSH",
                header.encoding(),
                or(header.receivingApplication(), "TONGMAI"),
                header.receivingFacility(),
                header.sendingApplication(),
                header.sendingFacility(),
                at,
                "",
                kind,
                controlId,
                "P",
                "2.5",
                "",
                "",
                "",
                "",
                "",
                charset);
    }

    String error(Problem problem, Code code) {
        String locations = String.join(
                String.valueOf(header.encoding().charAt(1)),
                problem.where().stream().map(this::location).toList());
        return segment(
                "ERR",
                "",
                locations,
                condition(problem).replace('^', component()),
                code == Code.AA || code == Code.CA ? "W" : "E",
                escape(problem.code()),
                "",
                escape(problem.why()),
                escape(problem.what() + " " + problem.mend()));
    }

    /** A position such as {@code PID-3[2].1} as error location: segment, sequence, field, repetition, component. */
    private String location(String where) {
        var position = POSITION.matcher(where);
        if (!position.matches()) {
            return escape(where);
        }
        String location = position.group(1) + "^1";
        location += position.group(2) == null ? "" : "^" + position.group(2) + "^" + or(position.group(3), "1");
        location += position.group(4) == null ? "" : "^" + position.group(4);
        return location.replace('^', component());
    }

    /** HL7 table 0357, message error condition. */
    private static String condition(Problem problem) {
        return switch (problem.code()) {
            case "intake.older-than-stored", "intake.test-data" -> "0^Message accepted^HL70357";
            case "intake.header-broken", "intake.segment-broken", "intake.patient-count" ->
                "100^Segment sequence error^HL70357";
            case "intake.control-id-missing",
                    "intake.local-id-missing",
                    "intake.prior-patient-missing",
                    "intake.query-incomplete",
                    "intake.query-domain-missing",
                    "intake.order-number-missing",
                    "intake.document-number-missing",
                    "intake.appointment-number-missing",
                    "intake.charge-missing",
                    "intake.item-missing" -> "101^Required field missing^HL70357";
            case "intake.charset-unknown", "intake.sex-unknown", "intake.query-field-unknown" ->
                "103^Table value not found^HL70357";
            case "intake.message-type-unknown" -> "200^Unsupported message type^HL70357";
            case "intake.not-production", "intake.test-of-a-real-patient" -> "202^Unsupported processing id^HL70357";
            case "intake.version-unknown" -> "203^Unsupported version id^HL70357";
            case "intake.institution-unknown",
                    "intake.institution-not-yours",
                    "intake.prior-patient-unknown",
                    "intake.prior-patient-not-yours",
                    "intake.surviving-patient-replaced",
                    "intake.identifier-unknown",
                    "intake.domain-unknown",
                    "store.reference-missing" -> "204^Unknown key identifier^HL70357";
            case "intake.control-id-repeated", "store.patient-changed" -> "205^Duplicate key identifier^HL70357";
            case "intake.internal" -> "207^Application internal error^HL70357";
            default -> content(problem.kind());
        };
    }

    /** Which end has to act: 102 the sender's, 207 this one. */
    private static String content(Problem.Kind kind) {
        return switch (kind) {
            case MALFORMED,
                    INVALID,
                    UNPROCESSABLE,
                    UNSUPPORTED_MEDIA,
                    TOO_LARGE,
                    CONFLICT,
                    PRECONDITION_FAILED,
                    MISSING_REFERENCE -> "102^Data type error^HL70357";
            case CODE_UNKNOWN, TARGET_UNKNOWN -> "204^Unknown key identifier^HL70357";
            case UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, NOT_SUPPORTED, NOT_ACCEPTABLE, GONE, BUSY, THROTTLED ->
                "207^Application internal error^HL70357";
        };
    }

    String segment(String... fields) {
        return String.join(String.valueOf(header.separator()), fields) + "\r";
    }

    /** MSH-2, the repetition separator. */
    char repetition() {
        return header.encoding().charAt(1);
    }

    /** MSH-2, the subcomponent separator. */
    char subcomponent() {
        return header.encoding().charAt(3);
    }

    char component() {
        return header.encoding().charAt(0);
    }

    String escape(String text) {
        String special = header.separator() + header.encoding();
        StringBuilder escaped = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            int which = special.indexOf(text.charAt(i));
            if (which < 0 || which >= NAMES_OF_ESCAPES.length()) {
                escaped.append(text.charAt(i) < ' ' ? ' ' : text.charAt(i));
            } else {
                char mark = header.encoding().charAt(2);
                escaped.append(mark).append(NAMES_OF_ESCAPES.charAt(which)).append(mark);
            }
        }
        return escaped.toString();
    }

    /** Field, component, repetition, escape, subcomponent: in the order in which the header names them. */
    private static final String NAMES_OF_ESCAPES = "FSRET";

    private static String or(@Nullable String value, String otherwise) {
        return value == null || value.isEmpty() ? otherwise : value;
    }
}
