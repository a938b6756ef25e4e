package org.tongmai.kernel;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Work beside the requests, again and again while the program runs, with a pause between. A round that fails is told, and the next one comes. */
public final class Rounds implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    private final String name;
    private final Duration pause;
    private final BooleanSupplier round;
    private @Nullable ScheduledExecutorService schedule;

    /**
     * @param name of the thread, and of the work in the program's log
     * @param round one piece of work; true where there is more, which is done without a pause
     */
    public Rounds(String name, Duration pause, BooleanSupplier round) {
        this.name = name;
        this.pause = pause;
        this.round = round;
    }

    @Override
    public synchronized void start() {
        if (schedule == null) {
            schedule = Executors.newSingleThreadScheduledExecutor(
                    Thread.ofVirtual().name(name).factory());
            var _ = schedule.scheduleWithFixedDelay(
                    this::attempt, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Waits for the round that is under way. */
    @Override
    public void stop() {
        ScheduledExecutorService running;
        synchronized (this) {
            running = schedule;
            schedule = null;
        }
        if (running != null) {
            running.close();
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return schedule != null;
    }

    private void attempt() {
        try {
            while (isRunning() && round.getAsBoolean()) {
                LOG.debug("{}: there is more", name);
            }
        } catch (RuntimeException failed) {
            LOG.error("{}: a round failed and will be tried again: {}", name, Faults.outline(failed));
        }
    }
}
