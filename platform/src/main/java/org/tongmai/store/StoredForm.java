package org.tongmai.store;

import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/**
 * The bytes that are kept: minified JSON in which {@code resourceType}, {@code id}, {@code meta.versionId} and
 * {@code meta.lastUpdated} are left out and what else {@code meta} holds comes first. So a version is served by copying bytes,
 * without parsing.
 */
final class StoredForm {

    private static final byte[] META = "{\"meta\":{".getBytes(StandardCharsets.UTF_8);

    private StoredForm() {}

    /** Takes the members that the row holds out of {@code resource} and returns the rest as bytes. */
    static byte[] split(ObjectNode resource) {
        resource.remove("resourceType");
        resource.remove("id");
        if (resource.remove("meta") instanceof ObjectNode meta) {
            meta.remove("versionId");
            meta.remove("lastUpdated");
            if (!meta.isEmpty()) {
                ObjectNode ordered = Json.object();
                ordered.set("meta", meta);
                ordered.setAll(resource);
                return Json.bytes(ordered);
            }
        }
        return Json.bytes(resource);
    }

    static byte[] join(Fact fact) {
        byte[] head = fact.head();
        byte[] stored = fact.stored();
        if (stored.length <= 2) {
            return concat(head, "}}".getBytes(StandardCharsets.UTF_8), stored, stored.length);
        }
        boolean meta = startsWithMeta(stored);
        byte[] joint = (meta ? "," : "},").getBytes(StandardCharsets.UTF_8);
        return concat(head, joint, stored, meta ? META.length : 1);
    }

    private static byte[] concat(byte[] head, byte[] joint, byte[] stored, int skip) {
        byte[] out = new byte[head.length + joint.length + stored.length - skip];
        System.arraycopy(head, 0, out, 0, head.length);
        System.arraycopy(joint, 0, out, head.length, joint.length);
        System.arraycopy(stored, skip, out, head.length + joint.length, stored.length - skip);
        return out;
    }

    private static boolean startsWithMeta(byte[] stored) {
        if (stored.length < META.length) {
            return false;
        }
        for (int i = 0; i < META.length; i++) {
            if (stored[i] != META[i]) {
                return false;
            }
        }
        return true;
    }
}
