package org.tongmai.access;

import java.util.EnumSet;
import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/**
 * One line of the table of endpoints.
 *
 * @param path path pattern of Spring's {@code PathPattern}
 * @param roles who may call it; empty for a public one
 * @param proxies who may call it for another person: holders of a proxy of these levels
 * @param fresh whether a second factor, where somebody has one, must have been shown a short while ago
 */
record Endpoint(
        HttpMethod method,
        String path,
        Set<Role> roles,
        Set<Proxy.Level> proxies,
        boolean fresh,
        PathPatternRequestMatcher matcher) {

    static Endpoint of(HttpMethod method, String path, Set<Role> roles) {
        return new Endpoint(
                method,
                path,
                Set.copyOf(roles),
                Set.of(),
                false,
                PathPatternRequestMatcher.withDefaults().matcher(method, path));
    }

    /** The same line, open to those who act for another as well. */
    Endpoint forWard(Proxy.Level... levels) {
        return new Endpoint(method, path, roles, Set.of(levels), fresh, matcher);
    }

    /** The same line, open only to those who showed their second factor a short while ago; see {@link StepUp}. */
    Endpoint afterProof() {
        return new Endpoint(method, path, roles, proxies, true, matcher);
    }

    /** Whoever is signed in, whatever the role. */
    static Set<Role> anyRole() {
        return EnumSet.allOf(Role.class);
    }

    /** Whether it is of the FHIR interface. */
    boolean fhir() {
        return path.equals("/fhir") || path.startsWith("/fhir/");
    }

    boolean open() {
        return roles.isEmpty();
    }
}
