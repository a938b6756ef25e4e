package org.tongmai.fhir.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.node.TestDatabase;

/** What is settled is no longer pending, and what is not open is not queued again. */
class SettlingTest {

    private JdbcClient jdbc;
    private SubscriptionStore subscriptions;
    private NotificationStore queues;

    @BeforeEach
    void start() {
        var database = TestDatabase.fresh().dataSource();
        var transactions = new TransactionTemplate(new JdbcTransactionManager(database));
        jdbc = JdbcClient.create(database);
        subscriptions = new SubscriptionStore(jdbc, transactions);
        queues = new NotificationStore(database, jdbc, transactions);
    }

    private static Registered registered(Registered.State state) {
        return new Registered("s", null, "a", 1, state, "{}", Instant.EPOCH, 0, 0, 0, null, 0);
    }

    private void subscription(Registered.State state, String event) {
        subscriptions.put(registered(state), null);
        jdbc.sql("insert into fhir.notification (subscription, number, compartment, type, id, version, at, state)"
                        + " values ('s', 1, 1, 'Patient', 'p', 1, now(), ?)")
                .param(event)
                .update();
        jdbc.sql("update fhir.subscription set events = 1, pending = ?")
                .param(event.equals("PENDING") ? 1 : 0)
                .update();
    }

    private long pending() {
        return jdbc.sql("select pending from fhir.subscription")
                .query(Long.class)
                .single();
    }

    @Test
    void whoHoldsASubscriptionNoMoreSettlesNothing() {
        subscription(Registered.State.ACTIVE, "PENDING");
        subscriptions.claim("here", false, 1);

        assertThat(queues.settle("s", "gone", List.of(1L), Event.State.SENT, null))
                .isEmpty();

        assertThat(queues.pending("s", 10)).hasSize(1);
        assertThat(pending()).isOne();
        assertThat(queues.settle("s", "here", List.of(1L), Event.State.SENT, null))
                .hasValue(0L);
        assertThat(queues.pending("s", 10)).isEmpty();
    }

    @Test
    void whatWaitsIsWithheldWhoeverEndsASubscription() {
        for (Runnable end : List.<Runnable>of(
                () -> subscriptions.end("s", "The operator of the node ended it."),
                () -> subscriptions.put(registered(Registered.State.OFF), null))) {
            start();
            subscription(Registered.State.ACTIVE, "PENDING");
            subscriptions.claim("here", false, 1);

            end.run();

            assertThat(queues.pending("s", 10)).isEmpty();
            assertThat(pending()).isZero();
            assertThat(queues.settle("s", "here", List.of(1L), Event.State.SENT, null))
                    .isEmpty();
            assertThat(queues.events("s", 1, 1, 1)).extracting(Event::state).containsExactly(Event.State.WITHHELD);
        }
    }

    @Test
    void deadLettersOfASubscriptionThatIsToldNothingStayDead() {
        subscription(Registered.State.OFF, "DEAD");

        assertThat(queues.rerun("s")).isZero();

        assertThat(queues.countDead("s")).isOne();
        assertThat(pending()).isZero();
    }

    @Test
    void deadLettersOfAnActiveSubscriptionAreQueuedAgain() {
        subscription(Registered.State.ACTIVE, "DEAD");

        assertThat(queues.rerun("s")).isOne();

        assertThat(queues.pending("s", 10)).hasSize(1);
        assertThat(pending()).isOne();
    }
}
