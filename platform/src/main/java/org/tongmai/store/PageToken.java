package org.tongmai.store;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a search goes on.
 *
 * @param moment the snapshot that its pages see
 * @param total of all pages, or -1 where it is not told
 * @param scope tells the scope under which they were counted from others
 * @param offset matches before the page, where they had to be put in order
 * @param first when the first page was made
 * @param after the last resource of the page before, where they are in the order of filing
 */
record PageToken(
        Query query,
        String moment,
        long total,
        int scope,
        int offset,
        Instant first,
        @Nullable ResourceKey after) {

    String text(Seal seal) {
        ObjectNode token = Json.object();
        token.put("s", moment).put("t", total).put("f", scope).put("o", offset).put("q", QueryText.write(query));
        if (after != null) {
            token.put("y", after.type()).put("c", after.compartment()).put("l", after.local());
        }
        return seal.close(Seal.Kind.SEARCH, token.toString(), first);
    }

    /** @throws org.tongmai.kernel.Problem {@code store.page-unknown}, {@code store.page-expired} */
    static PageToken read(Seal seal, String text) {
        Seal.Opened opened = seal.open(Seal.Kind.SEARCH, text);
        try {
            ObjectNode node = Json.read(opened.content().getBytes(StandardCharsets.UTF_8));
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
                    opened.first(),
                    after);
        } catch (IllegalArgumentException ofAnotherVersion) {
            throw Seal.unknown();
        }
    }
}
