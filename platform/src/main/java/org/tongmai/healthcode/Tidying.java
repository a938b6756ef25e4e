package org.tongmai.healthcode;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.tongmai.kernel.Faults;

/** Once a minute, beside the requests: what was noted of codes and cards for a while is forgotten. */
final class Tidying implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Tidying.class);

    private static final Duration ROUND = Duration.ofMinutes(1);

    private final Showings showings;
    private final UnknownCards unknown;
    private @Nullable ScheduledExecutorService schedule;

    Tidying(Showings showings, UnknownCards unknown) {
        this.showings = showings;
        this.unknown = unknown;
    }

    @Override
    public synchronized void start() {
        schedule = Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name("health-code-tidying").factory());
        var _ = schedule.scheduleWithFixedDelay(this::round, ROUND.toMillis(), ROUND.toMillis(), TimeUnit.MILLISECONDS);
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
            showings.forget();
            unknown.forget();
        } catch (RuntimeException later) {
            LOG.warn("Used health codes are not forgotten yet: {}", Faults.outline(later));
        }
    }
}
