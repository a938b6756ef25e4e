package org.tongmai.exchange;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.crypto.Suite;
import tools.jackson.databind.JsonNode;

/**
 * Another node as the registry has it.
 *
 * @param keys the present key first
 * @param from since when it is admitted
 * @param until until when; null for no end
 */
record Peer(
        NodeCard card,
        List<Key> keys,
        Instant from,
        @Nullable Instant until,
        boolean withdrawn) {

    /** @param until null for the present one */
    record Key(
            String id, String suite, String key, @Nullable Instant until) {

        Suite.Verification verification() {
            Suite of = Suite.of(suite).orElseThrow();
            return of.verification(of.decode(Base64.getUrlDecoder().decode(key)));
        }
    }

    Peer {
        keys = List.copyOf(keys);
    }

    String id() {
        return card.id();
    }

    boolean admitted(Instant now) {
        return !withdrawn && !now.isBefore(from) && (until == null || now.isBefore(until));
    }

    Optional<Key> key(String id) {
        return keys.stream().filter(each -> each.id().equals(id)).findFirst();
    }

    /** As an anchor is trusted: its own key and no end. */
    static Peer of(NodeCard card) {
        return new Peer(
                card, List.of(new Key(card.keyId(), card.suite(), card.key(), null)), Instant.EPOCH, null, false);
    }

    static Peer of(RegistryEntry entry) {
        JsonNode content = entry.content();
        NodeCard card = NodeCard.of(content);
        List<Key> keys = new ArrayList<>(List.of(new Key(card.keyId(), card.suite(), card.key(), null)));
        content.path("replaced")
                .forEach(each -> keys.add(new Key(
                        each.path("id").asString(""),
                        each.path("suite").asString(""),
                        each.path("key").asString(""),
                        Instant.parse(each.path("until").asString("")))));
        return new Peer(card, keys, entry.from(), entry.until(), entry.withdrawn());
    }
}
