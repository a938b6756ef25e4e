package org.tongmai.exchange;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.exchange.RegistryEntry.Kind;
import tools.jackson.databind.JsonNode;

/** What a node answers others about the registries and receipts. */
final class Answers {

    private static final int NONCES_MAX = 500;
    private static final int NAME_LONGEST = 200;
    private static final int CODE_LENGTH = 18;
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private final Registry registry;
    private final Nodes nodes;
    private final Messages messages;

    Answers(Registry registry, Nodes nodes, Messages messages) {
        this.registry = registry;
        this.nodes = nodes;
        this.messages = messages;
    }

    Object registry(Message message, JsonNode content) {
        List<String> entries = registry.after(content.path("after").asLong(0));
        return Map.of("entries", entries, "version", registry.version());
    }

    /** A province moved: key and certificate are those by which it was known. */
    Object card(Message message, JsonNode content) {
        NodeCard card = NodeCard.read(content.path("card").asString(""));
        boolean known = registry.node(message.sender())
                .filter(peer -> peer.card().key().equals(card.key())
                        && peer.card().certificate().equals(card.certificate()))
                .isPresent();
        if (!known || !card.id().equals(message.sender())) {
            throw Refusals.keyUnknown();
        }
        nodes.publish(card);
        return Map.of("version", registry.version());
    }

    /** A province tells its institutions; one that another province told of stays with that one. */
    Object institutions(Message message, JsonNode content) {
        int taken = 0;
        List<String> refused = new ArrayList<>();
        for (JsonNode each : content.path("institutions")) {
            String code = each.path("code").asString("");
            String name = each.path("name").asString("");
            boolean anothers = registry.entry(Kind.INSTITUTION, code)
                    .filter(entry ->
                            !entry.content().path("province").asString("").equals(message.sender()))
                    .isPresent();
            if (code.matches("[0-9A-Z]{18}") && !name.isBlank() && name.length() <= NAME_LONGEST && !anothers) {
                Map<String, Object> institution = new LinkedHashMap<>();
                institution.put("name", name);
                institution.put("province", message.sender());
                registry.append(Kind.INSTITUTION, code, institution, registry.now(), null, false);
                taken++;
            } else {
                refused.add(code.length() == CODE_LENGTH ? code : "?");
            }
        }
        if (!refused.isEmpty()) {
            LOG.warn(
                    "Institutions of {} were not taken, being another province's or unreadable: {}",
                    message.sender(),
                    refused);
        }
        return Map.of("taken", taken, "refused", refused);
    }

    /** Receipts given for messages of the sender. */
    Object receipts(Message message, JsonNode content) {
        Map<String, String> found = new LinkedHashMap<>();
        for (JsonNode each : content.path("nonces")) {
            if (found.size() < NONCES_MAX) {
                messages.given(message.sender(), each.asString(""))
                        .ifPresent(receipt -> found.put(each.asString(""), receipt));
            }
        }
        return Map.of("receipts", found);
    }

    Map<String, Service> services(boolean nation) {
        Map<String, Service> services = new LinkedHashMap<>();
        services.put(Following.RECEIPTS, (Service.Whole) this::receipts);
        if (nation) {
            services.put(Following.REGISTRY, (Service.Whole) this::registry);
            services.put(Following.CARD, (Service.Whole) this::card);
            services.put(Following.INSTITUTIONS, (Service.Whole) this::institutions);
        }
        return services;
    }
}
