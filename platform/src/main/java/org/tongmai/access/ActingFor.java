package org.tongmai.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.web.filter.OncePerRequestFilter;
import org.tongmai.kernel.Problem;

/**
 * Who acts for another says so with each request, and is judged at each: the header {@value #HEADER} names the Patient. The
 * request is then answered as one about that person, as far as the proxy goes; without the header everybody acts in the own name.
 */
final class ActingFor extends OncePerRequestFilter {

    static final String HEADER = "Tongmai-For";

    private final Proxies proxies;
    private final Looks looks;
    private final ProblemAnswers answers;

    ActingFor(Proxies proxies, Looks looks, ProblemAnswers answers) {
        this.proxies = proxies;
        this.looks = looks;
        this.answers = answers;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String patient = request.getHeader(HEADER);
        Endpoint endpoint = patient == null ? null : Endpoints.of(request).orElse(null);
        if (patient != null
                && endpoint != null
                && !endpoint.open()
                && SecurityContextHolder.getContext().getAuthentication() instanceof CallerAuthentication known) {
            try {
                Caller acting = acting(known.getPrincipal(), patient, endpoint);
                SecurityContextHolder.setContext(new SecurityContextImpl(known.as(acting)));
            } catch (Problem refusal) {
                answers.send(request, response, refusal);
                return;
            }
        }
        chain.doFilter(request, response);
    }

    private Caller acting(Caller caller, String patient, Endpoint endpoint) {
        Caller acting = proxies.acting(caller, patient).orElseThrow(() -> {
            proxies.named(patient).ifPresent(each -> looks.refused(caller, Purpose.SELF, Looks.PROXY, each));
            return new Problem(
                    Problem.Kind.FORBIDDEN,
                    "access.no-proxy",
                    "You may not act for this person.",
                    "Acting for another takes a proxy that is in force now: of a guardian, by the person's own word, or by appointment.",
                    "Choose yourself again; who may act for whom stands under proxies.");
        });
        Acting how = acting.acting();
        if (how == null || !endpoint.proxies().contains(how.level())) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "access.not-by-proxy",
                    "This is not done for another, or not with this proxy.",
                    "A proxy to see reads; one to act answers requests and sets rules, too; some things everybody does in person.",
                    "Let the person do it, or ask for a proxy that goes so far.");
        }
        return acting;
    }
}
