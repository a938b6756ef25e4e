package org.tongmai.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;
import org.tongmai.kernel.Problem;

/** What the security filters refuse, in our words. */
final class SecurityProblems implements AuthenticationEntryPoint, AccessDeniedHandler {

    private final ProblemAnswers answers;

    SecurityProblems(ProblemAnswers answers) {
        this.answers = answers;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException cause)
            throws IOException {
        boolean token = cause instanceof OAuth2AuthenticationException;
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, token ? "Bearer error=\"invalid_token\"" : "Bearer");
        answers.send(request, response, token ? badToken() : Callers.notSignedIn());
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException cause)
            throws IOException {
        answers.send(request, response, cause instanceof CsrfException ? forged() : notAllowed());
    }

    private static Problem badToken() {
        return new Problem(
                Problem.Kind.UNAUTHENTICATED,
                "access.token-refused",
                "The access token is not accepted.",
                "It is expired, not from this node, lacks a scope, or its account or client changed.",
                "Get a new token.");
    }

    private static Problem forged() {
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "access.csrf-token-missing",
                "The request lacks the proof that our own page sent it.",
                "Each change by a browser repeats the cookie XSRF-TOKEN in the header X-XSRF-TOKEN.",
                "Load the page again and repeat.");
    }

    private static Problem notAllowed() {
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "access.role-not-allowed",
                "This account may not do this.",
                "The table of endpoints allows it to other roles only, or to none.",
                "Sign in with an account whose role may.");
    }
}
