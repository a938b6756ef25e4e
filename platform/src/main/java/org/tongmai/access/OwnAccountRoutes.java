package org.tongmai.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.access.signin.PasswordRules;
import org.tongmai.kernel.Problem;

/** The own account: password, second factor, and where one is signed in. */
@RestController
@RequestMapping("/api/access/me")
final class OwnAccountRoutes {

    private final AccountStore people;
    private final Accounts accounts;
    private final SignIns signIns;
    private final SecondFactor factor;
    private final SessionCookies cookies;
    private final Sessions sessions;
    private final Clock clock;

    OwnAccountRoutes(
            AccountStore people,
            Accounts accounts,
            SignIns signIns,
            SecondFactor factor,
            SessionCookies cookies,
            Sessions sessions,
            Clock clock) {
        this.people = people;
        this.accounts = accounts;
        this.signIns = signIns;
        this.factor = factor;
        this.cookies = cookies;
        this.sessions = sessions;
        this.clock = clock;
    }

    record Own(
            String account,
            String name,
            Role role,
            Instant passwordAt,
            @Nullable Instant passwordUntil,
            PasswordRules rules,
            SecondFactor.State factor,
            List<Place> sessions) {}

    /**
     * Where one is signed in.
     *
     * @param here whether it is this browser
     */
    record Place(
            String name,
            Instant since,
            Instant usedAt,
            @Nullable String address,
            @Nullable String device,
            boolean here) {}

    record Change(@Nullable String password, @Nullable String next) {}

    record Proof(@Nullable String code) {
        String text() {
            return code == null ? "" : code;
        }
    }

    record Known(@Nullable String password, @Nullable String code) {}

    record Codes(List<String> codes) {}

    @GetMapping
    Own own(HttpServletRequest request) {
        Account account = account();
        String here = SessionCookies.name(request).orElse("");
        return new Own(
                account.login(),
                account.name(),
                account.role(),
                account.passwordAt(),
                signIns.passwordUntil(account),
                signIns.rules(),
                factor.state(account),
                sessions.of(account.login()).stream()
                        .map(each -> new Place(
                                each.name(),
                                each.session().createdAt(),
                                each.session().usedAt(),
                                each.session().address(),
                                each.session().device(),
                                each.name().equals(here)))
                        .toList());
    }

    /** Another password; every other session and token ends. */
    @PostMapping("/password")
    Own password(@RequestBody Change sent, HttpServletRequest request, HttpServletResponse response) {
        Account account = known(sent.password(), request);
        Instant proved =
                cookies.session(request).map(Sessions.Session::provedAt).orElse(null);
        Account renewed = signIns.renew(account, sent.next() == null ? "" : sent.next());
        cookies.begin(renewed, null, proved, request, response);
        return own(request);
    }

    /** The second factor again, for what asks for it. */
    @PostMapping("/proof")
    void proof(@RequestBody Proof sent, HttpServletRequest request) {
        factor.prove(account(), sent.text(), request.getRemoteAddr());
        SessionCookies.token(request).ifPresent(token -> sessions.prove(token, clock.instant()));
    }

    /** A secret for another authenticator, for whoever knows the password and shows the present one, if there is one. */
    @PostMapping("/factor")
    SecondFactor.Offer factor(@RequestBody Known sent, HttpServletRequest request) {
        Account account = known(sent.password(), request);
        if (account.factor()) {
            factor.prove(account, sent.code() == null ? "" : sent.code(), request.getRemoteAddr());
        }
        return factor.offer(account);
    }

    /** The first code of it; the recovery codes are in this answer and nowhere else. */
    @PostMapping("/factor/confirm")
    Codes confirm(@RequestBody Proof sent, HttpServletRequest request) {
        List<String> codes = factor.confirm(account(), sent.text(), request.getRemoteAddr());
        SessionCookies.token(request).ifPresent(token -> sessions.prove(token, clock.instant()));
        return new Codes(codes);
    }

    @PostMapping("/factor/remove")
    void remove(@RequestBody Proof sent, HttpServletRequest request) {
        Account account = account();
        factor.prove(account, sent.text(), request.getRemoteAddr());
        factor.remove(account);
    }

    /** New recovery codes in place of the old ones. */
    @PostMapping("/recovery-codes")
    Codes codes(@RequestBody Proof sent, HttpServletRequest request) {
        Account account = account();
        factor.prove(account, sent.text(), request.getRemoteAddr());
        return new Codes(factor.newCodes(account));
    }

    @PostMapping("/sessions/end-others")
    Own endOthers(HttpServletRequest request) {
        SessionCookies.token(request)
                .ifPresent(token -> sessions.endOthers(account().login(), token));
        return own(request);
    }

    @DeleteMapping("/sessions/{name}")
    Own end(@PathVariable String name, HttpServletRequest request) {
        if (!sessions.end(account().login(), name)) {
            throw new Problem(
                    Problem.Kind.NOT_FOUND,
                    "access.no-such-session",
                    "There is no such session.",
                    "It ended meanwhile, or is not one of yours.",
                    "Load the list again.");
        }
        return own(request);
    }

    private Account account() {
        return people.byLogin(Callers.current().account()).orElseThrow(Accounts::noSuchAccount);
    }

    private Account known(@Nullable String password, HttpServletRequest request) {
        if (password == null || password.isEmpty()) {
            throw ResidentSessions.passwordWrong(); // nothing was tried
        }
        try {
            return accounts.signIn(Callers.current().account(), password, request.getRemoteAddr());
        } catch (Problem refused) {
            throw refused.kind() == Problem.Kind.UNAUTHENTICATED
                            && refused.code().equals("access.sign-in-refused")
                    ? ResidentSessions.passwordWrong()
                    : refused;
        }
    }
}
