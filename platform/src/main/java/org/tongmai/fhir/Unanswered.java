package org.tongmai.fhir;

/** What was asked for is stored, but its answer cannot be made; the cause says why. */
final class Unanswered extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Outcome outcome;
    private final RuntimeException why;

    /** @param outcome what became of it, without a response */
    Unanswered(Outcome outcome, RuntimeException why) {
        super(why);
        this.outcome = outcome;
        this.why = why;
    }

    Outcome outcome() {
        return outcome;
    }

    RuntimeException why() {
        return why;
    }
}
