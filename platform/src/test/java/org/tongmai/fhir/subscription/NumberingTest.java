package org.tongmai.fhir.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.node.TestDatabase;

/** Whoever has read the changes up to one has missed none before it. */
class NumberingTest {

    private static Registered registered(String id) {
        return new Registered(id, null, "anybody", 1, Registered.State.ACTIVE, "{}", Instant.EPOCH, 0, 0, 0, null, 0);
    }

    @Test
    void aChangeThatCommitsLateIsNotSkipped() throws Exception {
        DataSource database = TestDatabase.fresh().dataSource();
        var transactions = new TransactionTemplate(new JdbcTransactionManager(database));
        JdbcClient jdbc = JdbcClient.create(database);
        var store = new SubscriptionStore(jdbc, transactions);
        var written = new CountDownLatch(1);
        var commit = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> slow = threads.submit(() -> transactions.executeWithoutResult(transaction -> {
                store.put(registered("slow"), null);
                written.countDown();
                await(commit);
            }));
            await(written);
            Future<?> quick = threads.submit(() -> store.put(registered("quick"), null));
            while (!quick.isDone() && waiting(jdbc) == 0) {
                LockSupport.parkNanos(1_000_000);
            }

            List<Registered> seen = store.changed(0);
            long last = seen.isEmpty() ? 0 : seen.getLast().change();
            commit.countDown();
            slow.get();
            quick.get();

            assertThat(seen.size() + store.changed(last).size()).isEqualTo(2);
        }
    }

    @Test
    void anAnswerIsOfTheVersionThatWasAsked() {
        DataSource database = TestDatabase.fresh().dataSource();
        var store = new SubscriptionStore(
                JdbcClient.create(database), new TransactionTemplate(new JdbcTransactionManager(database)));
        Registered first = requested(1);
        Registered second = requested(2);
        store.put(first, null);
        store.put(second, null);

        assertThat(store.answer(first, Registered.State.ACTIVE, null)).isFalse();
        assertThat(store.answer(second, Registered.State.ACTIVE, null)).isTrue();
    }

    private static Registered requested(int version) {
        return new Registered(
                "s", null, "anybody", version, Registered.State.REQUESTED, "{}", Instant.EPOCH, 0, 0, 0, null, 0);
    }

    private static int waiting(JdbcClient jdbc) {
        return jdbc.sql("select count(*) from pg_locks where locktype = 'advisory' and not granted")
                .query(Integer.class)
                .single();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
