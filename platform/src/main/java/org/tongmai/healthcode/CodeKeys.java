package org.tongmai.healthcode;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.crypto.KeyVault;
import org.tongmai.kernel.crypto.Suite;

/**
 * The keys by which this node signs codes and lists. A new key is published some time before it signs, so that a verifier cut
 * off from the network knows it already; an old one stays in the list for what it signed.
 */
final class CodeKeys {

    /** Keys of other processes are read so often. */
    private static final Duration READ_AGAIN = Duration.ofSeconds(30);

    /** An unknown key makes us look again no more often than this. */
    private static final Duration READ_AGAIN_SOONEST = Duration.ofSeconds(1);

    private static final int ID_BYTES = 8;

    private static final Known NOTHING = new Known(Instant.EPOCH, "", Map.of(), Map.of());

    private final CodeKeyStore store;
    private final KeyVault vault;
    private final Suite suite;
    private final Duration lead;
    private final Clock clock;
    private final Map<String, Suite.Verification> prepared = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();
    private volatile Known known = NOTHING;

    /** @param lists keys that sign lists */
    private record Known(Instant readAt, String signing, Map<String, CodeKey> codes, Map<String, CodeKey> lists) {}

    CodeKeys(CodeKeyStore store, KeyVault vault, Suite suite, Duration lead, Clock clock) {
        this.store = store;
        this.vault = vault;
        this.suite = suite;
        this.lead = lead;
        this.clock = clock;
    }

    /** The key that signs codes now. */
    CodeKey signing() {
        Known now = known(READ_AGAIN);
        CodeKey key = now.codes().get(now.signing());
        if (key == null) {
            throw new IllegalStateException("no key signs");
        }
        return key;
    }

    /** The key that signs lists: what verifiers offline trust. */
    CodeKey root() {
        return known(READ_AGAIN).lists().values().stream()
                .filter(each -> each.suite() == suite && vault.publicKeys().containsKey(each.id()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no key signs lists"));
    }

    byte[] sign(CodeKey key, byte[] message) {
        return vault.sign(key.id(), message);
    }

    /** The key of a code; empty where it is none of this node's, or was revoked. */
    Optional<CodeKey> find(String id) {
        CodeKey key = known(READ_AGAIN).codes().get(id);
        return Optional.ofNullable(
                key == null ? known(READ_AGAIN_SOONEST).codes().get(id) : key);
    }

    /** Every key whose signatures are accepted, earliest first. */
    List<CodeKey> all() {
        return List.copyOf(known(Duration.ZERO).codes().values());
    }

    /** Publishes a new key that signs from {@code lead} on. */
    synchronized CodeKey rotate() {
        known(Duration.ZERO);
        String id = make("CODE", now().plus(lead));
        return find(id).orElseThrow();
    }

    /**
     * Nothing that this key signed is accepted from now on; where it is the one that signs, a new one signs at once.
     *
     * @throws Problem {@code healthcode.no-such-key}
     */
    synchronized void revoke(String id) {
        if (!store.revoke(id, now())) {
            throw new Problem(
                    Problem.Kind.NOT_FOUND,
                    "healthcode.no-such-key",
                    "No key of this id signs codes.",
                    "Only a key of the list can be revoked, once.",
                    "Look at the list of keys.");
        }
        known = NOTHING;
    }

    private Known known(Duration age) {
        Known now = known;
        return now.readAt().plus(age).isAfter(clock.instant()) && nobodyTookOver(now) ? now : read();
    }

    /** A key that was published before may sign by now. */
    private boolean nobodyTookOver(Known now) {
        CodeKey signing = now.codes().get(now.signing());
        return signing != null && (signing.until() == null || clock.instant().isBefore(signing.until()));
    }

    private synchronized Known read() {
        Instant now = now();
        List<CodeKeyStore.Row> rows = store.keys();
        Set<String> ours = vault.publicKeys().keySet();
        if (rows.stream().noneMatch(row -> row.use().equals("ROOT") && usable(row, ours))) {
            make("ROOT", now);
        }
        CodeKeyStore.Row last = last(rows, now);
        if (last == null || !usable(last, ours)) {
            make("CODE", now);
        }
        known = arrange(store.keys(), now);
        return known;
    }

    private boolean usable(CodeKeyStore.Row row, Set<String> ours) {
        return row.suite().equals(suite.word()) && ours.contains(row.id()) && row.revokedAt() == null;
    }

    /** The last key of codes that has begun to sign. */
    private static CodeKeyStore.@Nullable Row last(List<CodeKeyStore.Row> rows, Instant now) {
        return rows.stream()
                .filter(row -> row.use().equals("CODE") && !row.from().isAfter(now))
                .reduce((earlier, later) -> later)
                .orElse(null);
    }

    private Known arrange(List<CodeKeyStore.Row> rows, Instant now) {
        Map<String, CodeKey> codes = new LinkedHashMap<>();
        Map<String, CodeKey> lists = new LinkedHashMap<>();
        rows.stream().filter(row -> row.use().equals("ROOT")).forEach(row -> lists.put(row.id(), key(row, null)));
        List<CodeKeyStore.Row> signers =
                rows.stream().filter(row -> row.use().equals("CODE")).toList();
        for (int i = 0; i < signers.size(); i++) {
            CodeKeyStore.Row row = signers.get(i);
            if (row.revokedAt() == null) {
                codes.put(
                        row.id(),
                        key(row, i + 1 < signers.size() ? signers.get(i + 1).from() : null));
            }
        }
        CodeKeyStore.Row last = last(rows, now);
        return new Known(now, last == null ? "" : last.id(), codes, lists);
    }

    private CodeKey key(CodeKeyStore.Row row, @Nullable Instant until) {
        Suite of = Suite.of(row.suite()).orElseThrow();
        Suite.Verification lazily = (message, signature) -> prepared.computeIfAbsent(
                        row.id(), id -> of.verification(of.decode(row.publicKey())))
                .verify(message, signature);
        return new CodeKey(row.id(), of, row.publicKey(), row.from(), until, lazily);
    }

    private String make(String use, Instant from) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        store.insert(id, use, suite.word(), suite.encode(vault.make(id)), from);
        known = NOTHING;
        return id;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
