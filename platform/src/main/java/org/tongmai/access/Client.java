package org.tongmai.access;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A registered OAuth client.
 *
 * @param institution USCC of the institution whose system it is; null for an application that people use
 * @param redirectUris where an application may be sent back to; empty for a system
 * @param jwks public keys of a system, a JWK set; null for an application
 */
record Client(
        String id,
        String name,
        @Nullable String institution,
        Set<String> redirectUris,
        @Nullable String jwks,
        boolean active) {

    Client {
        redirectUris = Set.copyOf(redirectUris);
    }

    boolean system() {
        return jwks != null;
    }
}
