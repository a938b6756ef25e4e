package org.tongmai.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.kernel.Problem;

/** Signing in and out of a browser. */
@RestController
@RequestMapping("/api/access/session")
final class SessionRoutes {

    private final Accounts accounts;
    private final SessionCookies cookies;
    private final InstitutionNames institutions;
    private final Subjects subjects;

    SessionRoutes(Accounts accounts, SessionCookies cookies, InstitutionNames institutions, Subjects subjects) {
        this.accounts = accounts;
        this.cookies = cookies;
        this.institutions = institutions;
        this.subjects = subjects;
    }

    @PostMapping
    SessionView signIn(@RequestBody SignIn sent, HttpServletRequest request, HttpServletResponse response) {
        if (sent.account() == null || sent.password() == null) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.sign-in-incomplete",
                    "Account or password is missing.",
                    "Signing in takes both.",
                    "Send {\"account\": …, \"password\": …}.");
        }
        Account account = accounts.signIn(sent.account(), sent.password(), request.getRemoteAddr());
        cookies.begin(account, request, response);
        return view(account.caller());
    }

    @GetMapping
    SessionView who() {
        return view(Callers.current());
    }

    /** Who is signed in, or nobody: what a page asks first is no mistake where the answer is nobody. */
    @GetMapping("/who")
    Somebody whoIfAnybody() {
        return new Somebody(Callers.find().map(this::view).orElse(null));
    }

    @DeleteMapping
    void signOut(HttpServletRequest request, HttpServletResponse response) {
        cookies.end(request, response);
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    private SessionView view(Caller caller) {
        return new SessionView(
                caller.account(),
                caller.name(),
                caller.role(),
                caller.institution() == null ? null : institutions.named(caller.institution()),
                subjects.personOf(caller));
    }

    record SignIn(@Nullable String account, @Nullable String password) {}

    record Somebody(@Nullable SessionView session) {}

    record SessionView(
            String account,
            String name,
            Role role,
            @Nullable InstitutionName institution,
            @Nullable String person) {}
}
