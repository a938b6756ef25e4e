package org.tongmai.store;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a search goes on.
 *
 * @param moment the snapshot that its pages see
 * @param total of all pages, or -1 where it is not told
 * @param scope tells the scope under which they were counted from others
 * @param offset matches before the page, where they had to be put in order
 * @param after the last resource of the page before, where they are in the order of filing
 */
record PageToken(
        Query query,
        String moment,
        long total,
        int scope,
        int offset,
        @Nullable ResourceKey after) {

    String text() {
        ObjectNode token = Json.object();
        token.put("s", moment).put("t", total).put("f", scope).put("o", offset).put("q", QueryText.write(query));
        if (after != null) {
            token.put("y", after.type()).put("c", after.compartment()).put("l", after.local());
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(token));
    }

    static PageToken read(String text) {
        try {
            ObjectNode node = Json.read(Base64.getUrlDecoder().decode(text.getBytes(StandardCharsets.US_ASCII)));
            ResourceKey after = node.has("y")
                    ? new ResourceKey(
                            node.path("y").asString(""),
                            node.path("c").asLong(0),
                            node.path("l").asInt(0))
                    : null;
            return new PageToken(
                    QueryText.read(node.path("q").asString("")),
                    node.path("s").asString(""),
                    node.path("t").asLong(-1),
                    node.path("f").asInt(0),
                    node.path("o").asInt(0),
                    after);
        } catch (IllegalArgumentException e) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "store.page-unknown",
                    "The page token cannot be read.",
                    "It is made by the server and must come back unchanged.",
                    "Begin the search anew.");
        }
    }
}
