package org.tongmai.access.receipt;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.crypto.Suite;
import org.tongmai.kernel.merkle.TreeHash;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a node publishes about its log: its name, its digest, its keys. A verifier gets it once by a way it trusts.
 *
 * @param log name of the log
 * @param suite whose digest the tree uses
 * @param keys earliest first
 */
public record KeyList(String log, Suite suite, List<LogKey> keys) {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** How the tree hashes. */
    public TreeHash hash() {
        return new TreeHash(suite);
    }

    Optional<LogKey> find(String id) {
        return keys.stream().filter(key -> key.id().equals(id)).findFirst();
    }

    /** As it is published. */
    public Map<String, Object> published() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (LogKey key : keys) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("id", key.id());
            each.put("suite", key.suite().word());
            each.put("key", Encoded.text(key.publicKey()));
            each.put("from", key.from().toString());
            if (key.until() != null) {
                each.put("until", key.until().toString());
            }
            all.add(each);
        }
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("log", log);
        list.put("suite", suite.word());
        list.put("keys", all);
        return list;
    }

    /** Reads what was published. */
    public static KeyList read(String text) throws Unreadable {
        try {
            JsonNode node = JSON.readTree(text);
            List<LogKey> keys = new ArrayList<>();
            for (JsonNode each : node.path("keys")) {
                Suite suite = suite(each);
                byte[] point = Encoded.bytes(Encoded.text(each, "key"));
                suite.decode(point);
                keys.add(LogKey.of(
                        Encoded.text(each, "id"),
                        suite,
                        point,
                        Instant.parse(Encoded.text(each, "from")),
                        until(each)));
            }
            return new KeyList(Encoded.text(node, "log"), suite(node), keys);
        } catch (JacksonException | DateTimeException | IllegalArgumentException wrong) {
            throw new Unreadable("不是公钥清单", "this is no list of keys as GET /api/access/log gives it");
        }
    }

    private static @Nullable Instant until(JsonNode key) throws Unreadable {
        return key.has("until") ? Instant.parse(Encoded.text(key, "until")) : null;
    }

    private static Suite suite(JsonNode node) throws Unreadable {
        return Suite.of(Encoded.text(node, "suite"))
                .orElseThrow(() -> new Unreadable("未知的密码套件", "the suite is neither national nor international"));
    }
}
