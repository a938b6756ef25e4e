package org.tongmai.intake.codes;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.tongmai.kernel.Faults;

/** Writes what was counted of codes, and goes on with the records that are translated again. */
public final class CodesBackground implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(CodesBackground.class);

    /** So much of the counting a process that dies takes with it. */
    private static final Duration FLUSH = Duration.ofSeconds(10);

    private static final Duration ROUND = Duration.ofSeconds(2);

    private final LocalCodes codes;
    private @Nullable ScheduledExecutorService schedule;
    private volatile boolean stopping;

    public CodesBackground(LocalCodes codes) {
        this.codes = codes;
    }

    @Override
    public synchronized void start() {
        stopping = false;
        schedule = Executors.newScheduledThreadPool(
                2, Thread.ofVirtual().name("intake-codes").factory());
        every(FLUSH, codes::flush);
        every(ROUND, () -> {
            while (!stopping && codes.again().step()) {
                // page by page until there is nothing left
            }
        });
    }

    private void every(Duration time, Runnable work) {
        var _ = Objects.requireNonNull(schedule)
                .scheduleWithFixedDelay(
                        () -> {
                            try {
                                work.run();
                            } catch (RuntimeException failed) {
                                LOG.warn("codes of institutions: {}", Faults.outline(failed));
                            }
                        },
                        time.toMillis(),
                        time.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void stop() {
        stopping = true;
        if (schedule != null) {
            schedule.close();
            schedule = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return schedule != null;
    }
}
