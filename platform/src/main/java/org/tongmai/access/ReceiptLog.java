package org.tongmai.access;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.access.receipt.Consistency;
import org.tongmai.access.receipt.KeyList;
import org.tongmai.access.receipt.LogEntry;
import org.tongmai.access.receipt.LogKey;
import org.tongmai.access.receipt.Proven;
import org.tongmai.access.receipt.Receipt;
import org.tongmai.access.receipt.TreeHead;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.merkle.Edge;
import org.tongmai.kernel.merkle.Proofs;
import org.tongmai.kernel.merkle.Span;
import org.tongmai.kernel.merkle.TreeHash;

/**
 * The log of receipts (RFC 9162): looks and statements take their places when they are written, and the tree grows over them each time a head
 * is signed. Every proof leads to a signed head.
 */
final class ReceiptLog {

    /** Entries over which the tree grows at once: some megabytes. */
    private static final int TOGETHER = 20_000;

    private final LogStore store;
    private final Receipts receipts;
    private final HeadKeys keys;
    private final TransactionOperations transaction;
    private final Clock clock;

    ReceiptLog(LogStore store, Receipts receipts, HeadKeys keys, TransactionOperations transaction, Clock clock) {
        this.store = store;
        this.receipts = receipts;
        this.keys = keys;
        this.transaction = transaction;
        this.clock = clock;
    }

    Receipts.Log log() {
        return receipts.log();
    }

    KeyList keys() {
        return keys.list();
    }

    void rotate(boolean atOnce) {
        keys.rotate(atOnce);
    }

    /** Entries by now. */
    long size() {
        receipts.log();
        return store.size();
    }

    /** The newest signed head; empty where none was signed yet. */
    Optional<LogStore.Head> newest() {
        return store.newest();
    }

    /**
     * A signed head over every entry there is: the newest one, or one that is signed now.
     *
     * @throws Problem {@code access.log-broken}: entries are missing, nothing is signed
     */
    LogStore.Head head() {
        receipts.log();
        Optional<LogStore.Head> newest = store.newest();
        return newest.isPresent() && newest.get().size() == store.size() ? newest.get() : sign();
    }

    /** A signed head that covers this place. */
    LogStore.Head headOver(long place) {
        return store.newest().filter(head -> head.size() > place).orElseGet(this::head);
    }

    private LogStore.Head sign() {
        LogKey key = keys.signing();
        return Objects.requireNonNull(transaction.execute(status -> {
            store.lock();
            Optional<LogStore.Head> before = store.newest();
            long size = store.size();
            if (before.isPresent() && before.get().size() == size) {
                return before.get();
            }
            Edge edge = grown(before.orElse(null), size);
            Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            TreeHead signed = TreeHead.sign(
                    log().name(), size, edge.root(), at, key.id(), key.suite(), message -> keys.sign(key, message));
            LogStore.Head head = new LogStore.Head(size, at, edge.bytes(), signed.text());
            store.put(head);
            return head;
        }));
    }

    private Edge grown(LogStore.@Nullable Head before, long size) {
        TreeHash hash = log().hash();
        Edge edge = before == null ? new Edge(hash) : Edge.of(hash, before.size(), before.edge());
        var tiles = new Tiles.Growing(store);
        while (edge.size() < size) {
            List<LogStore.Entry> entries = store.entries(edge.size(), Math.min(size, edge.size() + TOGETHER));
            for (LogStore.Entry entry : entries) {
                if (entry.place() != edge.size()) {
                    throw LogBroken.at(edge.size());
                }
                edge.append(entry.leaf(), tiles);
            }
            if (entries.isEmpty()) {
                throw LogBroken.at(edge.size());
            }
            tiles.flush();
        }
        return edge;
    }

    /**
     * The receipts of these looks with their proofs, all under one head. Looks without an entry are left out.
     *
     * @throws Problem {@code access.log-broken}: a look is not what its receipt says
     */
    List<Proven> proven(List<Look> looks) {
        List<Look> entered = looks.stream().filter(look -> look.entry() != null).toList();
        if (entered.isEmpty()) {
            return List.of();
        }
        long last =
                entered.stream().mapToLong(look -> entry(look).place()).max().orElseThrow();
        return proven(entered, headOver(last));
    }

    /** The same under a head that covers all of them. */
    List<Proven> proven(List<Look> looks, LogStore.Head head) {
        return prove(
                looks.stream()
                        .map(look -> {
                            byte[] salt = entry(look).salt();
                            return new Placed(
                                    receipts.of(look, look.id(), salt),
                                    receipts.opening(look, salt),
                                    entry(look).place());
                        })
                        .toList(),
                head);
    }

    /** @throws Problem {@code access.log-broken}: the statement is not what it was */
    Proven proven(StatementStore.Row row) {
        return prove(List.of(new Placed(row.statement(), null, row.place())), headOver(row.place()))
                .getFirst();
    }

    /** What is to be proven to stand at its place. */
    private record Placed(LogEntry entry, Receipt.@Nullable Opening opening, long place) {}

    private List<Proven> prove(List<Placed> entries, LogStore.Head head) {
        TreeHash hash = log().hash();
        List<List<Span>> paths = entries.stream()
                .map(each -> Proofs.inclusion(each.place(), head.size()))
                .toList();
        Span.Nodes nodes =
                Tiles.reading(store, hash, paths.stream().flatMap(List::stream).toList());
        byte[] root = Edge.of(hash, head.size(), head.edge()).root();
        List<Proven> proven = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Placed each = entries.get(i);
            List<byte[]> path = Proofs.hashes(hash, paths.get(i), nodes);
            if (!Proofs.included(hash, each.entry().leaf(hash), each.place(), head.size(), path, root)) {
                throw LogBroken.at(each.place());
            }
            proven.add(new Proven(each.entry(), each.opening(), each.place(), path, head.text()));
        }
        return proven;
    }

    /**
     * Proves that the log only grew from one signed head to another.
     *
     * @throws Problem {@code access.no-such-head}, {@code access.log-broken}
     */
    Consistency consistency(long first, long second) {
        LogStore.Head earlier = store.head(Math.min(first, second)).orElseThrow(ReceiptLog::noSuchHead);
        LogStore.Head later = store.head(Math.max(first, second)).orElseThrow(ReceiptLog::noSuchHead);
        TreeHash hash = log().hash();
        List<Span> parts = Proofs.consistency(earlier.size(), later.size());
        List<byte[]> path = Proofs.hashes(hash, parts, Tiles.reading(store, hash, parts));
        if (!Proofs.consistent(hash, earlier.size(), root(earlier), later.size(), root(later), path)) {
            throw LogBroken.at(earlier.size());
        }
        return new Consistency(earlier.text(), later.text(), path);
    }

    /** The root that a head was signed over. */
    byte[] root(LogStore.Head head) {
        return Edge.of(log().hash(), head.size(), head.edge()).root();
    }

    /** Whether the look is what its receipt said when it was written. */
    boolean unchanged(Look look) {
        Look.Entry entry = look.entry();
        return entry != null && Arrays.equals(receipts.leaf(look, look.id(), entry.salt()), entry.leaf());
    }

    private static Look.Entry entry(Look look) {
        return Objects.requireNonNull(look.entry());
    }

    private static Problem noSuchHead() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "access.no-such-head",
                "No head was signed at this number of entries.",
                "Consistency is proven between two signed heads.",
                "Take the sizes that stand in the heads of your receipts.");
    }
}
