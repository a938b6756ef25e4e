package org.tongmai.exchange;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One entry of the nation's signed feed.
 *
 * @param version its place, from 1 without gaps
 * @param content what is told of the thing
 * @param from since when it holds
 * @param until until when; null for no end
 * @param withdrawn taken back
 * @param previous digest of the entry before, empty for the first: a feed cannot be cut or reordered unnoticed
 */
record RegistryEntry(
        long version,
        Kind kind,
        String id,
        JsonNode content,
        Instant from,
        @Nullable Instant until,
        boolean withdrawn,
        String previous) {

    static final String TYPE = "tongmai-registry";

    /** What the nation keeps a registry of. */
    enum Kind {
        /** The nation node and the provinces' nodes: keys, endpoints, validity. */
        NODE,
        /** Medical institutions and the province in which they are. */
        INSTITUTION,
        /** What nodes do for each other. */
        SERVICE,
        /** The kinds of records that are exchanged (资源目录). */
        CATALOGUE
    }

    Map<String, Object> payload() {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("iss", NodeCard.NATION);
        payload.put("version", version);
        payload.put("kind", kind.name());
        payload.put("id", id);
        payload.put("content", content);
        payload.put("from", from.toString());
        if (until != null) {
            payload.put("until", until.toString());
        }
        payload.put("withdrawn", withdrawn);
        payload.put("previous", previous);
        return payload;
    }

    static RegistryEntry of(JsonNode payload) {
        String until = payload.path("until").asString("");
        return new RegistryEntry(
                payload.path("version").asLong(0),
                Kind.valueOf(payload.path("kind").asString("")),
                payload.path("id").asString(""),
                payload.path("content"),
                Instant.parse(payload.path("from").asString("")),
                until.isEmpty() ? null : Instant.parse(until),
                payload.path("withdrawn").asBoolean(false),
                payload.path("previous").asString(""));
    }
}
