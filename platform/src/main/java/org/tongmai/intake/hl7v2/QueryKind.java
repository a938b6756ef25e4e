package org.tongmai.intake.hl7v2;

import java.util.Locale;
import java.util.Optional;

/** The kinds of query that are answered, and with what. */
public enum QueryKind {
    /** Find candidates, IHE ITI-21. */
    DEMOGRAPHICS("QBP^Q22", "RSP", "K22", "RSP_K21"),
    /** Get corresponding identifiers, IHE ITI-9. */
    IDENTIFIERS("QBP^Q23", "RSP", "K23", "RSP_K23"),
    /** Cancel query: nothing is held between the parts of an answer, so there is nothing to cancel. */
    CANCEL("QCN^J01", "ACK", "J01", "ACK");

    private final String asked;
    private final String type;
    private final String trigger;
    private final String structure;

    QueryKind(String asked, String type, String trigger, String structure) {
        this.asked = asked;
        this.type = type;
        this.trigger = trigger;
        this.structure = structure;
    }

    /** The kind that the header names; nothing where it names none of them. */
    public static Optional<QueryKind> of(Header header) {
        String kind = header.kind().toUpperCase(Locale.ROOT);
        for (QueryKind each : values()) {
            if (each.asked.equals(kind)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** MSH-9 of the answer. */
    String answer(char separator) {
        return type + separator + trigger + separator + structure;
    }
}
