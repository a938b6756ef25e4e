package org.tongmai.healthcode;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.crypto.KeyVault;
import org.tongmai.kernel.crypto.Suite;

/**
 * The keys by which this node signs codes and lists. A new key is published some time before it signs, so that a verifier cut
 * off from the network knows it already; an old one stays in the list for what it signed. One more key stands by, published too,
 * for the day on which the one that signs has to be revoked.
 */
final class CodeKeys {

    /** Keys of other processes are read so often. */
    private static final Duration READ_AGAIN = Duration.ofSeconds(30);

    /** An unknown key makes us look again no more often than this. */
    private static final Duration READ_AGAIN_SOONEST = Duration.ofSeconds(1);

    /** A new list key is published so long before it signs: a verifier that fetches once in that time follows it. */
    static final Duration ROOT_LEAD = Duration.ofDays(30);

    private static final int ID_BYTES = 8;

    /** Keys whose tables for verifying are kept, of 2.5 MB each. */
    private static final int PREPARED_MOST = 16;

    private static final Known NOTHING = new Known(Instant.EPOCH, List.of());

    private final CodeKeyStore store;
    private final KeyVault vault;
    private final Suite suite;
    private final Duration lead;
    private final TransactionOperations transaction;
    private final Clock clock;
    private final Map<String, Suite.Verification> prepared = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();
    private volatile Known known = NOTHING;

    /** @param ours whether this process holds the private key */
    private record Each(CodeKey key, boolean root, boolean ours) {}

    /** @param keys earliest first */
    private record Known(Instant readAt, List<Each> keys) {

        Optional<CodeKey> code(String id) {
            return keys.stream()
                    .filter(each -> !each.root() && each.key().id().equals(id))
                    .map(Each::key)
                    .findFirst();
        }

        /** The first list key that begins later. */
        Optional<CodeKey> next(Suite suite, Instant now) {
            return keys.stream()
                    .filter(Each::root)
                    .map(Each::key)
                    .filter(key -> key.suite() == suite && key.from().isAfter(now))
                    .findFirst();
        }

        /** The latest key that has begun, that nobody revoked and that this process holds. */
        Optional<CodeKey> signing(boolean root, Suite suite, Instant now) {
            return keys.stream()
                    .filter(each -> each.root() == root && each.ours())
                    .map(Each::key)
                    .filter(key -> !key.revoked()
                            && !key.standby()
                            && key.suite() == suite
                            && !key.from().isAfter(now))
                    .reduce((earlier, later) -> later);
        }

        /** The key that takes over where the one that signs is revoked. */
        Optional<CodeKey> standby(Suite suite) {
            return keys.stream()
                    .filter(each -> each.ours() && each.key().standby())
                    .map(Each::key)
                    .filter(key -> !key.revoked() && key.suite() == suite)
                    .findFirst();
        }
    }

