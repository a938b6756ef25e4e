package org.tongmai.fhir;

import org.tongmai.store.Note;

/** Keeps a journal of what was submitted over REST. */
public interface SubmissionLog {

    /** The line of a submission that is about to be stored. It stands in the same commit, so there is never one without the other. */
    Note<?> note(Submitted submitted);

    /**
     * Called in the sender's own thread before the answer leaves; returns when what is to be kept is durable.
     *
     * @param noted whether its line was written with what it stored
     */
    void answered(Submitted submitted, boolean noted);
}
