package org.tongmai.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.web.filter.OncePerRequestFilter;
import org.tongmai.kernel.Problem;

/**
 * A node without sign-in ({@code --auth none}): every request is a system that may do everything. Only on a loopback
 * address; and because any web page in a browser on this machine could send requests there, requests that another site
 * caused, or that name another host, are refused.
 */
final class OpenNode extends OncePerRequestFilter {

    private static final Logger LOG = LoggerFactory.getLogger(OpenNode.class);

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private final ProblemAnswers answers;

    OpenNode(ProblemAnswers answers) {
        this.answers = answers;
    }

    /** Stops the start of an open node that others could reach, and says loudly that it is open. */
    static void announce(@Nullable String address) {
        if (address == null || !isLoopback(address)) {
            throw new IllegalStateException(
                    "A node without sign-in (--auth none) may listen on a loopback address only,"
                            + " not on " + (address == null ? "all addresses" : address)
                            + ". Add --address 127.0.0.1, or leave --auth none away.");
        }
        LOG.warn("=====================================================================");
        LOG.warn("THIS NODE RUNS WITHOUT SIGN-IN (--auth none): whoever is on this");
        LOG.warn("machine reads and changes every record. For trials only.");
        LOG.warn("=====================================================================");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (foreign(request)) {
            answers.send(
                    request,
                    response,
                    new Problem(
                            Problem.Kind.FORBIDDEN,
                            "access.foreign-origin",
                            "This request was caused by another site, or names another host.",
                            "A node without sign-in serves only its own pages and programs on this machine.",
                            "Call it as localhost, from its own pages or from a program."));
            return;
        }
        SecurityContextHolder.setContext(
                new SecurityContextImpl(new CallerAuthentication(Caller.ANYBODY, Instant.EPOCH)));
        try {
            chain.doFilter(request, response);
        } finally {
            SecurityContextHolder.clearContext();
        }
    }

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    private static boolean foreign(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        return !LOOPBACK.contains(request.getServerName())
                || "cross-site".equals(request.getHeader("Sec-Fetch-Site"))
                || (origin != null && !own(origin, request));
    }

    private static boolean own(String origin, HttpServletRequest request) {
        try {
            URI uri = URI.create(origin);
            return request.getServerName().equals(uri.getHost()) && request.getServerPort() == uri.getPort();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
