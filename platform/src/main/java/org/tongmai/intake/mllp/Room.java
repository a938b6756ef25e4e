package org.tongmai.intake.mllp;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The memory that all messages being received may take together, so that many large ones cannot exhaust the node. */
public final class Room {

    /** Every connection has this much without asking. */
    static final int FREE_BYTES = 131_072;

    private static final int UNIT_BYTES = 65_536;

    private final Semaphore units;
    private final Duration patience;

    /** @param patience how long a message waits for others to finish */
    public Room(long bytes, Duration patience) {
        this.units = new Semaphore((int) (bytes / UNIT_BYTES));
        this.patience = patience;
    }

    /** What one message takes; given back when closed. */
    public Share share() {
        return new Share();
    }

    /** What one message takes. */
    public final class Share implements AutoCloseable {
        private int taken;

        /** Whether there is room for that many bytes; takes it. */
        public boolean covers(int bytes) {
            int needed = Math.max(0, bytes - FREE_BYTES + UNIT_BYTES - 1) / UNIT_BYTES;
            while (taken < needed) {
                if (!acquire()) {
                    return false;
                }
                taken++;
            }
            return true;
        }

        @Override
        public void close() {
            units.release(taken);
        }

        private boolean acquire() {
            try {
                return units.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
