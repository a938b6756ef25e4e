package org.tongmai.access;

import java.util.List;
import org.springframework.security.core.AuthenticationException;
import org.tongmai.kernel.Problem;

/** A system that is known and not live yet: what it sends belongs into the sandbox. */
public final class SystemHeld extends AuthenticationException {

    private static final long serialVersionUID = 1L;

    private SystemHeld() {
        super("the system is not live yet");
    }

    /** True for a client that is not held. @throws SystemHeld for one that is */
    static boolean live(Client client) {
        if (client.held()) {
            throw new SystemHeld();
        }
        return true;
    }

    /** How it is refused, over HTTP and over MLLP alike. */
    public static Problem problem() {
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "access.system-held",
                "This system is not live yet; nothing of what it sent was kept in a record.",
                "Until it goes live, a system sends to the sandbox of this node: same doors, same rules, other data.",
                "Send to the sandbox, whose addresses stand on the page Onboarding; the page says what is missing to go live.",
                List.of());
    }
}
