package org.tongmai.access;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.tongmai.kernel.Problem;

/**
 * Writes looks so that many at once share one commit: while one batch is on its way to the disk, the next gathers. Each caller
 * waits for its own look to be durable.
 */
final class LookWriter implements AutoCloseable {

    /** Looks in one commit. */
    private static final int BATCH = 512;

    /** Looks that wait; beyond, the caller is told that the server is busy. */
    private static final int WAITING = 8_192;

    private final LookStore store;
    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(WAITING);
    private final Thread thread;

    LookWriter(LookStore store) {
        this.store = store;
        this.thread = Thread.ofVirtual().name("look-writer").start(this::run);
    }

    /**
     * Returns when the look is durable.
     *
     * @param look one row for each source patient that was looked at
     * @throws Problem {@code access.trace-not-written}: nothing may be shown
     */
    void write(List<Look> look) {
        if (look.isEmpty()) {
            return;
        }
        Waiting waiting = new Waiting(look, new CompletableFuture<>());
        if (!thread.isAlive() || !queue.offer(waiting)) {
            throw notWritten();
        }
        try {
            waiting.done().join();
        } catch (CompletionException e) {
            throw notWritten();
        }
    }

    private void run() {
        List<Waiting> batch = new ArrayList<>(BATCH);
        try {
            while (true) {
                batch.add(queue.take());
                queue.drainTo(batch, BATCH - 1);
                write(batch, batch.size() > 1);
                batch.clear();
            }
        } catch (InterruptedException closing) {
            queue.drainTo(batch);
            batch.forEach(each -> each.done().completeExceptionally(closing));
        }
    }

    /** One that cannot be written must not take the others along, so they are then written one by one. */
    private void write(List<Waiting> together, boolean retrySingly) {
        try {
            store.insert(together.stream().map(Waiting::look).toList());
            together.forEach(each -> each.done().complete(null));
        } catch (SQLException | RuntimeException failure) {
            if (retrySingly) {
                together.forEach(each -> write(List.of(each), false));
            } else {
                together.forEach(each -> each.done().completeExceptionally(failure));
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private static Problem notWritten() {
        return new Problem(
                Problem.Kind.BUSY,
                "access.trace-not-written",
                "The trace of this look could not be written.",
                "Nothing is shown without a trace.",
                "Try again in a moment.");
    }

    private record Waiting(List<Look> look, CompletableFuture<Void> done) {}
}
