package org.tongmai.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.springframework.web.filter.OncePerRequestFilter;
import org.tongmai.kernel.Problem;

/** At a nation node: refuses what only provinces do, so that no record of anybody can come in. */
final class NationNode extends OncePerRequestFilter {

    private static final List<String> REFUSED = List.of(
            "/fhir",
            "/api/intake",
            "/api/person",
            "/api/portal",
            "/api/health-code",
            "/api/access/requests",
            "/api/access/looks",
            "/api/access/events",
            "/api/access/systems");

    private static final Set<String> ALLOWED = Set.of("/fhir/metadata", "/fhir/.well-known/smart-configuration");

    private final ProblemAnswers answers;

    NationNode(ProblemAnswers answers) {
        this.answers = answers;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = request.getRequestURI();
        boolean refused = !ALLOWED.contains(path)
                && REFUSED.stream().anyMatch(each -> path.equals(each) || path.startsWith(each + "/"));
        if (refused) {
            answers.send(
                    request,
                    response,
                    new Problem(
                            Problem.Kind.NOT_SUPPORTED,
                            "access.nation-holds-no-records",
                            "This node is the nation; it holds no records.",
                            "The nation keeps the registries and the index of which province has records; the records stay"
                                    + " in the provinces.",
                            "Send it to the node of your province."));
        } else {
            chain.doFilter(request, response);
        }
    }
}
