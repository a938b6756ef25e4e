package org.tongmai.cli.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A few workers on one short queue: what is found is sent at once, and never more is found than can be sent. */
final class Workers {

    /** Puts work into the queue, waiting while it is full. */
    interface Feeder<T> {
        void feed(Consumer<T> queue) throws InterruptedException;
    }

    /** Does one piece of work. */
    interface Work<T> {
        void on(T item) throws InterruptedException;
    }

    private record Item<T>(@Nullable T work) {}

    private Workers() {}

    /** Returns when all work is done. The first failure ends all work, and is thrown here. */
    static <T> void run(int parallel, Feeder<T> feeder, Work<T> work) throws InterruptedException {
        BlockingQueue<Item<T>> queue = new ArrayBlockingQueue<>(parallel);
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < parallel; i++) {
            threads.add(Thread.ofVirtual().start(() -> drain(queue, work, failure)));
        }
        try {
            feeder.feed(item -> put(queue, new Item<>(item)));
            for (int i = 0; i < parallel; i++) {
                queue.put(new Item<>(null));
            }
        } finally {
            if (Thread.currentThread().isInterrupted()) {
                threads.forEach(Thread::interrupt);
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        switch (failure.get()) {
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            case InterruptedException interrupted -> throw interrupted;
            case null, default -> {}
        }
    }

    /** After a failure the rest of the queue is taken and left undone, so that the feeder comes to its end. */
    private static <T> void drain(
            BlockingQueue<Item<T>> queue, Work<T> work, AtomicReference<@Nullable Throwable> failure) {
        try {
            for (T item = queue.take().work(); item != null; item = queue.take().work()) {
                if (failure.get() == null) {
                    attempt(item, work, failure);
                }
            }
        } catch (InterruptedException interrupted) {
            failure.compareAndSet(null, interrupted);
        }
    }

    private static <T> void attempt(T item, Work<T> work, AtomicReference<@Nullable Throwable> failure) {
        try {
            work.on(item);
        } catch (InterruptedException | RuntimeException | Error broken) {
            failure.compareAndSet(null, broken);
        }
    }

    private static <T> void put(BlockingQueue<T> queue, T item) {
        try {
            queue.put(item);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }
}
