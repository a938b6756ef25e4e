package org.tongmai.intake;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.tongmai.kernel.Batching;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/** Writes lines of many senders with one commit. */
final class JournalWriter implements AutoCloseable {

    /** Lines of one commit; bodies are at most some megabytes each and mostly a few kilobytes. */
    static final int BATCH_MAX = 256;

    /** Lines that wait for the next commit; more senders than this are told to come later. */
    private static final int QUEUE_MAX = 2_048;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** A line that is not durable by then is not acknowledged; should it be so later, the sender's repeat finds it. */
    private static final long COMMIT_SECONDS_MAX = 60;

    private final Batching<Line, Long> batches;

    JournalWriter(JournalStore store) {
        this.batches = new Batching<>("intake-journal", BATCH_MAX, QUEUE_MAX, PATIENCE, store::insert);
    }

    /**
     * Writes a line and returns when it is durable.
     *
     * @return the id of the message
     * @throws Problem {@code intake.busy} where the database does not keep up
     */
    long write(Line line) {
        return write(List.of(line)).getFirst();
    }

    /** As {@link #write(Line)} for several, which mostly share a commit. */
    List<Long> write(List<Line> lines) {
        try {
            List<CompletableFuture<Long>> waiting = new ArrayList<>(lines.size());
            for (Line line : lines) {
                waiting.add(batches.add(line));
            }
            List<Long> ids = new ArrayList<>(lines.size());
            for (CompletableFuture<Long> each : waiting) {
                ids.add(each.get(COMMIT_SECONDS_MAX, TimeUnit.SECONDS));
            }
            return ids;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw busy();
        } catch (RejectedExecutionException | TimeoutException late) {
            throw busy();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failed);
        }
    }

    /** Writes what was handed in and stops. */
    @Override
    public void close() {
        batches.close();
    }

    static Problem busy() {
        return new Problem(
                Kind.BUSY,
                "intake.busy",
                "The node cannot take more messages at the moment.",
                "A message is acknowledged only after it is safe, and the database does not keep up.",
                "Send the message again later.");
    }
}
