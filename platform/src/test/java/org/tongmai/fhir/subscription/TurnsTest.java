package org.tongmai.fhir.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.node.TestDatabase;

/** Whose turn it is to be delivered, and by which process. */
class TurnsTest {

    private JdbcClient jdbc;
    private SubscriptionStore store;

    @BeforeEach
    void start() {
        var database = TestDatabase.fresh().dataSource();
        jdbc = JdbcClient.create(database);
        store = new SubscriptionStore(jdbc, new TransactionTemplate(new JdbcTransactionManager(database)));
    }

    private void waiting(String id) {
        store.put(
                new Registered(id, null, "a", 1, Registered.State.REQUESTED, "{}", Instant.EPOCH, 0, 0, 0, null, 0),
                null);
    }

    @Test
    void whoFailedLastTimeIsNotInTheRowOfThoseWhoAreWell() {
        waiting("well");
        waiting("failing");
        store.claim("here", false, 10);
        store.postpone("failing", "here", "broken", Duration.ZERO);
        store.releaseAll("here");

        assertThat(store.claim("here", false, 10)).extracting(Registered::id).containsExactly("well");
        assertThat(store.claim("here", true, 10)).extracting(Registered::id).containsExactly("failing");
    }

    @Test
    void whatAProcessHeldThatEndedIsAnothersWithinHalfAMinute() {
        waiting("s");
        store.claim("gone", false, 10);

        assertThat(store.claim("here", false, 10)).isEmpty();
        assertThat(heldLonger("30 s")).isFalse();

        jdbc.sql("update fhir.subscription set held_until = now() - interval '1 s'")
                .update();
        assertThat(store.claim("here", false, 10)).hasSize(1);
    }

    @Test
    void whatIsRenewedStaysHeld() {
        waiting("s");
        store.claim("here", false, 10);
        jdbc.sql("update fhir.subscription set held_until = now() - interval '1 s'")
                .update();

        store.renew("here");

        assertThat(store.claim("there", false, 10)).isEmpty();
        assertThat(heldLonger("10 s")).isTrue();
    }

    private boolean heldLonger(String interval) {
        return jdbc.sql("select held_until > now() + ?::interval from fhir.subscription")
                .param(interval)
                .query(Boolean.class)
                .single();
    }
}
