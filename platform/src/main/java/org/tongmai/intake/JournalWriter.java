package org.tongmai.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.dao.DataAccessException;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * Writes lines of many senders with one commit. A line waits for nothing but the commit before it: while one batch is being
 * committed, the next one gathers.
 */
final class JournalWriter implements AutoCloseable {

    /** Lines of one commit; bodies are at most some megabytes each and mostly a few kilobytes. */
    static final int BATCH_MAX = 256;

    /** Lines that wait for the next commit; more senders than this are told to come later. */
    private static final int QUEUE_MAX = 2_048;

    private static final long PATIENCE_SECONDS = 10;

    /** A line that is not durable by then is not acknowledged; should it be so later, the sender's repeat finds it. */
    private static final long COMMIT_SECONDS_MAX = 60;

    private static final long CLOSE_CHECK_MILLIS = 100;

    private final JournalStore store;
    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final Thread thread;
    private volatile boolean closing;

    private record Waiting(Line line, CompletableFuture<Long> id) {}

    JournalWriter(JournalStore store) {
        this.store = store;
        this.thread = Thread.ofVirtual().name("intake-journal").start(this::run);
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
        List<Waiting> waiting = lines.stream()
                .map(line -> new Waiting(line, new CompletableFuture<>()))
                .toList();
        try {
            for (Waiting each : waiting) {
                if (closing || !queue.offer(each, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw busy();
                }
            }
            List<Long> ids = new ArrayList<>(lines.size());
            for (Waiting each : waiting) {
                ids.add(each.id().get(COMMIT_SECONDS_MAX, TimeUnit.SECONDS));
            }
            return ids;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw busy();
        } catch (TimeoutException late) {
            throw busy();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failed);
        }
    }

    /** Writes what was handed in and stops. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Never interrupted: that would close the connection to the database in the middle of a commit. */
    private void run() {
        List<Waiting> batch = new ArrayList<>(BATCH_MAX);
        while (!closing || !queue.isEmpty()) {
            try {
                Waiting first = queue.poll(CLOSE_CHECK_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, BATCH_MAX - 1);
                    commit(batch);
                    batch.clear();
                }
            } catch (InterruptedException stop) {
                closing = true;
            }
        }
    }

    private void commit(List<Waiting> batch) {
        try {
            long[] ids = store.insert(batch.stream().map(Waiting::line).toList());
            for (int i = 0; i < ids.length; i++) {
                batch.get(i).id().complete(ids[i]);
            }
        } catch (DataAccessException failed) {
            if (batch.size() == 1) {
                batch.getFirst().id().completeExceptionally(failed);
            } else {
                batch.forEach(one -> commit(List.of(one)));
            }
        } catch (RuntimeException bug) {
            batch.forEach(one -> one.id().completeExceptionally(bug));
        }
    }

    private static Problem busy() {
        return new Problem(
                Kind.BUSY,
                "intake.busy",
                "The node cannot take more messages at the moment.",
                "A message is acknowledged only after it is safe, and the database does not keep up.",
                "Send the message again later.");
    }
}
