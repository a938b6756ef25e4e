package org.tongmai.exchange;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.crypto.PrivateFiles;
import org.tongmai.kernel.crypto.Suite;
import org.tongmai.store.Store;

/** The exchange of a node, for commands: beside the node while it runs, or while it rests. */
public final class NodeDoor implements AutoCloseable {

    private final Nodes nodes;
    private final Registry registry;
    private final ExchangeClient client;
    private final IndexRebuild rebuild;

    private NodeDoor(Nodes nodes, Registry registry, ExchangeClient client, IndexRebuild rebuild) {
        this.nodes = nodes;
        this.registry = registry;
        this.client = client;
        this.rebuild = rebuild;
    }

    /** A node as a list shows it. */
    public record Listed(String id, String name, String endpoint, String fingerprint, boolean admitted) {}

    /**
     * @param data directory of the node, which was started once with a port for other nodes
     * @throws Problem {@code exchange.no-card}
     */
    public static NodeDoor on(DataSource database, Path data, Clock clock) {
        NodeCard card = NodeCard.read(card(data));
        JdbcClient jdbc = JdbcClient.create(database);
        var transaction = new TransactionTemplate(new JdbcTransactionManager(database));
        Suite suite = Suite.of(card.suite()).orElseThrow();
        NodeKeys keys = ExchangeConfiguration.keys(jdbc, suite, card.id(), data.resolve("secrets"), clock);
        Registry registry = new Registry(new RegistryStore(jdbc), keys, transaction, clock);
        ReceiptStore receipts = new ReceiptStore(jdbc);
        Messages messages = new Messages(card.id(), keys, registry, receipts, Duration.ofMinutes(1), clock);
        ExchangeClient client = new ExchangeClient(messages, keys, registry, receipts);
        var rebuild = new IndexRebuild(new EntryStore(jdbc), Store.on(database, clock), client, transaction, database);
        return new NodeDoor(new Nodes(registry, card.nation()), registry, client, rebuild);
    }

    /**
     * The card of a node, as it wrote it when it started.
     *
     * @throws Problem {@code exchange.no-card}
     */
    public static String card(Path data) {
        Path file = data.resolve(ExchangeNode.CARD);
        if (!Files.exists(file)) {
            throw new Problem(
                    Problem.Kind.NOT_FOUND,
                    "exchange.no-card",
                    "This node has no card yet.",
                    "A node makes its keys and its card when it starts with a port for other nodes.",
                    "Start it once with `tongmai serve --exchange-port PORT`, then repeat the command.");
        }
        return PrivateFiles.text(file);
    }

    /** What operators read to each other. */
    public static String fingerprint(String card) {
        return NodeCard.read(card).fingerprint();
    }

    /** Which node a card is of. */
    public static String id(String card) {
        return NodeCard.read(card).id();
    }

    /**
     * Makes the index key, where there is none, and gives it as text for the other provinces' operators.
     *
     * @throws Problem {@code exchange.nation-without-key}
     */
    public static String indexKey(Path data) {
        demandProvince(data);
        return PseudonymKey.make(data.resolve("secrets").resolve(PseudonymKey.FILE))
                .text();
    }

    /**
     * Takes the index key of another province.
     *
     * @throws Problem {@code exchange.nation-without-key}
     */
    public static void takeIndexKey(Path data, String text) {
        demandProvince(data);
        var _ = PseudonymKey.take(data.resolve("secrets").resolve(PseudonymKey.FILE), text);
    }

    private static void demandProvince(Path data) {
        if (Files.exists(data.resolve(ExchangeNode.CARD))
                && NodeCard.read(card(data)).nation()) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "exchange.nation-without-key",
                    "This node is the nation; it must not have the index key.",
                    "With the key the nation could try out whose pseudonyms it holds.",
                    "Run the command at a province (--data DIRECTORY).");
        }
    }

    public String admit(String card, String fingerprint) {
        return nodes.admit(card, fingerprint);
    }

    public void retire(String id) {
        nodes.retire(id);
    }

    public void follow(String card, String fingerprint, String by) {
        nodes.follow(card, fingerprint, by);
    }

    public List<Listed> list() {
        return registry.nodes().stream()
                .map(each -> new Listed(
                        each.id(),
                        each.card().name(),
                        each.card().endpoint(),
                        each.card().fingerprint(),
                        each.admitted(registry.now())))
                .toList();
    }

    /** What this province has to say to the index. */
    public IndexState here() {
        return rebuild.here();
    }

    /** What the nation knows of it. */
    public IndexState there() {
        return rebuild.there();
    }

    /** The node builds its part of the index anew from now on. */
    public void reindex() {
        rebuild.again();
    }

    @Override
    public void close() {
        client.close();
    }
}
