package org.tongmai.access;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A registered OAuth client.
 *
 * @param institution USCC of the institution whose system it is; null for an application that people use
 * @param redirectUris where an application may be sent back to; empty for a system
 * @param jwks public keys of a system, a JWK set; null for an application
 * @param held whether it is not live yet: it sends to the sandbox, and nothing here
 * @param app what else is known of an application of others; null for our own pages and for systems
 */
record Client(
        String id,
        String name,
        @Nullable String institution,
        Set<String> redirectUris,
        @Nullable String jwks,
        boolean active,
        boolean held,
        @Nullable App app) {

    /**
     * An application of others, by SMART App Launch.
     *
     * @param publisher who answers for it
     * @param launchUri where our record page opens it; null where it does not
     * @param scopes what it may ask for at most
     */
    record App(String publisher, @Nullable String launchUri, Set<String> scopes) {
        App {
            scopes = Set.copyOf(scopes);
        }
    }

    Client {
        redirectUris = Set.copyOf(redirectUris);
    }

    /** Whether it is a system that may ask and send here now. */
    boolean live() {
        return system() && active && !held;
    }

    boolean system() {
        return jwks != null;
    }
}
