package org.tongmai.directory.terminology;

import tools.jackson.databind.node.ObjectNode;

/** How a definition is named: by its canonical URL, by its id on this server, or by being sent along. */
public sealed interface Which {

    record Url(Canonical canonical) implements Which {}

    record Stored(String id) implements Which {}

    record Inline(ObjectNode resource) implements Which {}

    static Which url(String canonical) {
        return new Url(Canonical.of(canonical));
    }
}
