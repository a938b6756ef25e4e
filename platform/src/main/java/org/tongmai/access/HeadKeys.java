package org.tongmai.access;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.access.receipt.KeyList;
import org.tongmai.access.receipt.LogKey;
import org.tongmai.kernel.crypto.KeyFile;
import org.tongmai.kernel.crypto.KeyVault;
import org.tongmai.kernel.crypto.Suite;

/**
 * The keys by which this node signs heads of its log. A process that holds none makes one of its own, so that processes with
 * one database and several data directories each sign with theirs. A new key is published before it signs, and the old one
 * stays good a while longer.
 */
final class HeadKeys {

    /** A new key is published so long before it signs. */
    static final Duration LEAD = Duration.ofHours(24);

    /** So long the old key stays good after the new one began. */
    static final Duration OVERLAP = Duration.ofHours(1);

    private static final int ID_BYTES = 8;

    private final LogStore store;
    private final Receipts receipts;
    private final Path directory;
    private final TransactionOperations transaction;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Object opening = new Object();
    private volatile @Nullable KeyVault vault;

    /** @param directory where the key file lies; made when the first head is signed */
    HeadKeys(LogStore store, Receipts receipts, Path directory, TransactionOperations transaction, Clock clock) {
        this.store = store;
        this.receipts = receipts;
        this.directory = directory;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** What is published: every key, with the time it was or will be good for. */
    KeyList list() {
        Receipts.Log log = receipts.log();
        return new KeyList(
                log.name(),
                log.suite(),
                store.keys().stream().map(HeadKeys::key).toList());
    }

    /** The key that signs now; made where this process holds none. */
    synchronized LogKey signing() {
        return held().orElseGet(() -> {
            transaction.executeWithoutResult(status -> {
                store.lock();
                make(now());
            });
            return held().orElseThrow(() -> new IllegalStateException("the key that was made is not there"));
        });
    }

    byte[] sign(LogKey key, byte[] message) {
        return vault().sign(key.id(), message);
    }

    /**
     * Publishes a new key that signs from {@link #LEAD} on, or at once; the keys that this process holds end {@link #OVERLAP}
     * later.
     */
    synchronized void rotate(boolean atOnce) {
        signing();
        transaction.executeWithoutResult(status -> {
            store.lock();
            Set<String> held = vault().names();
            Instant from = atOnce ? now() : now().plus(LEAD);
            store.end(held, atOnce ? from : from.plus(OVERLAP));
            make(from);
        });
    }

    private Optional<LogKey> held() {
        Set<String> names = vault().names();
        Instant now = now();
        List<LogKey> keys = list().keys();
        return keys.stream()
                .filter(key -> names.contains(key.id())
                        && !key.from().isAfter(now)
                        && (key.until() == null || now.isBefore(key.until())))
                .reduce((earlier, later) -> later);
    }

    private void make(Instant from) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        Suite suite = receipts.log().suite();
        store.put(id, suite, suite.encode(vault().make(id)), from);
    }

    /** Whoever signs holds the lock of the database, so it must not wait here for one who waits for that lock. */
    private KeyVault vault() {
        KeyVault there = vault;
        if (there != null) {
            return there;
        }
        Suite suite = receipts.log().suite();
        synchronized (opening) {
            there = vault;
            if (there == null) {
                there = KeyFile.in(directory.resolve("receipts-" + suite.word() + ".p12"), suite, clock);
                vault = there;
            }
            return there;
        }
    }

    private static LogKey key(LogStore.Key row) {
        return LogKey.of(row.id(), Suite.of(row.suite()).orElseThrow(), row.publicKey(), row.from(), row.until());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
