package org.tongmai.intake;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.tongmai.kernel.Faults;

/** Reads the files of tables beside the requests: two at once, of different institutions. */
final class TableBackground implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(TableBackground.class);

    private static final Duration ROUND = Duration.ofSeconds(1);

    private static final int READERS = 2;

    private final TableReading reading;
    private @Nullable ScheduledExecutorService schedule;

    TableBackground(TableReading reading) {
        this.reading = reading;
    }

    @Override
    public synchronized void start() {
        var readers = Executors.newScheduledThreadPool(
                READERS, Thread.ofVirtual().name("intake-tables-", 0).factory());
        for (int i = 0; i < READERS; i++) {
            var _ = readers.scheduleWithFixedDelay(
                    this::round, ROUND.toMillis(), ROUND.toMillis(), TimeUnit.MILLISECONDS);
        }
        schedule = readers;
    }

    @Override
    public synchronized void stop() {
        reading.close();
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
            while (reading.round()) {
                // the next file
            }
        } catch (RuntimeException | Error failed) {
            LOG.warn("no file was read, they stay queued: {}", Faults.outline(failed));
        }
    }
}
