package org.tongmai.access;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.tongmai.kernel.Problem;

/** Tells who makes the request that the current thread answers. */
public final class Callers {

    private Callers() {}

    /**
     * The caller of the request that this thread answers.
     *
     * @throws Problem {@code access.not-signed-in} when nobody is signed in
     */
    public static Caller current() {
        return find().orElseThrow(Callers::notSignedIn);
    }

    /** The caller, or empty when nobody is signed in. */
    public static Optional<Caller> find() {
        return SecurityContextHolder.getContext().getAuthentication() instanceof CallerAuthentication known
                ? Optional.of(known.getPrincipal())
                : Optional.empty();
    }

    /** Network address of the device from which somebody of an institution calls; nothing of residents and systems is kept. */
    static @Nullable String terminal(Caller caller) {
        Authentication known = SecurityContextHolder.getContext().getAuthentication();
        if (known == null || caller.role() == Role.RESIDENT || caller.role() == Role.SYSTEM) {
            return null;
        }
        return known.getDetails() instanceof WebAuthenticationDetails details ? details.getRemoteAddress() : null;
    }

    static Problem notSignedIn() {
        return new Problem(
                Problem.Kind.UNAUTHENTICATED,
                "access.not-signed-in",
                "Nobody is signed in.",
                "Everything but the public pages asks who calls.",
                "Sign in, or send a valid access token.");
    }
}
