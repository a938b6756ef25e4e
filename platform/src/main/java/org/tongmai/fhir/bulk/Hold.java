package org.tongmai.fhir.bulk;

import java.util.concurrent.atomic.AtomicBoolean;

/** A process's hold of a job it runs. The work asks it often and ends where it is lost: stopped, removed, or the node closes. */
class Hold {

    /** The job is not this process's any more. What was not made durable is done again by whoever goes on. */
    static final class Lost extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Lost() {
            super("the job is held no more", null, false, false);
        }
    }

    private final AtomicBoolean lost = new AtomicBoolean();

    void lose() {
        lost.set(true);
    }

    /** @throws Lost where it is */
    void check() {
        if (lost.get()) {
            throw new Lost();
        }
    }
}
