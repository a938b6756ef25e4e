package org.tongmai.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;
import org.tongmai.kernel.Problem;

/**
 * Asks again for the second factor before what does most harm in wrong hands: emergency access, exports, accounts, disposal. A
 * screen that somebody left open opens none of these. Which lines, {@link Endpoints} says ({@code afterProof}); whoever has no
 * second factor is asked nothing.
 */
final class StepUp extends OncePerRequestFilter {

    private final DatedNumbers numbers;
    private final ProblemAnswers answers;
    private final Clock clock;

    StepUp(DatedNumbers numbers, ProblemAnswers answers, Clock clock) {
        this.numbers = numbers;
        this.answers = answers;
        this.clock = clock;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (SecurityContextHolder.getContext().getAuthentication() instanceof CallerAuthentication known
                && known.proved() != null
                && Endpoints.of(request).map(Endpoint::fresh).orElse(false)) {
            Instant proved = known.proved();
            int minutes = numbers.today("step-up-minutes");
            if (proved.plus(Duration.ofMinutes(minutes)).isBefore(clock.instant())) {
                answers.send(
                        request,
                        response,
                        new Problem(
                                Problem.Kind.FORBIDDEN,
                                "access.prove-again",
                                "This asks for your second factor again.",
                                "It was shown more than " + minutes + " minutes ago, or not in this session.",
                                "Type a code of your authenticator and repeat what you did."));
                return;
            }
        }
        chain.doFilter(request, response);
    }
}
