package org.tongmai.intake.hl7v2;

import java.util.Map;

/**
 * What an ADT message says that happened to a visit.
 *
 * @see <a href="https://www.hl7.eu/HL7v2x/v25/std25/ch03.html">HL7 v2.5 chapter 3, section 3.3</a>
 */
public enum VisitEvent {
    /** A01: somebody came to stay. */
    ADMIT("in-progress"),
    /** A04: somebody came. */
    REGISTER("in-progress"),
    /** A05, A14: somebody is expected. */
    PLAN("planned"),
    /** A02, A10: somebody is at another place now. */
    TRANSFER("in-progress"),
    /** A03: somebody left. */
    DISCHARGE("finished"),
    /** A06, A07: an outpatient stays, or a patient who stayed is an outpatient now. */
    CHANGE_CLASS("in-progress"),
    /** A21: somebody is away for a while. */
    LEAVE("onleave"),
    /** A22: somebody is back. */
    RETURN("in-progress"),
    /** A11, A27, A38: nobody came, or is expected any more. */
    CANCEL_BEGIN("cancelled"),
    /** A12, A32: nobody moved. */
    CANCEL_TRANSFER("in-progress"),
    /** A13: nobody left. */
    CANCEL_DISCHARGE("in-progress"),
    /** A23: there was no such visit. */
    DELETE("entered-in-error"),
    /** A08 and others: the visit is described. */
    UPDATE("in-progress"),
    /** Nothing of a visit. */
    NONE("unknown");

    private static final Map<String, VisitEvent> TRIGGERS = Map.ofEntries(
            Map.entry("A01", ADMIT),
            Map.entry("A02", TRANSFER),
            Map.entry("A03", DISCHARGE),
            Map.entry("A04", REGISTER),
            Map.entry("A05", PLAN),
            Map.entry("A06", CHANGE_CLASS),
            Map.entry("A07", CHANGE_CLASS),
            Map.entry("A08", UPDATE),
            Map.entry("A10", TRANSFER),
            Map.entry("A11", CANCEL_BEGIN),
            Map.entry("A12", CANCEL_TRANSFER),
            Map.entry("A13", CANCEL_DISCHARGE),
            Map.entry("A14", PLAN),
            Map.entry("A21", LEAVE),
            Map.entry("A22", RETURN),
            Map.entry("A23", DELETE),
            Map.entry("A27", CANCEL_BEGIN),
            Map.entry("A32", CANCEL_TRANSFER),
            Map.entry("A38", CANCEL_BEGIN));

    private final String status;

    VisitEvent(String status) {
        this.status = status;
    }

    /** The event of a trigger of ADT; what moves nothing describes the visit. */
    static VisitEvent of(String trigger) {
        return TRIGGERS.getOrDefault(trigger, UPDATE);
    }

    /** Encounter status after it. */
    String status() {
        return status;
    }

    /** Whether the status follows from the event itself; else it may be otherwise already. */
    boolean decidesStatus() {
        return switch (this) {
            case ADMIT, PLAN, DISCHARGE, LEAVE, RETURN, CANCEL_BEGIN, CANCEL_DISCHARGE, DELETE, CHANGE_CLASS -> true;
            case REGISTER, TRANSFER, CANCEL_TRANSFER, UPDATE, NONE -> false;
        };
    }

    /** Whether somebody is at the place of PV1-3 from the moment of the event on. */
    boolean arrives() {
        return this == ADMIT || this == TRANSFER || this == CHANGE_CLASS;
    }

    /** Whether a visit begins; it may then be known by its beginning where it has no number. */
    boolean begins() {
        return this == ADMIT || this == REGISTER || this == PLAN;
    }

    /** What of the visit has an age of its own, so that a late message is heard of it; empty for none. */
    public String facet() {
        return switch (this) {
            case DISCHARGE, CANCEL_DISCHARGE -> "/end";
            case CANCEL_TRANSFER -> "/moved-back";
            default -> "";
        };
    }
}
