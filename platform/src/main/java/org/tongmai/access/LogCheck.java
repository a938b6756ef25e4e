package org.tongmai.access;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.merkle.Memory;
import org.tongmai.kernel.merkle.Proofs;
import org.tongmai.kernel.merkle.Span;

/** Looks whether the trace is what its log says: each look and statement of a stretch against its entry, and each entry against the signed head. */
final class LogCheck {

    /** Entries that are looked at unless more are asked for. */
    static final long USUAL = 100_000;

    private static final int TOGETHER = 2_000;

    /** Findings that are told; more would say nothing more. */
    private static final int TOLD = 100;

    private final ReceiptLog log;
    private final LookStore looks;
    private final StatementStore statements;
    private final LogStore store;
    private final Clock clock;

    LogCheck(ReceiptLog log, LookStore looks, StatementStore statements, LogStore store, Clock clock) {
        this.log = log;
        this.looks = looks;
        this.statements = statements;
        this.store = store;
        this.clock = clock;
    }

    /** What an entry is wrong in. */
    enum Wrong {
        /** The look, or the statement, of the entry is gone. */
        LOOK_GONE,
        /** The look, or the statement, is not what it was when it was entered. */
        LOOK_CHANGED,
        /** The entry does not lead to the signed head. */
        ENTRY_CHANGED,
        /** Entries are missing, so that no head can be signed. */
        LOG_BROKEN
    }

    record Found(long place, Wrong what) {}

    /**
     * What was found.
     *
     * @param size entries of the head
     * @param from first place that was looked at
     */
    record Result(Instant at, long size, long from, List<Found> wrong) {}

    /** Looks at the last entries, so many of them. */
    Result check(long count) {
        LogStore.Head head;
        List<Found> wrong = new ArrayList<>();
        try {
            head = log.head();
        } catch (Problem broken) {
            wrong.add(new Found(store.newest().map(LogStore.Head::size).orElse(0L), Wrong.LOG_BROKEN));
            head = store.newest().orElse(null);
        }
        Instant at = clock.instant();
        if (head == null) {
            return new Result(at, 0, 0, wrong);
        }
        long from = Math.max(0, head.size() - count);
        Memory memory = new Memory(log.log().hash());
        for (long place = from; place < head.size() && wrong.size() < TOLD; place += TOGETHER) {
            stretch(place, Math.min(head.size(), place + TOGETHER), head, memory, wrong);
        }
        return new Result(at, head.size(), from, wrong.stream().limit(TOLD).toList());
    }

    private void stretch(long from, long to, LogStore.Head head, Memory memory, List<Found> wrong) {
        var hash = log.log().hash();
        Map<Long, Kept> found = new HashMap<>();
        looks.stretch(from, to).forEach(look -> {
            Look.Entry entry = Objects.requireNonNull(look.entry());
            found.put(entry.place(), new Kept(entry.leaf(), log.unchanged(look)));
        });
        statements
                .stretch(from, to, log.log().name())
                .forEach(row -> found.put(
                        row.place(),
                        new Kept(row.leaf(), Arrays.equals(row.statement().leaf(hash), row.leaf()))));
        List<List<Span>> paths = new ArrayList<>();
        for (long place = from; place < to; place++) {
            paths.add(Proofs.inclusion(place, head.size()));
        }
        Span.Nodes nodes =
                Tiles.reading(store, hash, paths.stream().flatMap(List::stream).toList());
        byte[] root = log.root(head);
        for (long place = from; place < to; place++) {
            Kept kept = found.get(place);
            if (kept == null) {
                wrong.add(new Found(place, Wrong.LOOK_GONE));
            } else if (!kept.unchanged()) {
                wrong.add(new Found(place, Wrong.LOOK_CHANGED));
            } else if (!leads(kept.leaf(), place, head.size(), paths.get((int) (place - from)), nodes, memory, root)) {
                wrong.add(new Found(place, Wrong.ENTRY_CHANGED));
            }
        }
    }

    /** What an entry is the hash of, as it is kept: whether it is what it was. */
    private record Kept(byte[] leaf, boolean unchanged) {}

    private boolean leads(
            byte[] leaf, long place, long size, List<Span> path, Span.Nodes nodes, Memory memory, byte[] root) {
        try {
            List<byte[]> hashes = Proofs.hashes(log.log().hash(), path, nodes);
            return Proofs.root(memory, leaf, place, size, hashes)
                    .filter(reached -> Arrays.equals(reached, root))
                    .isPresent();
        } catch (Problem missingTile) {
            return false;
        }
    }
}
