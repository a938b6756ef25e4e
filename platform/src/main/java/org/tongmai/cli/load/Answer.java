package org.tongmai.cli.load;

import java.util.List;

/** What the other side said to one submission, or to one line or message of it. */
public sealed interface Answer {

    /** Accepted. */
    record Stored(int resources) implements Answer {}

    /** Known already: nothing changed. */
    record Unchanged(int resources) implements Answer {}

    /**
     * Refers to something that is not there yet; worth another try.
     *
     * @param what in the words of the other side
     * @param where FHIRPath of the references in what was sent; empty where the other side names none
     */
    record Waiting(String what, List<String> where) implements Answer {
        public Waiting {
            where = List.copyOf(where);
        }
    }

    /**
     * Not accepted.
     *
     * @param code stable, such as {@code fhir.unknown-type}; {@code http-400} where the other side names none
     * @param what in the words of the other side
     */
    record Refused(String code, String what) implements Answer {}

    /** The code of a reference to something that is not there yet. */
    String REFERENCE_MISSING = "store.reference-missing";

    /** A refusal by its code, told apart by whether waiting may help. */
    static Answer refusal(String code, String what, List<String> where) {
        return REFERENCE_MISSING.equals(code) ? new Waiting(what, where) : new Refused(code, what);
    }
}
