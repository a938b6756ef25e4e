package org.tongmai.access;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.receipt.Statement;
import org.tongmai.kernel.Problem;

/**
 * What is declared to have been done, as entries of the log of receipts: a statement cannot be taken back nor dated otherwise, and
 * whoever has the log's keys verifies it without the platform ({@code tongmai verify}).
 */
public final class Statements {

    private final StatementStore store;
    private final Receipts receipts;
    private final ReceiptLog log;

    Statements(StatementStore store, Receipts receipts, ReceiptLog log) {
        this.store = store;
        this.receipts = receipts;
        this.log = log;
    }

    /** Who declares it; an institution is left out for the platform itself. */
    public record Author(
            String account, String name, @Nullable String institution) {}

    /**
     * Declares, in the transaction of the caller: it is in the log if that commits. The log waits until then, so it is the last that a
     * transaction does.
     *
     * @param kind what was done, one word
     * @param about with what; names nobody
     * @param counts how much of what; the names are words
     * @return its place in the log
     */
    public long make(Author author, Instant at, String kind, String about, Map<String, Integer> counts) {
        Receipts.Log known = receipts.log();
        var statement = new Statement(
                about,
                author.account(),
                at.truncatedTo(ChronoUnit.MICROS),
                new TreeMap<>(counts),
                author.institution(),
                kind,
                known.name(),
                author.name());
        long place = store.take();
        store.insert(new StatementStore.Row(place, statement, statement.leaf(known.hash())));
        return place;
    }

    /**
     * The statement at a place of the log with its proof, the line that {@code tongmai verify} reads.
     *
     * @throws Problem {@code access.log-broken}: it is not what it was, or not there
     */
    public String proven(long place) {
        return log.proven(store.at(place, receipts.log().name()).orElseThrow(() -> LogBroken.at(place)))
                .line();
    }
}
