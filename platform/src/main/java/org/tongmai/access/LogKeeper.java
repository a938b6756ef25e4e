package org.tongmai.access;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.tongmai.kernel.Faults;

/** Signs a head every few seconds while there are new entries. */
final class LogKeeper implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(LogKeeper.class);

    /** An entry is under a signed head so soon. */
    static final Duration ROUND = Duration.ofSeconds(5);

    private final ReceiptLog log;
    private @Nullable ScheduledExecutorService schedule;

    LogKeeper(ReceiptLog log) {
        this.log = log;
    }

    @Override
    public synchronized void start() {
        schedule = Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name("log-keeper").factory());
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

    private void round() {
        try {
            if (log.size() > 0) {
                log.head();
            }
        } catch (RuntimeException failed) {
            LOG.error("no head of the log of receipts was signed: {}", Faults.outline(failed));
        }
    }
}
