package org.tongmai.intake.hl7v2;

import java.util.Set;
import org.tongmai.intake.hl7v2.Acknowledgement.Code;

/**
 * Enhanced acknowledgement mode: MSH-15 says when the sender wants to hear that a message is safe, MSH-16 when it wants to hear
 * what came of it.
 *
 * @see <a href="https://www.hl7.eu/HL7v2x/v25/std25/ch02.html">HL7 v2.5 chapter 2, section 2.9.3, and table 0155</a>
 */
public final class Enhanced {

    private static final Set<String> CONDITIONS = Set.of("AL", "NE", "ER", "SU");

    private Enhanced() {}

    /** Whether the sender asks for this mode. */
    public static boolean asked(Header header) {
        return CONDITIONS.contains(header.acceptAcknowledgement())
                || CONDITIONS.contains(header.applicationAcknowledgement());
    }

    /** The answer that a message is, or is not, safe. */
    public static Code accepted(Code code) {
        return switch (code) {
            case AA, CA -> Code.CA;
            case AE, CE -> Code.CE;
            case AR, CR -> Code.CR;
        };
    }

    /**
     * Whether an answer is wanted.
     *
     * @param when AL always, NE never, ER where it tells of an error, SU where it tells of none; nothing is never
     */
    public static boolean wanted(String when, boolean good) {
        return switch (when) {
            case "AL" -> true;
            case "ER" -> !good;
            case "SU" -> good;
            default -> false;
        };
    }
}
