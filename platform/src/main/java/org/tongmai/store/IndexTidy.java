package org.tongmai.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.kernel.Faults;

/**
 * Sorts what was just written into the index of keys. PostgreSQL gathers new entries in a list, which makes writing cheap and which
 * every search reads from end to end; it would sort the list in only once it is full.
 *
 * @see <a href="https://www.postgresql.org/docs/18/gin.html#GIN-FAST-UPDATE">PostgreSQL, GIN fast update technique</a>
 */
final class IndexTidy implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IndexTidy.class);

    /** How long entries gather. */
    private static final Duration ROUND = Duration.ofSeconds(1);

    private static final String TIDY = """
            select gin_clean_pending_list(inhrelid::regclass)
              from pg_inherits
             where inhparent in ('store.version_keys'::regclass, 'store.feed_types'::regclass)
            """;

    private final DataSource database;
    private final AtomicBoolean written = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    IndexTidy(DataSource database) {
        this.database = database;
    }

    void start() {
        Thread.ofVirtual().name("index-tidy").start(this::rounds);
    }

    /** Tells that something was committed. */
    void written() {
        written.set(true);
    }

    private void rounds() {
        try {
            while (!closed.await(ROUND.toMillis(), TimeUnit.MILLISECONDS)) {
                if (written.getAndSet(false)) {
                    tidy();
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void tidy() {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(TIDY)) {
            statement.execute();
        } catch (SQLException e) {
            LOG.warn("The index of keys was not tidied: {}", Faults.outline(e));
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
