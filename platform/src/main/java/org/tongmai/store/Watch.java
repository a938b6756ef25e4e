package org.tongmai.store;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.kernel.Faults;

/**
 * Ends statements that run too long. One thread looks twice a second; the driver's own way starts a timer for each statement, which
 * costs a short search a tenth of its processor time.
 */
final class Watch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final Duration ROUND = Duration.ofMillis(500);
    private static final Set<Watch> ALL = ConcurrentHashMap.newKeySet();

    static {
        Thread.ofPlatform().name("statement-watch").daemon().start(Watch::rounds);
    }

    private final Statement statement;
    private final long deadline;

    private Watch(Statement statement, long deadline) {
        this.statement = statement;
        this.deadline = deadline;
    }

    /** Until it is closed, the statement is cancelled once {@code seconds} are over; then it fails with SQL state 57014. */
    static Watch over(Statement statement, int seconds) {
        var watch = new Watch(
                statement, System.nanoTime() + Duration.ofSeconds(seconds).toNanos());
        ALL.add(watch);
        return watch;
    }

    @Override
    public void close() {
        ALL.remove(this);
    }

    private static void rounds() {
        try {
            while (true) {
                Thread.sleep(ROUND);
                long now = System.nanoTime();
                for (Watch watch : List.copyOf(ALL)) {
                    if (now > watch.deadline && ALL.remove(watch)) {
                        cancel(watch.statement);
                    }
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static void cancel(Statement statement) {
        try {
            statement.cancel();
        } catch (SQLException e) {
            LOG.warn("A statement could not be cancelled: {}", Faults.outline(e));
        }
    }
}
