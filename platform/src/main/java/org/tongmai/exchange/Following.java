package org.tongmai.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.directory.Directory;
import org.tongmai.directory.Institution;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.JsonNode;

/** How a province keeps up with the nation: reads the registries on, tells its address and institutions, asks for lost receipts. */
final class Following {

    static final String REGISTRY = "/exchange/registry";
    static final String CARD = "/exchange/card";
    static final String INSTITUTIONS = "/exchange/institutions";
    static final String RECEIPTS = "/exchange/receipts";

    private static final Logger LOG = LoggerFactory.getLogger(Following.class);
    private static final Duration LIMIT = Duration.ofSeconds(15);

    /** Receipts are asked for again after this time and for this long. */
    private static final Duration RECEIPT_LATE = Duration.ofMinutes(1);

    private static final Duration RECEIPT_OLD = Duration.ofDays(1);

    private final String id;
    private final Registry registry;
    private final Messages messages;
    private final ExchangeClient client;
    private final ReceiptStore receipts;
    private final Directory directory;
    private int told;

    Following(
            String id,
            Registry registry,
            Messages messages,
            ExchangeClient client,
            ReceiptStore receipts,
            Directory directory) {
        this.id = id;
        this.registry = registry;
        this.messages = messages;
        this.client = client;
        this.receipts = receipts;
        this.directory = directory;
    }

    /** One round; true where there may be more. Without a nation there is nothing to do. */
    boolean round(ExchangeNode own) {
        if (registry.anchor().isEmpty()) {
            return false;
        }
        boolean more = read();
        if (more) {
            return true;
        }
        registry.node(id)
                .filter(known -> !known.card().endpoint().equals(own.card().endpoint()))
                .ifPresent(moved ->
                        client.ask(NodeCard.NATION, CARD, Message.RUNNING, Map.of("card", own.signedCard()), LIMIT));
        institutions();
        lateReceipts();
        return false;
    }

    /** Reads what the registries have that is new, now; without the nation things stay as they were. */
    void catchUp() {
        try {
            while (registry.anchor().isPresent() && read()) {
                // another page
            }
        } catch (Problem away) {
            LOG.debug("The registries were not read: {}", away.code());
        }
    }

    private boolean read() {
        JsonNode answer =
                client.ask(NodeCard.NATION, REGISTRY, Message.RUNNING, Map.of("after", registry.version()), LIMIT);
        List<String> entries = new ArrayList<>();
        answer.path("entries").forEach(each -> entries.add(each.asString("")));
        registry.take(entries);
        return entries.size() == Registry.PAGE;
    }

    private void institutions() {
        List<Map<String, Object>> all = new ArrayList<>();
        List<Institution> page;
        String after = "";
        do {
            page = directory.institutions("", after, Registry.PAGE);
            for (Institution each : page) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("code", each.code());
                one.put("name", each.name());
                all.add(one);
                after = each.code();
            }
        } while (page.size() == Registry.PAGE);
        int now = all.hashCode();
        if (now == told) {
            return;
        }
        for (int from = 0; from < all.size(); from += Registry.PAGE) {
            List<Map<String, Object>> some = all.subList(from, Math.min(from + Registry.PAGE, all.size()));
            JsonNode refused = client.ask(
                            NodeCard.NATION, INSTITUTIONS, Message.RUNNING, Map.of("institutions", some), LIMIT)
                    .path("refused");
            if (!refused.isEmpty()) {
                LOG.warn(
                        "The nation has these institutions in another province; their doctors are refused elsewhere"
                                + " until its operator mends it: {}",
                        refused);
            }
        }
        told = now;
    }

    /** An answer came and its receipt was lost with the connection, or the answer was: the other side still has it. */
    private void lateReceipts() {
        for (Peer peer : registry.nodes()) {
            if (peer.id().equals(id) || !peer.admitted(messages.now())) {
                continue;
            }
            List<String> open = receipts.open(id, peer.id(), messages.now().minus(RECEIPT_OLD)).stream()
                    .filter(nonce -> receipts.one(id, nonce)
                            .filter(row -> row.at().isBefore(messages.now().minus(RECEIPT_LATE)))
                            .isPresent())
                    .toList();
            if (!open.isEmpty()) {
                JsonNode found = client.ask(peer.id(), RECEIPTS, Message.RUNNING, Map.of("nonces", open), LIMIT)
                        .path("receipts");
                for (String nonce : open) {
                    String receipt = found.path(nonce).asString("");
                    if (!receipt.isEmpty()) {
                        receipts.one(id, nonce)
                                .flatMap(row -> Jws.read(row.message()))
                                .map(Message::of)
                                .ifPresent(message -> messages.acknowledged(message, receipt, jws -> true));
                    }
                }
            }
        }
    }
}
