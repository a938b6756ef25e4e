package org.tongmai.exchange;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.exchange.RegistryEntry.Kind;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.crypto.Suite;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The registries of the nation as a signed feed: the nation appends, provinces follow with the last version as their cursor and
 * verify each entry and that it follows the one before. What holds is read anew at each question, so that a node that was
 * retired is refused from then on.
 */
final class Registry {

    /** Entries that are given at a time. */
    static final int PAGE = 500;

    /** Nodes there can be; the country has 34 provinces. */
    static final int NODES_MAX = 200;

    /** Prepared verifications kept; in the national suite one takes 2.5 MB. */
    private static final int PREPARED_MAX = 64;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final RegistryStore store;
    private final NodeKeys keys;
    private final TransactionOperations transaction;
    private final Clock clock;
    private final Map<String, Suite.Verification> prepared = new ConcurrentHashMap<>();

    Registry(RegistryStore store, NodeKeys keys, TransactionOperations transaction, Clock clock) {
        this.store = store;
        this.keys = keys;
        this.transaction = transaction;
        this.clock = clock;
    }

    // -- the nation appends

    /** Appends an entry; one that says the same as what holds is not appended again. */
    void append(Kind kind, String id, Object content, Instant from, @Nullable Instant until, boolean withdrawn) {
        JsonNode tree = JSON.readTree(JSON.writeValueAsBytes(content));
        transaction.executeWithoutResult(status -> {
            store.lock();
            RegistryEntry holds = store.current(kind, id).orElse(null);
            boolean same = holds != null
                    && holds.withdrawn() == withdrawn
                    && holds.content().equals(tree)
                    && Objects.equals(holds.until(), until);
            if (!same) {
                RegistryStore.Last last = store.last().orElse(new RegistryStore.Last(0, ""));
                RegistryEntry entry = new RegistryEntry(
                        last.version() + 1, kind, id, tree, from, until, withdrawn, digest(last.signed()));
                store.add(entry, keys.sign(RegistryEntry.TYPE, entry.payload()));
            }
        });
    }

    List<String> after(long version) {
        return store.after(version, PAGE);
    }

    long version() {
        return store.last().map(RegistryStore.Last::version).orElse(0L);
    }

    // -- a province follows

    /**
     * Takes entries that follow the last one here; those that are here already are passed over.
     *
     * @throws Problem {@code exchange.registry-broken}: nothing was taken
     */
    void take(List<String> signed) {
        transaction.executeWithoutResult(status -> {
            store.lock();
            RegistryStore.Last last = store.last().orElse(new RegistryStore.Last(0, ""));
            for (String text : signed) {
                Jws jws = Jws.read(text)
                        .filter(each -> each.type().equals(RegistryEntry.TYPE) && byNation(each))
                        .orElseThrow(Registry::broken);
                RegistryEntry entry = RegistryEntry.of(jws.payload());
                if (entry.version() > last.version()) {
                    if (entry.version() != last.version() + 1
                            || !entry.previous().equals(digest(last.signed()))) {
                        throw broken();
                    }
                    store.add(entry, text);
                    last = new RegistryStore.Last(entry.version(), text);
                }
            }
        });
    }

    private boolean byNation(Jws jws) {
        return node(NodeCard.NATION)
                .flatMap(nation -> nation.key(jws.key()))
                .or(() -> anchor().map(Peer::of).flatMap(nation -> nation.key(jws.key())))
                .filter(key -> jws.signedBy(verification(key)))
                .isPresent();
    }

    /** @throws Problem {@code exchange.not-a-nation} */
    void trust(String card, String by) {
        if (!NodeCard.read(card).nation()) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "exchange.not-a-nation",
                    "This is not the card of a nation node.",
                    "A province follows the registries of the nation.",
                    "Take the card of the node that runs with --role nation.");
        }
        store.trust(card, clock.instant(), by);
    }

    Optional<NodeCard> anchor() {
        return store.anchor();
    }

    // -- asking

    /** What the registry says of a node now; of the nation at least what was compared. */
    Optional<Peer> node(String id) {
        return store.current(Kind.NODE, id)
                .map(Peer::of)
                .or(() -> id.equals(NodeCard.NATION) ? anchor().map(Peer::of) : Optional.empty());
    }

    /** All nodes, those that were retired too. */
    List<Peer> nodes() {
        List<Peer> nodes = new ArrayList<>();
        store.all(Kind.NODE, NODES_MAX).forEach(entry -> nodes.add(Peer.of(entry)));
        if (nodes.stream().noneMatch(each -> each.id().equals(NodeCard.NATION))) {
            anchor().map(Peer::of).ifPresent(nodes::addFirst);
        }
        return nodes;
    }

    /** What an institution of another province is called. */
    Optional<String> institution(String code) {
        return store.current(Kind.INSTITUTION, code)
                .filter(entry -> !entry.withdrawn())
                .map(entry -> entry.content().path("name").asString(""));
    }

    /** Whether an institution lies in a province, as its node told the nation. */
    boolean isOf(String institution, String province) {
        return store.current(Kind.INSTITUTION, institution)
                .filter(entry -> !entry.withdrawn())
                .filter(entry -> entry.content().path("province").asString("").equals(province))
                .isPresent();
    }

    Optional<RegistryEntry> entry(Kind kind, String id) {
        return store.current(kind, id);
    }

    List<RegistryEntry> entries(Kind kind) {
        return store.all(kind, PAGE);
    }

    Suite.Verification verification(Peer.Key key) {
        if (prepared.size() >= PREPARED_MAX) {
            prepared.clear();
        }
        return prepared.computeIfAbsent(key.suite() + key.key(), each -> key.verification());
    }

    static byte[] bytes(String base64) {
        return Base64.getUrlDecoder().decode(base64);
    }

    private static String digest(String signed) {
        return signed.isEmpty()
                ? ""
                : Jws.digest(Jws.read(signed).orElseThrow().suite(), signed.getBytes(StandardCharsets.US_ASCII));
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static Problem broken() {
        return new Problem(
                Problem.Kind.CONFLICT,
                "exchange.registry-broken",
                "The feed of the nation does not continue what is here.",
                "Each entry is signed by the nation and names the digest of the one before.",
                "Compare the card of the nation again; if it is the right one, tell its operator.");
    }
}
