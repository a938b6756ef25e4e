package org.tongmai.exchange;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.crypto.InternationalSuite;
import org.tongmai.kernel.crypto.Suite;
import tools.jackson.databind.JsonNode;

/**
 * What a node says of itself, signed by itself: operators hand it on and compare its fingerprint by another way, such as the
 * telephone.
 *
 * @param id {@code nation}, or the region of a province (GB/T 2260)
 * @param endpoint where other nodes reach it, {@code https://host:port}
 * @param key public signing key, base64url of x and y
 * @param keyId its name
 * @param certificate base64url of its TLS certificate, DER
 */
record NodeCard(String id, String name, String endpoint, String suite, String keyId, String key, String certificate) {

    static final String TYPE = "tongmai-card";

    /** Id of the nation node. */
    static final String NATION = "nation";

    private static final int GROUP = 4;
    private static final int FINGERPRINT_BYTES = 20;

    boolean nation() {
        return id.equals(NATION);
    }

    Map<String, Object> content() {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("id", id);
        content.put("name", name);
        content.put("endpoint", endpoint);
        content.put("suite", suite);
        content.put("keyId", keyId);
        content.put("key", key);
        content.put("certificate", certificate);
        return content;
    }

    static NodeCard of(JsonNode content) {
        return new NodeCard(
                content.path("id").asString(""),
                content.path("name").asString(""),
                content.path("endpoint").asString(""),
                content.path("suite").asString(""),
                content.path("keyId").asString(""),
                content.path("key").asString(""),
                content.path("certificate").asString(""));
    }

    /**
     * Reads a card and checks that its own key signed it.
     *
     * @throws Problem {@code exchange.card-unreadable}
     */
    static NodeCard read(String text) {
        return Jws.read(text.strip())
                .filter(jws -> jws.type().equals(TYPE))
                .flatMap(jws -> verified(jws, of(jws.payload())))
                .orElseThrow(() -> new Problem(
                        Problem.Kind.INVALID,
                        "exchange.card-unreadable",
                        "This is not the card of a node.",
                        "A card is one line that the node signed itself.",
                        "Take the whole output of `tongmai node show --card` of the other node."));
    }

    private static Optional<NodeCard> verified(Jws jws, NodeCard card) {
        try {
            return Suite.of(card.suite())
                    .filter(suite -> suite == jws.suite() && jws.key().equals(card.keyId()))
                    .map(suite -> suite.verification(
                            suite.decode(Base64.getUrlDecoder().decode(card.key()))))
                    .filter(jws::signedBy)
                    .map(own -> card)
                    .filter(each -> each.id().matches("nation|[0-9]{6}")
                            && each.endpoint().startsWith("https://"));
        } catch (IllegalArgumentException noKey) {
            return Optional.empty();
        }
    }

    /** Digest of id, key and certificate, in groups that people can read to each other. */
    String fingerprint() {
        byte[] digest = InternationalSuite.INSTANCE.digest(
                (id + "|" + suite + "|" + key + "|" + certificate).getBytes(StandardCharsets.UTF_8));
        String hex = HexFormat.of().formatHex(digest, 0, FINGERPRINT_BYTES).toUpperCase(Locale.ROOT);
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < hex.length(); i += GROUP) {
            groups.add(hex.substring(i, i + GROUP));
        }
        return String.join(" ", groups);
    }

    /** @throws Problem {@code exchange.fingerprint-differs} */
    void requireFingerprint(String told) {
        String bare = told.replaceAll("[^0-9A-Fa-f]", "").toUpperCase(Locale.ROOT);
        if (!bare.equals(fingerprint().replace(" ", ""))) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "exchange.fingerprint-differs",
                    "The fingerprint is not that of this card.",
                    "The card was changed on its way, or is of another node.",
                    "Have the operator of that node read the fingerprint to you (tongmai node show).");
        }
    }
}
