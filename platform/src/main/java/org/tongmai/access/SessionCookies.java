package org.tongmai.access;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.SecurityContextRepository;

/** Carries the session token in a cookie that scripts cannot read, and finds the caller by it. */
final class SessionCookies implements SecurityContextRepository {

    static final String COOKIE = "TONGMAI_SESSION";

    private final Sessions sessions;

    SessionCookies(Sessions sessions) {
        this.sessions = sessions;
    }

    /** Begins a session for the account and gives its cookie to the browser. */
    void begin(Account account, HttpServletRequest request, HttpServletResponse response) {
        token(request).ifPresent(sessions::end);
        response.addHeader(HttpHeaders.SET_COOKIE, cookie(sessions.begin(account), request, -1));
    }

    /** The name of the session of this browser. */
    static Optional<String> name(HttpServletRequest request) {
        return token(request).map(Sessions::name);
    }

    /** Ends the session of this browser. */
    void end(HttpServletRequest request, HttpServletResponse response) {
        token(request).ifPresent(sessions::end);
        response.addHeader(HttpHeaders.SET_COOKIE, cookie("", request, 0));
    }

    @Override
    @SuppressWarnings(
            "deprecation") // the interface still asks for it; Spring Security itself calls loadDeferredContext
    public SecurityContext loadContext(HttpRequestResponseHolder holder) {
        return token(holder.getRequest())
                .flatMap(sessions::find)
                .<SecurityContext>map(session -> {
                    var known = new CallerAuthentication(session.caller(), session.createdAt());
                    known.setDetails(new WebAuthenticationDetails(holder.getRequest()));
                    return new SecurityContextImpl(known);
                })
                .orElseGet(SecurityContextHolder::createEmptyContext);
    }

    /** Nothing to keep: only signing in begins a session. */
    @Override
    public void saveContext(SecurityContext context, HttpServletRequest request, HttpServletResponse response) {}

    @Override
    public boolean containsContext(HttpServletRequest request) {
        return token(request).isPresent();
    }

    private static Optional<String> token(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                if (cookie.getName().equals(COOKIE) && !cookie.getValue().isEmpty()) {
                    return Optional.of(cookie.getValue());
                }
            }
        }
        return Optional.empty();
    }

    private static String cookie(String token, HttpServletRequest request, long maxAgeSeconds) {
        return ResponseCookie.from(COOKIE, token)
                .httpOnly(true)
                .secure(request.isSecure())
                .sameSite("Lax")
                .path("/")
                .maxAge(maxAgeSeconds)
                .build()
                .toString();
    }
}
