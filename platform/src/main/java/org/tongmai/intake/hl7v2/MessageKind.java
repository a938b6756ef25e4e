package org.tongmai.intake.hl7v2;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/** The kinds of message that are read. */
public enum MessageKind {
    /** ADT: patients, and where they are. */
    REGISTRATION,
    /** ADT^A40 and its older forms (merge two patients of one institution). */
    MERGE,
    /** ORM, OML, OMG: what was ordered. */
    ORDER,
    /** ORU, OUL: results. */
    RESULT,
    /** MDM: documents. */
    DOCUMENT,
    /** SIU: appointments. */
    APPOINTMENT,
    /** DFT: charges. */
    CHARGE;

    /** Trigger events of each message type. */
    private static final Map<String, Set<String>> READ = Map.of(
            "ADT",
            Set.of(
                    "A01", "A02", "A03", "A04", "A05", "A06", "A07", "A08", "A09", "A10", "A11", "A12", "A13", "A14",
                    "A15", "A16", "A18", "A21", "A22", "A23", "A25", "A26", "A27", "A28", "A31", "A32", "A33", "A34",
                    "A38", "A40", "A47", "A54", "A55", "A60"),
            "ORM",
            Set.of("O01"),
            "OML",
            Set.of("O21", "O33", "O35"),
            "OMG",
            Set.of("O19"),
            "OMI",
            Set.of("O23"),
            "ORU",
            Set.of("R01", "R30", "R31", "R32", "R40"),
            "OUL",
            Set.of("R21", "R22", "R23", "R24"),
            "MDM",
            Set.of("T01", "T02", "T03", "T04", "T05", "T06", "T07", "T08", "T09", "T10", "T11"),
            "SIU",
            Set.of("S12", "S13", "S14", "S15", "S16", "S17", "S26"),
            "DFT",
            Set.of("P03", "P11"));

    private static final Map<String, MessageKind> TYPES = Map.of(
            "ADT",
            REGISTRATION,
            "ORM",
            ORDER,
            "OML",
            ORDER,
            "OMG",
            ORDER,
            "OMI",
            ORDER,
            "ORU",
            RESULT,
            "OUL",
            RESULT,
            "MDM",
            DOCUMENT,
            "SIU",
            APPOINTMENT,
            "DFT",
            CHARGE);

    private static final Set<String> MERGES = Set.of("A18", "A34", "A40", "A47");

    /**
     * The kind that the header names.
     *
     * @throws Problem {@code intake.message-type-unknown}
     */
    public static MessageKind of(Header header) {
        String type = header.type().toUpperCase(Locale.ROOT);
        String trigger = header.trigger().toUpperCase(Locale.ROOT);
        MessageKind kind = TYPES.get(type);
        if (kind == null || !READ.getOrDefault(type, Set.of()).contains(trigger)) {
            throw unknown();
        }
        return kind == REGISTRATION && MERGES.contains(trigger) ? MERGE : kind;
    }

    private static Problem unknown() {
        return new Problem(
                Kind.NOT_SUPPORTED,
                "intake.message-type-unknown",
                "MSH-9 names a message that is not read here.",
                "Read are ADT (A01 to A16, A18, A21 to A23, A25 to A28, A31 to A34, A38, A40, A47, A54, A55, A60), ORM^O01,"
                        + " OML, OMG, OMI, ORU, OUL, MDM, SIU and DFT; answered are QBP^Q22 and QBP^Q23.",
                "Send one of these; the message is kept in the journal and can be run again later.",
                List.of("MSH-9"));
    }
}
