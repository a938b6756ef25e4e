package org.tongmai.store;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One version of one resource, as a source sent it. Never changed after it was written.
 *
 * @param key where it is filed
 * @param name the id that a client chose, or null where the store assigned it
 * @param version from 1
 * @param at when it was committed, to the millisecond
 * @param method what made this version
 * @param stored the body without type, id, version and time; empty for a deletion
 */
public record Fact(ResourceKey key, @Nullable String name, int version, Instant at, Method method, byte[] stored) {

    /** What made a version. */
    public enum Method {
        CREATE,
        UPDATE,
        DELETE
    }

    public String type() {
        return key.type();
    }

    /** The logical id. */
    public String id() {
        return name == null ? key.id() : name;
    }

    /** {@code Type/id}. */
    public String reference() {
        return key.type() + "/" + id();
    }

    public boolean deleted() {
        return method == Method.DELETE;
    }

    /** The whole resource as JSON in UTF-8. */
    public byte[] json() {
        return StoredForm.join(this);
    }

    /** The whole resource as a tree of its own. */
    public ObjectNode tree() {
        return Json.read(json());
    }

    /** Whether a resource says what this version says; {@code resource} is taken apart by it. */
    public boolean says(ObjectNode resource) {
        return !deleted() && Arrays.equals(stored, StoredForm.split(resource));
    }

    @Override
    public String toString() {
        return reference() + "/_history/" + version;
    }

    byte[] head() {
        return ("{\"resourceType\":\"" + key.type() + "\",\"id\":\"" + id() + "\",\"meta\":{\"versionId\":\"" + version
                        + "\",\"lastUpdated\":\"" + at + "\"")
                .getBytes(StandardCharsets.UTF_8);
    }
}
