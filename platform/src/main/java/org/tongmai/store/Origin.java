package org.tongmai.store;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who submits.
 *
 * @param institution unified social credit code of the sending institution; null for the platform itself and for a node without
 *     accounts. A source patient belongs to the institution that sent it first, and to no other.
 * @param account the account or client
 * @param idempotencyKey the client's name for this submission; a second one under the same name is answered alike and changes
 *     nothing
 * @param base the server's own base URL, so that absolute references to it are understood; may be empty
 */
public record Origin(
        @Nullable String institution,
        String account,
        @Nullable String idempotencyKey,
        String base) {

    /** What its conditions may find: an institution's never tell of another's records. */
    Scope scope() {
        return institution == null ? Scope.everything() : Scope.sent(institution, Set.of());
    }

    /** The platform itself. */
    public static Origin platform() {
        return new Origin(null, "platform", null, "");
    }
}
