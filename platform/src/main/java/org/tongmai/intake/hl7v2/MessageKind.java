package org.tongmai.intake.hl7v2;

import java.util.List;
import java.util.Locale;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/** The kinds of message that are read. */
public enum MessageKind {
    /** ADT^A04 (register a patient) and ADT^A08 (update patient information). */
    REGISTRATION,
    /** ADT^A40 (merge two patients of one institution). */
    MERGE,
    /** ORU^R01 (unsolicited observation message). */
    RESULT;

    /**
     * The kind that the header names.
     *
     * @throws Problem {@code intake.message-type-unknown}
     */
    public static MessageKind of(Header header) {
        return switch (header.kind().toUpperCase(Locale.ROOT)) {
            case "ADT^A04", "ADT^A08" -> REGISTRATION;
            case "ADT^A40" -> MERGE;
            case "ORU^R01" -> RESULT;
            default ->
                throw new Problem(
                        Kind.NOT_SUPPORTED,
                        "intake.message-type-unknown",
                        "MSH-9 names a message that is not read here.",
                        "Read are ADT^A04, ADT^A08, ADT^A40 and ORU^R01; answered are QBP^Q22 and QBP^Q23.",
                        "Send one of these; the message is kept in the journal and can be run again later.",
                        List.of("MSH-9"));
        };
    }
}
