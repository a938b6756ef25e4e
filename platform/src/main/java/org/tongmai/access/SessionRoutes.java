package org.tongmai.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.List;
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

    private final SignIns signIns;
    private final SessionCookies cookies;
    private final InstitutionNames institutions;
    private final Subjects subjects;

    SessionRoutes(SignIns signIns, SessionCookies cookies, InstitutionNames institutions, Subjects subjects) {
        this.signIns = signIns;
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
        return view(signIns.begin(sent.account(), sent.password(), request, response));
    }

    /** The second factor: a code of the authenticator, or a recovery code. */
    @PostMapping("/code")
    SessionView code(@RequestBody Code sent, HttpServletRequest request, HttpServletResponse response) {
        return view(signIns.code(sent.text(), request, response));
    }

    /** The secret of a second factor that has to be set up at this sign-in. */
    @PostMapping("/factor")
    SecondFactor.Offer enrol(HttpServletRequest request) {
        return signIns.enrol(request);
    }

    /** The first code of the authenticator; the recovery codes are in this answer and nowhere else. */
    @PostMapping("/factor/confirm")
    RecoveryCodesView enrolled(@RequestBody Code sent, HttpServletRequest request) {
        return new RecoveryCodesView(signIns.enrolled(sent.text(), request));
    }

    /** Goes on once the recovery codes were seen. */
    @PostMapping("/factor/done")
    SessionView afterEnrolment(HttpServletRequest request, HttpServletResponse response) {
        return view(signIns.afterEnrolment(request, response));
    }

    /** The password that replaces one that was made by the platform or is too old. */
    @PostMapping("/password")
    SessionView password(@RequestBody NewPassword sent, HttpServletRequest request, HttpServletResponse response) {
        return view(signIns.password(sent.password() == null ? "" : sent.password(), request, response));
    }

    @GetMapping
    SessionView who(HttpServletRequest request) {
        return view(Callers.current(), null, lastSignIn(request));
    }

    /** Who is signed in, or nobody: what a page asks first is no mistake where the answer is nobody. */
    @GetMapping("/who")
    Somebody whoIfAnybody(HttpServletRequest request) {
        return new Somebody(Callers.find()
                .map(caller -> view(caller, null, lastSignIn(request)))
                .orElse(null));
    }

    /** A sign-in that is not complete ends by it, too. */
    @DeleteMapping
    void signOut(HttpServletRequest request, HttpServletResponse response) {
        cookies.end(request, response);
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    private SessionView view(SignIns.Standing standing) {
        Account account = standing.account();
        return view(account.caller(), standing.next(), last(account.signedInAt(), account.signedInFrom()));
    }

    private @Nullable LastSignIn lastSignIn(HttpServletRequest request) {
        return cookies.session(request)
                .map(session -> last(session.previousAt(), session.previousFrom()))
                .orElse(null);
    }

    private static @Nullable LastSignIn last(@Nullable Instant at, @Nullable String from) {
        return at == null ? null : new LastSignIn(at, from);
    }

    private SessionView view(Caller caller, Sessions.@Nullable Step next, @Nullable LastSignIn last) {
        return new SessionView(
                caller.account(),
                caller.name(),
                caller.role(),
                caller.institution() == null ? null : institutions.named(caller.institution()),
                next == null ? subjects.personOf(caller) : null,
                next,
                last);
    }

    record SignIn(@Nullable String account, @Nullable String password) {}

    record Code(@Nullable String code) {
        String text() {
            return code == null ? "" : code;
        }
    }

    record NewPassword(@Nullable String password) {}

    record RecoveryCodesView(List<String> codes) {}

    /** The complete sign-in before this one. */
    record LastSignIn(Instant at, @Nullable String address) {}

    record Somebody(@Nullable SessionView session) {}

    /** @param next what is asked before anything is opened; null for nothing more */
    record SessionView(
            String account,
            String name,
            Role role,
            @Nullable InstitutionName institution,
            @Nullable String person,
            Sessions.@Nullable Step next,
            @Nullable LastSignIn last) {}
}
