package org.tongmai.simulator;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tongmai.simulator.Channel.Answer;

/**
 * Sends dispatches to a platform over {@value #LANES} lanes. What is about one local patient goes over one lane, in order; a
 * directory goes before everything behind it. Busy and unreachable platforms are tried again, with growing pauses.
 */
public final class Sender {

    /** How much is on the way at once. */
    public static final int LANES = 4;

    private static final int QUEUE = 32;
    private static final int TRIES = 10;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);
    private static final int REFUSALS_KEPT = 1_000;

    private final Map<Dispatch.Form, Supplier<Channel>> ways = new EnumMap<>(Dispatch.Form.class);
    private final Pause pause;

    /**
     * @param fhir opens a way for bundles; each lane opens its own
     * @param hl7v2 opens a way for messages
     */
    public Sender(Supplier<Channel> fhir, Supplier<Channel> hl7v2) {
        this(fhir, hl7v2, duration -> Thread.sleep(duration));
    }

    Sender(Supplier<Channel> fhir, Supplier<Channel> hl7v2, Pause pause) {
        ways.put(Dispatch.Form.FHIR, fhir);
        ways.put(Dispatch.Form.HL7V2, hl7v2);
        this.pause = pause;
    }

    /** How waiting is done. */
    @FunctionalInterface
    interface Pause {
        void of(Duration duration) throws InterruptedException;
    }

    /**
     * What came of it.
     *
     * @param refusals the first {@value #REFUSALS_KEPT} refusals: name and reason
     */
    public record Summary(long sent, long stored, long refused, List<String> refusals) {}

    /**
     * Sends everything, and returns when the last answer is in.
     *
     * @throws IOException if the platform stays busy or away through all retries; what was acknowledged is stored
     */
    public Summary send(Iterable<Dispatch> dispatches, Progress progress) throws IOException, InterruptedException {
        Tally tally = new Tally(progress);
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < LANES; i++) {
            lanes.add(new Lane(tally));
        }
        try (Lane directory = new Lane(tally)) {
            for (Dispatch dispatch : dispatches) {
                if (dispatch.localId().isEmpty()) {
                    directory.deliver(dispatch);
                } else {
                    lanes.get(Math.floorMod(dispatch.localId().orElseThrow().hashCode(), LANES))
                            .queue(dispatch);
                }
                tally.rethrow();
            }
        } finally {
            for (Lane lane : lanes) {
                lane.finish();
            }
        }
        tally.rethrow();
        return tally.summary();
    }

    /** One lane: a queue and the thread that empties it. */
    private final class Lane implements AutoCloseable {

        private final Tally tally;
        private final BlockingQueue<List<Dispatch>> queue = new ArrayBlockingQueue<>(QUEUE);
        private final Map<Dispatch.Form, Channel> open = new EnumMap<>(Dispatch.Form.class);
        private @Nullable Thread thread;

        private Lane(Tally tally) {
            this.tally = tally;
        }

        private void queue(Dispatch dispatch) throws InterruptedException {
            if (thread == null) {
                thread = Thread.ofVirtual().start(this::empty);
            }
            queue.put(List.of(dispatch));
        }

        private void finish() throws InterruptedException {
            Thread started = thread;
            if (started != null) {
                queue.put(List.of());
                started.join();
            }
        }

        /** Until the empty list; after a failure the rest is only taken out, so that nobody waits for room. */
        private void empty() {
            try {
                for (List<Dispatch> next = queue.take(); !next.isEmpty(); next = queue.take()) {
                    if (!tally.failed()) {
                        deliverQuietly(next.getFirst());
                    }
                }
            } catch (InterruptedException e) {
                tally.fail(new IOException("interrupted", e));
            } finally {
                close();
            }
        }

        private void deliverQuietly(Dispatch dispatch) throws InterruptedException {
            try {
                deliver(dispatch);
            } catch (IOException e) {
                tally.fail(e);
            } catch (RuntimeException | Error e) {
                tally.fail(new IOException(dispatch + " could not be sent", e));
            }
        }

        private void deliver(Dispatch dispatch) throws IOException, InterruptedException {
            Duration wait = FIRST_PAUSE;
            IOException last = new IOException("the platform stays busy");
            for (int i = 0; i < TRIES; i++) {
                Duration asked = wait;
                try {
                    switch (channel(dispatch.form()).deliver(dispatch)) {
                        case Answer.Busy busy -> asked = busy.after().orElse(wait);
                        case Answer.Stored stored -> {
                            tally.count(dispatch, stored);
                            return;
                        }
                        case Answer.Refused refused -> {
                            tally.count(dispatch, refused);
                            return;
                        }
                    }
                } catch (IOException e) {
                    last = e;
                }
                pause.of(asked);
                wait = wait.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wait.multipliedBy(2);
            }
            throw new IOException(dispatch + " given up after " + TRIES + " tries", last);
        }

        private Channel channel(Dispatch.Form form) {
            return open.computeIfAbsent(
                    form, key -> Objects.requireNonNull(ways.get(key)).get());
        }

        @Override
        public void close() {
            open.values().forEach(Channel::close);
        }
    }

    /** Counts of all lanes. */
    private static final class Tally {

        private final Progress progress;
        private final List<String> refusals = Collections.synchronizedList(new ArrayList<>());
        private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
        private final LongAdder stored = new LongAdder();
        private final LongAdder refused = new LongAdder();

        private Tally(Progress progress) {
            this.progress = progress;
        }

        private void count(Dispatch dispatch, Answer answer) {
            if (answer instanceof Answer.Refused(String why)) {
                refused.increment();
                if (refusals.size() < REFUSALS_KEPT) {
                    refusals.add(dispatch.name() + ": " + why);
                }
            } else {
                stored.increment();
            }
            progress.delivered(dispatch, answer);
        }

        private void fail(IOException e) {
            failure.compareAndSet(null, e);
        }

        private boolean failed() {
            return failure.get() != null;
        }

        private void rethrow() throws IOException {
            IOException failed = failure.get();
            if (failed != null) {
                throw new IOException("sending stopped: " + failed.getMessage(), failed);
            }
        }

        private Summary summary() {
            return new Summary(stored.sum() + refused.sum(), stored.sum(), refused.sum(), List.copyOf(refusals));
        }
    }
}
