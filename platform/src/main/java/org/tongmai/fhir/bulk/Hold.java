package org.tongmai.fhir.bulk;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A process's hold of a job it runs. The work asks it often and ends where it is lost: stopped, removed, or the node closes. */
class Hold {

    /** The job is not this process's any more. What was not made durable is done again by whoever goes on. */
    static final class Lost extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Lost() {
            super("the job is held no more", null, false, false);
        }
    }

    private final String holder;
    private final AtomicBoolean lost = new AtomicBoolean();
    private @Nullable Runnable release;

    /** @param holder under which this run claimed the job; no other run has it */
    Hold(String holder) {
        this.holder = holder;
    }

    String holder() {
        return holder;
    }

    synchronized void lose() {
        lost.set(true);
        if (release != null) {
            release.run();
        }
    }

    /** How work that waits for others is let go of, at once when the hold is lost; null where there is none any more. */
    synchronized void releasing(@Nullable Runnable with) {
        release = with;
        if (with != null && lost.get()) {
            with.run();
        }
    }

    /** @throws Lost where it is */
    void check() {
        if (lost.get()) {
            throw new Lost();
        }
    }
}
