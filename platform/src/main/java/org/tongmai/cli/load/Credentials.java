package org.tongmai.cli.load;

import java.util.Optional;

/** Who sends, as far as the node must know. */
public interface Credentials {

    /** The access token to send now; empty where the node asks for none. */
    Optional<String> bearer() throws InterruptedException;

    /** Nobody in particular. */
    static Credentials none() {
        return Optional::empty;
    }

    /** A token that somebody else fetched. */
    static Credentials token(String token) {
        return () -> Optional.of(token);
    }
}
