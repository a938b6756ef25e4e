package org.tongmai.exchange;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tongmai.exchange.RegistryEntry.Kind;
import org.tongmai.kernel.Problem;

/** Which nodes are admitted: the operator's door to the registry. */
public final class Nodes {

    /** How long a key that was replaced is still good for messages on their way and feeds not yet read. */
    static final Duration OVERLAP = Duration.ofDays(1);

    private final Registry registry;
    private final boolean nation;

    Nodes(Registry registry, boolean nation) {
        this.registry = registry;
        this.nation = nation;
    }

    /**
     * Admits a province, or a new key, certificate or address of one. What it had before is good for a day more.
     *
     * @param card as the province's operator gave it
     * @param fingerprint as he read it, by another way
     * @throws Problem {@code exchange.card-unreadable}, {@code exchange.fingerprint-differs}, {@code exchange.nation-only}
     */
    public String admit(String card, String fingerprint) {
        requireNation();
        NodeCard told = NodeCard.read(card);
        told.requireFingerprint(fingerprint);
        publish(told);
        return told.id();
    }

    /** A card whose sender is known to be that node. */
    void publish(NodeCard card) {
        Map<String, Object> content = card.content();
        List<Map<String, Object>> replaced = new ArrayList<>();
        registry.node(card.id())
                .filter(before -> !before.withdrawn())
                .ifPresent(before -> before.keys().stream()
                        .filter(key -> !key.key().equals(card.key()))
                        .filter(key -> key.until() == null || key.until().isAfter(registry.now()))
                        .forEach(key -> replaced.add(replaced(key))));
        if (!replaced.isEmpty()) {
            content.put("replaced", replaced);
        }
        registry.append(Kind.NODE, card.id(), content, registry.now(), null, false);
    }

    private Map<String, Object> replaced(Peer.Key key) {
        Map<String, Object> each = new LinkedHashMap<>();
        Instant until = key.until();
        each.put("id", key.id());
        each.put("suite", key.suite());
        each.put("key", key.key());
        each.put("until", (until == null ? registry.now().plus(OVERLAP) : until).toString());
        return each;
    }

    /**
     * A node is refused from now on.
     *
     * @throws Problem {@code exchange.no-such-node}
     */
    public void retire(String id) {
        requireNation();
        Peer peer =
                registry.node(id).filter(each -> !id.equals(NodeCard.NATION)).orElseThrow(() -> noSuchNode(id));
        registry.append(Kind.NODE, id, peer.card().content(), peer.from(), registry.now(), true);
    }

    /**
     * A province follows this nation from now on.
     *
     * @throws Problem {@code exchange.fingerprint-differs}, {@code exchange.not-a-nation}
     */
    public void follow(String card, String fingerprint, String by) {
        NodeCard.read(card).requireFingerprint(fingerprint);
        registry.trust(card, by);
    }

    private void requireNation() {
        if (!nation) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "exchange.nation-only",
                    "This node is not the nation.",
                    "Nodes are admitted and retired at the nation; provinces follow its registry.",
                    "Do it at the node that runs with --role nation.");
        }
    }

    static Problem noSuchNode(String id) {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "exchange.no-such-node",
                "The registry has no province " + id + ".",
                "A province is admitted by the operator of the nation.",
                "Look at the list of nodes.");
    }
}
