package org.tongmai.access;

import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.access.LogStore.Tile;
import org.tongmai.access.receipt.LogFile;
import org.tongmai.kernel.merkle.TreeHash;

/** The log of receipts: its head and keys for everybody, its state and its entries for the operator. */
@RestController
@RequestMapping("/api/access/log")
final class LogRoutes {

    private static final int TILES_TOGETHER = 512;
    private static final int HEADS_TOGETHER = 1_000;

    /** Entries that one check looks at, at most: a minute or so. */
    private static final long CHECKED_MOST = 2_000_000;

    private final ReceiptLog log;
    private final LogStore store;
    private final LogCheck check;
    private final AtomicReference<LogCheck.@Nullable Result> last = new AtomicReference<>();

    LogRoutes(ReceiptLog log, LogStore store, LogCheck check) {
        this.log = log;
        this.store = store;
        this.check = check;
    }

    /**
     * The state of the log.
     *
     * @param waiting entries that no head covers yet
     * @param check what the last check of this process found
     */
    record State(
            String log,
            String suite,
            Instant begun,
            long size,
            long waiting,
            @Nullable HeadView head,
            List<KeyView> keys,
            LogCheck.@Nullable Result check) {}

    record HeadView(long size, Instant at, String root, String text) {}

    record KeyView(
            String id, String suite, Instant from, @Nullable Instant until) {}

    record Rotated(@Nullable Boolean atOnce) {}

    /** Name, digest and keys of the log and its newest signed head; what verifiers are set up with. Nothing about anybody. */
    @GetMapping
    Map<String, Object> published() {
        Map<String, Object> published = log.keys().published();
        log.newest().ifPresent(head -> published.put("head", head.text()));
        return published;
    }

    /** The proof that the log only grew from one signed head to another; it holds hashes only. */
    @GetMapping("/consistency")
    Map<String, Object> consistency(@RequestParam long first, @RequestParam long second) {
        return log.consistency(first, second).published();
    }

    /** Every entry's hash and every signed head after the entries it speaks of, for {@code tongmai verify --log}. */
    @GetMapping("/entries")
    void entries(HttpServletResponse response) throws IOException {
        LogStore.Head newest = log.head();
        response.setContentType("text/plain;charset=utf-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"receipt-log.txt\"");
        Deque<LogStore.Head> heads = new ArrayDeque<>();
        try (var out =
                new BufferedWriter(new OutputStreamWriter(response.getOutputStream(), StandardCharsets.US_ASCII))) {
            heads.addAll(store.heads(0, HEADS_TOGETHER));
            long size = 0;
            for (long from = 0; size < newest.size(); from += TILES_TOGETHER) {
                for (byte[] tile : tiles(from)) {
                    for (int at = 0; at < tile.length && size < newest.size(); at += TreeHash.BYTES) {
                        size = due(out, heads, size);
                        out.write(LogFile.line(Arrays.copyOfRange(tile, at, at + TreeHash.BYTES)) + "\n");
                        size++;
                    }
                }
            }
            due(out, heads, size);
        }
    }

    /** Writes the heads that are due; the answer is the size. */
    private long due(BufferedWriter out, Deque<LogStore.Head> heads, long size) throws IOException {
        while (!heads.isEmpty() && heads.getFirst().size() <= size) {
            out.write(heads.removeFirst().text() + "\n");
            if (heads.isEmpty()) {
                heads.addAll(store.heads(size + 1, HEADS_TOGETHER));
            }
        }
        return size;
    }

    /** Tiles of entries from this one on; where one is missing, the export ends there and the file says so by its length. */
    private List<byte[]> tiles(long from) throws IOException {
        List<Tile> wanted = new ArrayList<>();
        for (long number = from; number < from + TILES_TOGETHER; number++) {
            wanted.add(new Tile(0, number));
        }
        Map<Tile, byte[]> found = store.tiles(wanted);
        List<byte[]> tiles =
                wanted.stream().filter(found::containsKey).map(found::get).toList();
        if (tiles.isEmpty()) {
            throw new IOException("entries are missing from " + from * Tiles.WIDTH + " on");
        }
        return tiles;
    }

    @GetMapping("/state")
    State state() {
        Receipts.Log known = log.log();
        long size = log.size();
        LogStore.Head head = log.newest().orElse(null);
        return new State(
                known.name(),
                known.suite().word(),
                known.begun(),
                size,
                size - (head == null ? 0 : head.size()),
                head == null ? null : view(head),
                log.keys().keys().stream()
                        .map(key -> new KeyView(key.id(), key.suite().word(), key.from(), key.until()))
                        .toList(),
                last.get());
    }

    /** Compares the last looks with the log, and signs a head over all entries. */
    @PostMapping("/check")
    State check(@RequestParam(defaultValue = "" + LogCheck.USUAL) long count) {
        last.set(check.check(Math.clamp(count, 1, CHECKED_MOST)));
        return state();
    }

    /** Publishes a new key, that signs from tomorrow on or at once. */
    @PostMapping("/keys/rotate")
    State rotate(@RequestBody Rotated wanted) {
        log.rotate(Boolean.TRUE.equals(wanted.atOnce()));
        return state();
    }

    private HeadView view(LogStore.Head head) {
        return new HeadView(head.size(), head.at(), LogFile.line(log.root(head)), head.text());
    }
}
