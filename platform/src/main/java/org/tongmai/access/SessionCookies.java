package org.tongmai.access;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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

    /** Characters kept of what a browser calls itself. */
    private static final int DEVICE_LONGEST = 200;

    private final Sessions sessions;

    SessionCookies(Sessions sessions) {
        this.sessions = sessions;
    }

    /**
     * Begins a session for the account and gives its cookie to the browser.
     *
     * @param pending what is still asked; null for nothing
     * @param provedAt when the second factor was shown; null for not
     */
    void begin(
            Account account,
            Sessions.@Nullable Step pending,
            @Nullable Instant provedAt,
            HttpServletRequest request,
            HttpServletResponse response) {
        begin(account, pending, provedAt, account.signedInAt(), account.signedInFrom(), request, response);
    }

    /**
     * Goes on in another session, after every one of the account has ended: the same sign-in.
     *
     * @param account as it is now
     * @return the name of the new session
     */
    String renew(Sessions.Session before, Account account, HttpServletRequest request, HttpServletResponse response) {
        return begin(account, null, before.provedAt(), before.previousAt(), before.previousFrom(), request, response);
    }

    private String begin(
            Account account,
            Sessions.@Nullable Step pending,
            @Nullable Instant provedAt,
            @Nullable Instant previousAt,
            @Nullable String previousFrom,
            HttpServletRequest request,
            HttpServletResponse response) {
        token(request).ifPresent(sessions::end);
        String device = Objects.requireNonNullElse(request.getHeader(HttpHeaders.USER_AGENT), "");
        String token = sessions.begin(new Sessions.Beginning(
                account,
                pending,
                provedAt,
                previousAt,
                previousFrom,
                request.getRemoteAddr(),
                device.substring(0, Math.min(DEVICE_LONGEST, device.length()))));
        response.addHeader(HttpHeaders.SET_COOKIE, cookie(token, request, -1));
        return Sessions.name(token);
    }

    /** The session of this browser, once its sign-in is complete. */
    Optional<Sessions.Session> session(HttpServletRequest request) {
        return token(request).flatMap(sessions::find);
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
                    var known = new CallerAuthentication(
                            session.caller(),
                            session.createdAt(),
                            CallerAuthentication.proof(session.account(), session.provedAt()));
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

    static Optional<String> token(HttpServletRequest request) {
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
