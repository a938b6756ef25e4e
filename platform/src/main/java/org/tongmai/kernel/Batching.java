package org.tongmai.kernel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Lets many callers share what costs nearly the same for one and for many, such as a commit. One batch at a time: while it is
 * under way, the next gathers.
 *
 * @param <T> what a caller hands in
 * @param <R> what it comes to
 */
public final class Batching<T, R> implements AutoCloseable {

    /** While others hand in too, a batch waits this long for them. */
    private static final long GATHER_NANOS = 300_000;

    private static final long CLOSE_CHECK_MILLIS = 100;

    /** The work on a batch. */
    @FunctionalInterface
    public interface Work<T, R> {
        /**
         * Does all of it or nothing; where it fails, the items are tried one by one, so that none takes the others along.
         *
         * @return one result for each item, in their order
         */
        List<R> on(List<T> items) throws Exception;
    }

    private record Waiting<T, R>(T item, CompletableFuture<R> result) {}

    private final int batch;
    private final Duration patience;
    private final Work<T, R> work;
    private final BlockingQueue<Waiting<T, R>> queue;
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean ended;

    /**
     * @param batch items that are worked on together at most
     * @param waiting items that wait at most
     * @param patience how long a caller waits for room among them
     */
    public Batching(String name, int batch, int waiting, Duration patience, Work<T, R> work) {
        this.batch = batch;
        this.patience = patience;
        this.work = work;
        this.queue = new ArrayBlockingQueue<>(waiting);
        this.thread = Thread.ofVirtual().name(name).start(this::run);
    }

    /**
     * Hands in an item.
     *
     * @return completed when its batch is done
     * @throws RejectedExecutionException where there is no room for it, or this is closed
     */
    public CompletableFuture<R> add(T item) throws InterruptedException {
        var waiting = new Waiting<T, R>(item, new CompletableFuture<>());
        if (closing || !queue.offer(waiting, patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new RejectedExecutionException("no room");
        }
        if (ended && queue.remove(waiting)) {
            throw new RejectedExecutionException("ended");
        }
        return waiting.result();
    }

    /**
     * Hands in an item and waits for what it comes to.
     *
     * @param busy what is thrown where there is no room for it, or the caller is interrupted
     * @throws java.util.concurrent.CompletionException with what the work failed of, where that is no {@link RuntimeException}
     */
    public R ask(T item, Supplier<? extends RuntimeException> busy) {
        try {
            return add(item).join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw busy.get();
        } catch (RejectedExecutionException full) {
            throw busy.get();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }

    /** Works on what was handed in, as long as the database takes it, and ends. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<Waiting<T, R>> together = new ArrayList<>(batch);
        try {
            boolean others = false;
            boolean away = false;
            while (!closing || !queue.isEmpty() && !away) {
                if (await(together, others)) {
                    others = together.size() > 1;
                    away = !settle(together);
                    together.clear();
                }
            }
        } finally {
            ended = true;
            queue.drainTo(together);
            together.forEach(each -> each.result().completeExceptionally(new RejectedExecutionException("ended")));
        }
    }

    /** Never interrupted: that would close a connection to the database in the middle of a commit. */
    private boolean await(List<Waiting<T, R>> together, boolean others) {
        try {
            Waiting<T, R> first = queue.poll(CLOSE_CHECK_MILLIS, TimeUnit.MILLISECONDS);
            if (first == null) {
                return false;
            }
            together.add(first);
        } catch (InterruptedException stop) {
            closing = true;
            return false;
        }
        if (others) {
            LockSupport.parkNanos(GATHER_NANOS);
        }
        queue.drainTo(together, batch - 1);
        return true;
    }

    /** @return false where the database is away, so that trying singly, or what waits, is of no use */
    private boolean settle(List<Waiting<T, R>> together) {
        try {
            List<R> results = work.on(together.stream().map(Waiting::item).toList());
            for (int i = 0; i < together.size(); i++) {
                together.get(i).result().complete(results.get(i));
            }
            return true;
        } catch (Exception | OutOfMemoryError | StackOverflowError failure) {
            boolean away = Outage.of(failure).isPresent();
            if (away || together.size() == 1) {
                together.forEach(each -> each.result().completeExceptionally(failure));
            } else {
                together.forEach(each -> settle(List.of(each)));
            }
            return !away;
        }
    }
}
