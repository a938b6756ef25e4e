package org.tongmai.access.receipt;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The proof that a log went on from one signed head to a later one without changing what was there.
 *
 * @param first text of the earlier head
 * @param second text of the later head
 * @param path hashes of the proof (RFC 9162 §2.1.4)
 */
public record Consistency(String first, String second, List<byte[]> path) {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** As it is handed out. */
    public Map<String, Object> published() {
        Map<String, Object> proof = new LinkedHashMap<>();
        proof.put("first", first);
        proof.put("second", second);
        proof.put("path", path.stream().map(Encoded::text).toList());
        return proof;
    }

    /** Reads what was handed out. */
    public static Consistency read(String text) throws Unreadable {
        try {
            JsonNode node = JSON.readTree(text);
            return new Consistency(
                    Encoded.text(node, "first"), Encoded.text(node, "second"), Proven.path(node.path("path")));
        } catch (JacksonException noJson) {
            throw new Unreadable("不是一致性证明", "this is no proof of consistency");
        }
    }
}