    CodeKeys(
            CodeKeyStore store,
            KeyVault vault,
            Suite suite,
            Duration lead,
            TransactionOperations transaction,
            Clock clock) {
        this.store = store;
        this.vault = vault;
        this.suite = suite;
        this.lead = lead;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** The key that signs codes now; made where this process holds none. */
    CodeKey signing() {
        return signing(false);
    }

    /** The key that signs lists, which verifiers offline trust; made where this process holds none. */
    CodeKey root() {
        return signing(true);
    }

    /** The key that signs lists; empty where none was made yet. */
    Optional<CodeKey> rootIfMade() {
        return known(READ_AGAIN).signing(true, suite, now());
    }

    byte[] sign(CodeKey key, byte[] message) {
        return vault.sign(key.id(), message);
    }

    /** The key of a code; empty where it is none of this node's. */
    Optional<CodeKey> find(String id) {
        return known(READ_AGAIN).code(id).or(() -> known(READ_AGAIN_SOONEST).code(id));
    }

    /** Every key that signed or will sign codes, earliest first. */
    List<CodeKey> all() {
        return known(Duration.ZERO).keys().stream()
                .filter(each -> !each.root())
                .map(Each::key)
                .toList();
    }

    /** Publishes a key that stands by, where there is none. */
    void standBy() {
        if (known(READ_AGAIN).standby(suite).isPresent()) {
            return;
        }
        transaction.executeWithoutResult(status -> {
            store.lock();
            if (read(Duration.ZERO).standby(suite).isEmpty()) {
                make("CODE", now(), true);
            }
        });
        read(Duration.ZERO);
    }

    /** Publishes a new key that signs from {@code lead} on. */
    CodeKey rotate() {
        String id = Objects.requireNonNull(transaction.execute(status -> make("CODE", now().plus(lead), false)));
        return read(Duration.ZERO).code(id).orElseThrow();
    }

    /** The list key that was published and does not sign yet; empty where none is on its way. */
    Optional<CodeKey> nextRoot() {
        return known(READ_AGAIN).next(suite, now());
    }

    /** Publishes a new list key, that signs lists from {@link #ROOT_LEAD} on; the one on its way, where there is one. */
    CodeKey rotateRoot() {
        root();
        transaction.executeWithoutResult(status -> {
            store.lock();
            if (read(Duration.ZERO).next(suite, now()).isEmpty()) {
                make("ROOT", now().plus(ROOT_LEAD), false);
            }
        });
        return read(Duration.ZERO).next(suite, now()).orElseThrow();
    }

    /**
     * Nothing that this key signed is accepted from now on, by verifiers without network once they have the next list; where it is
     * the one that signs, the one that stood by signs at once, and another one stands by.
     *
     * @throws Problem {@code healthcode.no-such-key}
     */
    void revoke(String id) {
        boolean signs = signing().id().equals(id);
        transaction.executeWithoutResult(status -> {
            if (!store.revoke(id, now())) {
                throw new Problem(
                        Problem.Kind.NOT_FOUND,
                        "healthcode.no-such-key",
                        "No key of this id signs codes.",
                        "Only a key of the list can be revoked, once.",
                        "Look at the list of keys.");
            }
            if (signs) {
                read(Duration.ZERO)
                        .standby(suite)
                        .ifPresentOrElse(next -> store.takeOver(next.id(), now()), () -> make("CODE", now(), false));
            }
        });
        read(Duration.ZERO);
        standBy();
    }

    private CodeKey signing(boolean root) {
        return known(READ_AGAIN)
                .signing(root, suite, now())
                .or(() -> read(Duration.ZERO).signing(root, suite, now()))
                .orElseGet(() -> first(root));
    }

    /** Makes what is missing of both, under a lock of the database: another process may be about to. */
    private synchronized CodeKey first(boolean root) {
        transaction.executeWithoutResult(status -> {
            store.lock();
            Known there = read(Duration.ZERO);
            if (there.signing(false, suite, now()).isEmpty()) {
                make("CODE", now(), false);
            }
            if (there.signing(true, suite, now()).isEmpty()) {
                make("ROOT", now(), false);
            }
            if (there.standby(suite).isEmpty()) {
                make("CODE", now(), true);
            }
        });
        return read(Duration.ZERO)
                .signing(root, suite, now())
                .orElseThrow(() -> new IllegalStateException("the key that was made is not there"));
    }

    private Known known(Duration age) {
        return fresh(age) ? known : read(age);
    }

    private boolean fresh(Duration age) {
        return known.readAt().plus(age).isAfter(clock.instant());
    }

    private synchronized Known read(Duration age) {
        if (!fresh(age)) {
            known = arrange(store.keys(), now());
        }
        return known;
    }

    private Known arrange(List<CodeKeyStore.Row> rows, Instant now) {
        Set<String> ours = vault.names();
        List<Each> keys = new ArrayList<>();
        for (CodeKeyStore.Row row : rows) {
            keys.add(new Each(
                    key(row, next(rows, row).orElse(null)), row.use().equals("ROOT"), ours.contains(row.id())));
        }
        return new Known(now, keys);
    }

    /** When the next key of the same use and suite begins; one that was revoked ends nothing. */
    private static Optional<Instant> next(List<CodeKeyStore.Row> rows, CodeKeyStore.Row row) {
        return rows.subList(rows.indexOf(row) + 1, rows.size()).stream()
                .filter(later ->
                        later.use().equals(row.use()) && later.suite().equals(row.suite()) && later.revokedAt() == null)
                .filter(later -> !row.standby() && !later.standby())
                .map(CodeKeyStore.Row::from)
                .findFirst();
    }

    private CodeKey key(CodeKeyStore.Row row, @Nullable Instant until) {
        Suite of = Suite.of(row.suite()).orElseThrow();
        Suite.Verification lazily =
                (message, signature) -> prepared(row.id(), of, row.publicKey()).verify(message, signature);
        return new CodeKey(
                row.id(), of, row.publicKey(), row.from(), until, row.revokedAt() != null, row.standby(), lazily);
    }

    private Suite.Verification prepared(String id, Suite of, byte[] publicKey) {
        Suite.Verification there = prepared.get(id);
        if (there != null) {
            return there;
        }
        if (prepared.size() >= PREPARED_MOST) {
            prepared.clear();
        }
        return prepared.computeIfAbsent(id, each -> of.verification(of.decode(publicKey)));
    }

    private String make(String use, Instant from, boolean standby) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        store.insert(id, use, suite.word(), suite.encode(vault.make(id)), from, standby);
        return id;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
