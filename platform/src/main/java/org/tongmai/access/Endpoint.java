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
 */
record Endpoint(HttpMethod method, String path, Set<Role> roles, PathPatternRequestMatcher matcher) {

    static Endpoint of(HttpMethod method, String path, Set<Role> roles) {
        return new Endpoint(
                method,
                path,
                Set.copyOf(roles),
                PathPatternRequestMatcher.withDefaults().matcher(method, path));
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
