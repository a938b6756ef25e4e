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

    private final Accounts accounts;
    private final SignIns signIns;
    private final SecondFactor factor;
    private final SessionCookies cookies;
    private final Sessions sessions;
    private final Clock clock;

    OwnAccountRoutes(
            Accounts accounts,
            SignIns signIns,
            SecondFactor factor,
            SessionCookies cookies,
            Sessions sessions,
            Clock clock) {
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
        return own(here(request).account(), SessionCookies.name(request).orElse(""));
    }

    /** Another password; every other session and token ends. */
    @PostMapping("/password")
    Own password(@RequestBody Change sent, HttpServletRequest request, HttpServletResponse response) {
        Sessions.Session here = here(request);
        know(here.account(), sent.password());
        Account renewed = signIns.renew(here.account(), sent.next() == null ? "" : sent.next());
        return own(renewed, cookies.renew(here, renewed, request, response));
    }

    /** The second factor again, for what asks for it. */
    @PostMapping("/proof")
    void proof(@RequestBody Proof sent, HttpServletRequest request) {
        Account account = here(request).account();
        factor.prove(account, sent.text(), null);
        SessionCookies.token(request).ifPresent(token -> sessions.prove(token, account, clock.instant()));
    }

    /** A secret for another authenticator, for whoever knows the password and shows the present one, if there is one. */
    @PostMapping("/factor")
    SecondFactor.Offer factor(@RequestBody Known sent, HttpServletRequest request) {
        Account account = here(request).account();
        know(account, sent.password());
        if (account.factor()) {
            factor.prove(account, sent.code() == null ? "" : sent.code(), null);
        }
        return factor.offer(account);
    }

    /** The first code of it; the recovery codes are in this answer and nowhere else. */
    @PostMapping("/factor/confirm")
    Codes confirm(@RequestBody Proof sent, HttpServletRequest request) {
        Account account = here(request).account();
        List<String> codes = factor.confirm(account, sent.text(), null);
        SessionCookies.token(request).ifPresent(token -> {
            sessions.prove(token, account, clock.instant());
            sessions.endHalfOpen(account, token);
        });
        return new Codes(codes);
    }

    @PostMapping("/factor/remove")
    void remove(@RequestBody Proof sent, HttpServletRequest request) {
        Account account = here(request).account();
        factor.prove(account, sent.text(), null);
        factor.remove(account);
    }

    /** New recovery codes in place of the old ones. */
    @PostMapping("/recovery-codes")
    Codes codes(@RequestBody Proof sent, HttpServletRequest request) {
        Account account = here(request).account();
        factor.prove(account, sent.text(), null);
        return new Codes(factor.newCodes(account));
    }

    @PostMapping("/sessions/end-others")
    Own endOthers(HttpServletRequest request) {
        String login = here(request).account().login();
        SessionCookies.token(request).ifPresent(token -> sessions.endOthers(login, token));
        return own(request);
    }

    @DeleteMapping("/sessions/{name}")
    Own end(@PathVariable String name, HttpServletRequest request) {
        Account account = here(request).account();
        if (!sessions.end(account.login(), name)) {
            throw new Problem(
                    Problem.Kind.NOT_FOUND,
                    "access.no-such-session",
                    "There is no such session.",
                    "It ended meanwhile, or is not one of yours.",
                    "Load the list again.");
        }
        return own(account, SessionCookies.name(request).orElse(""));
    }

    private Own own(Account account, String here) {
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

    /** The session of this browser. A token was given for what its application does, and makes no account its own. */
    private Sessions.Session here(HttpServletRequest request) {
        String login = Callers.current().account();
        return cookies.session(request)
                .filter(session -> session.account().login().equals(login))
                .orElseThrow(() -> new Problem(
                        Problem.Kind.FORBIDDEN,
                        "access.browser-only",
                        "The own account is seen to in a browser.",
                        "An access token stands for an application, and shows no second factor.",
                        "Sign in with account and password, and open the page of the own account."));
    }

    private void know(Account account, @Nullable String password) {
        if (password == null || password.isEmpty()) {
            throw ResidentSessions.passwordWrong(); // nothing was tried
        }
        accounts.know(account, password);
    }
}
