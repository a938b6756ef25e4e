package org.tongmai.store;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.tongmai.kernel.Problem;

/**
 * Lets few searches at a time look at many rows, so that they leave processors, memory and connections to the rest. A search that
 * has to wait gives its connection back, waits, and begins anew.
 */
final class Admission implements AutoCloseable {

    /** Wide searches at a time; each keeps a processor busy. */
    private static final int WIDE_MAX = Math.max(2, Runtime.getRuntime().availableProcessors());

    /** How long one waits for its turn. */
    private static final int SECONDS_MAX = 20;

    private static final Semaphore TURNS = new Semaphore(WIDE_MAX, true);

    private boolean admitted;
    private boolean counted;

    /** Never waits: for what runs within a transaction, under its locks. */
    static Admission free() {
        var free = new Admission();
        free.admitted = true;
        return free;
    }

    /** Thrown through a search that must wait for its turn. */
    static final class Later extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Later() {
            super("a search waits for its turn", null, false, false);
        }
    }

    /** Takes a turn if one is free. */
    void ask() {
        if (!admitted) {
            if (!TURNS.tryAcquire()) {
                throw new Later();
            }
            admitted = true;
            counted = true;
        }
    }

    /** Waits for a turn; holds no connection meanwhile. */
    void await() {
        try {
            if (TURNS.tryAcquire(SECONDS_MAX, TimeUnit.SECONDS)) {
                admitted = true;
                counted = true;
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new Problem(
                Problem.Kind.BUSY,
                "store.searches-waiting",
                "Too many wide searches run at once.",
                "A search that has to look at many resources waits for its turn, at most " + SECONDS_MAX + " s.",
                "Send it again later, or make it narrower: name a patient, an identifier or a code.");
    }

    @Override
    public void close() {
        if (counted) {
            TURNS.release();
            counted = false;
            admitted = false;
        }
    }
}
