package org.tongmai.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;
import org.tongmai.kernel.Problem;

/** What the security filters refuse, in our words. */
final class SecurityProblems implements AuthenticationEntryPoint, AccessDeniedHandler {

    private static final String NO_SUCH_PAGE = """
            <!doctype html>
            <html lang="zh-CN">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>没有这个页面 · No such page · 通脉</title>
            <style>body{font:18px/1.6 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1.5rem;color:#1f2937}
            a{color:#0b5cad}</style>
            <main>
            <h1>没有这个页面</h1>
            <p>地址可能写错了，或者页面已经搬走。<a href="/">从首页进入</a></p>
            <p lang="en">There is no such page. The address may be mistyped. <a href="/">Go to the start</a></p>
            </main>
            </html>
            """;

    private final ProblemAnswers answers;

    SecurityProblems(ProblemAnswers answers) {
        this.answers = answers;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException cause)
            throws IOException {
        if (noSuchPage(request, response)) {
            return;
        }
        if (cause instanceof SystemHeld) {
            answers.send(request, response, SystemHeld.problem());
            return;
        }
        boolean token = cause instanceof OAuth2AuthenticationException;
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, token ? "Bearer error=\"invalid_token\"" : "Bearer");
        answers.send(request, response, token ? badToken() : Callers.notSignedIn());
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException cause)
            throws IOException {
        if (noSuchPage(request, response)) {
            return;
        }
        if (cause instanceof CsrfException && !signedIn() && !open(request)) {
            // a system without its token: that no page sent the request is not what it lacks
            commence(request, response, new InsufficientAuthenticationException("no token"));
            return;
        }
        answers.send(request, response, cause instanceof CsrfException ? forged() : notAllowed());
    }

    private static boolean signedIn() {
        Authentication known = SecurityContextHolder.getContext().getAuthentication();
        return known != null && !(known instanceof AnonymousAuthenticationToken);
    }

    private static boolean open(HttpServletRequest request) {
        return Endpoints.of(request).filter(Endpoint::open).isPresent();
    }

    /** A person who mistyped an address gets a page that says so. */
    private static boolean noSuchPage(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String accepts = request.getHeader(HttpHeaders.ACCEPT);
        boolean page = request.getMethod().equals("GET") && accepts != null && accepts.contains("text/html");
        if (!page || Endpoints.of(request).isPresent() || response.isCommitted()) {
            return false;
        }
        byte[] body = NO_SUCH_PAGE.getBytes(StandardCharsets.UTF_8);
        response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        response.setContentType("text/html;charset=UTF-8");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
        return true;
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
