package org.tongmai.exchange;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.access.Callers;
import org.tongmai.exchange.RegistryEntry.Kind;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.JsonNode;

/** What an operator sees of the nodes and does about them. */
@RestController
@RequestMapping("/api/exchange")
final class NodeRoutes {

    private static final int RECEIPTS_MAX = 200;

    private final ExchangeNode node;
    private final boolean nation;
    private final Registry registry;
    private final Nodes nodes;
    private final ReceiptStore receipts;
    private final NationIndex nationIndex;
    private final ProvinceIndex provinceIndex;
    private final Clock clock;

    NodeRoutes(
            ExchangeNode node,
            boolean nation,
            Registry registry,
            Nodes nodes,
            ReceiptStore receipts,
            NationIndex nationIndex,
            ProvinceIndex provinceIndex,
            Clock clock) {
        this.node = node;
        this.nation = nation;
        this.registry = registry;
        this.nodes = nodes;
        this.receipts = receipts;
        this.nationIndex = nationIndex;
        this.provinceIndex = provinceIndex;
        this.clock = clock;
    }

    /** The nodes that the registry has, each as this node knows it. */
    @GetMapping("/nodes")
    View nodes() {
        NodeCard own = node.card();
        IndexFeed feed = provinceIndex.feed();
        return new View(
                new Self(
                        own.id(),
                        own.name(),
                        nation ? "nation" : "province",
                        own.endpoint(),
                        node.port().isPresent(),
                        own.suite(),
                        own.keyId(),
                        own.fingerprint(),
                        registry.version(),
                        nation || registry.anchor().isPresent(),
                        feed == null ? null : feed.lag()),
                registry.nodes().stream()
                        .filter(each -> !each.id().equals(own.id()))
                        .map(this::line)
                        .toList());
    }

    private Line line(Peer peer) {
        ReceiptStore.Contact contact = receipts.contact(peer.id());
        NationStore.Province index = nation ? nationIndex.province(peer.id()).orElse(null) : null;
        return new Line(
                peer.id(),
                peer.card().name(),
                peer.card().endpoint(),
                peer.card().suite(),
                peer.card().fingerprint(),
                peer.keys().stream().map(Peer.Key::id).toList(),
                peer.admitted(clock.instant()) ? "admitted" : "retired",
                peer.from(),
                contact.lastAt(),
                contact.failedAt(),
                contact.failure(),
                contact.offsetMillis(),
                index == null ? null : new Told(index.epoch(), index.sequence(), index.at()));
    }

    /** This node's card, for the operator of the other side. */
    @GetMapping("/card")
    Card card() {
        return new Card(node.signedCard(), node.card().fingerprint());
    }

    @PostMapping("/nodes")
    View admit(@RequestBody Compare told) {
        nodes.admit(told.required(), String.valueOf(told.fingerprint()));
        return nodes();
    }

    @PostMapping("/nodes/{id}/retire")
    View retire(@PathVariable String id) {
        nodes.retire(id);
        return nodes();
    }

    @PostMapping("/nation")
    View follow(@RequestBody Compare told) {
        nodes.follow(
                told.required(),
                String.valueOf(told.fingerprint()),
                Callers.current().account());
        return nodes();
    }

    /** Institutions, services and catalogue as the registry has them. */
    @GetMapping("/registry")
    List<Entry> registry(@RequestParam String kind) {
        Kind wanted = java.util.Arrays.stream(Kind.values())
                .filter(each -> each.name().equals(kind))
                .findFirst()
                .orElseThrow(() -> new Problem(
                        Problem.Kind.INVALID,
                        "exchange.kind-unknown",
                        "There is no such registry.",
                        "There are NODE, INSTITUTION, SERVICE and CATALOGUE.",
                        "Name one of those."));
        return registry.entries(wanted).stream()
                .map(each -> new Entry(each.version(), each.id(), each.content(), each.from(), each.withdrawn()))
                .toList();
    }

    /** What was said between this node and others, newest first. */
    @GetMapping("/receipts")
    List<Receipt> receipts() {
        return receipts.newest(RECEIPTS_MAX).stream()
                .map(row -> new Receipt(
                        row.sender(),
                        row.receiver(),
                        row.path(),
                        row.purpose(),
                        row.at(),
                        row.nonce(),
                        row.receipt() != null))
                .toList();
    }

    /** Whether the index at the nation is what this province has to say. */
    @PostMapping("/index/compare")
    Compared compare() {
        IndexFeed feed = feed();
        IndexState here = feed.here();
        IndexState there = feed.there();
        return new Compared(here, there, here.equals(there));
    }

    /** Builds this province's part of the index from the store anew. */
    @PostMapping("/index/rebuild")
    Compared rebuild() {
        feed().again();
        return compare();
    }

    private IndexFeed feed() {
        return Optional.ofNullable(provinceIndex.feed())
                .orElseThrow(() -> new Problem(
                        Problem.Kind.CONFLICT,
                        "exchange.no-index-key",
                        "This node tells the index nothing.",
                        "It has no index key, or is the nation itself.",
                        "At a province: tongmai node index-key, then start the node again."));
    }

    record View(Self self, List<Line> nodes) {}

    record Self(
            String id,
            String name,
            String role,
            String endpoint,
            boolean open,
            String suite,
            String keyId,
            String fingerprint,
            long version,
            boolean following,
            IndexFeed.@Nullable Lag lag) {}

    record Line(
            String id,
            String name,
            String endpoint,
            String suite,
            String fingerprint,
            List<String> keys,
            String state,
            Instant from,
            @Nullable Instant lastAt,
            @Nullable Instant failedAt,
            @Nullable String failure,
            @Nullable Long offsetMillis,
            @Nullable Told index) {}

    record Told(long epoch, long sequence, Instant at) {}

    record Card(String card, String fingerprint) {}

    record Compare(@Nullable String card, @Nullable String fingerprint) {
        String required() {
            if (card == null || fingerprint == null) {
                throw new Problem(
                        Problem.Kind.INVALID,
                        "exchange.card-incomplete",
                        "Card or fingerprint is missing.",
                        "A card counts when its fingerprint was compared by another way.",
                        "Send card and fingerprint.");
            }
            return card;
        }
    }

    record Entry(long version, String id, JsonNode content, Instant from, boolean withdrawn) {}

    record Receipt(
            String sender, String receiver, String path, String purpose, Instant at, String nonce, boolean complete) {}

    record Compared(IndexState here, IndexState there, boolean same) {}
}
