package org.tongmai.surveillance;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.tongmai.kernel.Faults;

/** Every few seconds: clocks, cards of one case, and series that changed. */
final class Rounds implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    private final ReportCards cards;
    private final Detection detection;
    private final Duration every;
    private @Nullable ScheduledExecutorService schedule;

    Rounds(ReportCards cards, Detection detection, Duration every) {
        this.cards = cards;
        this.detection = detection;
        this.every = every;
    }

    @Override
    public synchronized void start() {
        schedule = Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name("surveillance").factory());
        var _ = schedule.scheduleWithFixedDelay(this::round, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void stop() {
        if (schedule != null) {
            schedule.close();
            schedule = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return schedule != null;
    }

    void round() {
        try {
            cards.tick();
            cards.mergeDuplicates();
            detection.round();
        } catch (RuntimeException later) {
            LOG.warn("Surveillance goes on in the next round: {}", Faults.outline(later));
        }
    }
}
