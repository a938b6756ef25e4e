package org.tongmai.exchange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.store.Extraction;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;
import tools.jackson.databind.JsonNode;

/** Builds a province's part of the index anew, and compares what is told with what is known. */
final class IndexRebuild {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Source patients marked at a time. */
    private static final int TOGETHER = 500;

    private final EntryStore entries;
    private final Store store;
    private final ExchangeClient client;
    private final TransactionOperations transaction;
    private final DataSource database;

    IndexRebuild(
            EntryStore entries,
            Store store,
            ExchangeClient client,
            TransactionOperations transaction,
            DataSource database) {
        this.entries = entries;
        this.store = store;
        this.client = client;
        this.transaction = transaction;
        this.database = database;
    }

    /**
     * Begins to build from the store anew, in place: meanwhile nobody is found less than before, and what is no longer there goes
     * with the last batch. The node goes on with it beside its other work.
     */
    void again() {
        long nation = state().path("epoch").asLong(0);
        transaction.executeWithoutResult(status -> {
            long epoch = Math.max(nation, entries.places().getOrDefault("epoch", 1L)) + 1;
            entries.empty();
            entries.unsend();
            entries.move("epoch", epoch);
            entries.move("sequence", 0);
        });
        everybody();
    }

    private void everybody() {
        Set<Long> some = new HashSet<>();
        var all = new Extraction.Selection(
                store.extraction().moment().snapshot(),
                1,
                Extraction.KEYS_END,
                null,
                Set.of("Patient"),
                null,
                null,
                false);
        try {
            store.extraction().each(all, Scope.everything(), fact -> {
                some.add(fact.key().compartment());
                if (some.size() >= TOGETHER) {
                    entries.mark(some);
                    some.clear();
                }
            });
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        entries.mark(some);
    }

    /** What this province has to say. */
    IndexState here() {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            IndexState state = EntryStore.state(connection);
            connection.rollback();
            connection.setAutoCommit(true);
            return state;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** What the nation knows of it. */
    IndexState there() {
        JsonNode state = state();
        return new IndexState(
                state.path("digest").asString(""), state.path("entries").asLong(0));
    }

    private JsonNode state() {
        return client.ask(NodeCard.NATION, NationIndex.STATE, Message.RUNNING, Map.of(), LIMIT);
    }
}
