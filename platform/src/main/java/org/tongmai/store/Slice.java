package org.tongmai.store;

import tools.jackson.databind.node.ObjectNode;

/** A part of a received message: one resource as the client wrote it, not yet parsed. */
public record Slice(byte[] bytes, int from, int length) {

    public static Slice of(byte[] bytes) {
        return new Slice(bytes, 0, bytes.length);
    }

    /** Parses it into a tree of its own. */
    public ObjectNode tree() {
        return Json.read(bytes, from, length);
    }
}
