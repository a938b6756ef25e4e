package org.tongmai.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Sessions.Session;
import org.tongmai.access.Sessions.Step;
import org.tongmai.access.signin.PasswordRules;
import org.tongmai.kernel.Problem;

/**
 * Signing in, step by step: the password; the second factor, or that one is set up; another password where the present one was
 * made by the platform or is too old. Until the last step the session opens nothing.
 */
final class SignIns {

    private final Accounts accounts;
    private final AccountStore people;
    private final SecondFactor factor;
    private final SessionCookies cookies;
    private final Sessions sessions;
    private final DatedNumbers numbers;
    private final Clock clock;

    SignIns(
            Accounts accounts,
            AccountStore people,
            SecondFactor factor,
            SessionCookies cookies,
            Sessions sessions,
            DatedNumbers numbers,
            Clock clock) {
        this.accounts = accounts;
        this.people = people;
        this.factor = factor;
        this.cookies = cookies;
        this.sessions = sessions;
        this.numbers = numbers;
        this.clock = clock;
    }

    /** Where a sign-in stands: whose it is, and what is asked next; null for nothing more. */
    record Standing(Account account, @Nullable Step next) {}

    /** The first step. Errors as in {@link Accounts#signIn}. */
    Standing begin(String login, String password, HttpServletRequest request, HttpServletResponse response) {
        Account account = accounts.signIn(login, password, request.getRemoteAddr());
        Step next = account.factor() ? Step.CODE : factor.asked(account.role()) ? Step.ENROL : afterFactor(account);
        cookies.begin(account, next, null, request, response);
        return done(account, next, request);
    }

    /**
     * A code of the authenticator, or a recovery code.
     *
     * @throws Problem {@code access.sign-in-again}, {@code access.code-wrong}, {@code access.sign-in-locked}
     */
    Standing code(String code, HttpServletRequest request, HttpServletResponse response) {
        Account account = pending(Step.CODE, request).account();
        factor.prove(account, code, request.getRemoteAddr());
        return proved(account, clock.instant(), request, response);
    }

    /** The secret to be set up at this sign-in. */
    SecondFactor.Offer enrol(HttpServletRequest request) {
        return factor.offer(enrolling(request));
    }

    /** The code that proves that it was set up; the answer has the recovery codes. */
    List<String> enrolled(String code, HttpServletRequest request) {
        Account account = enrolling(request);
        List<String> codes = factor.confirm(account, code, request.getRemoteAddr());
        SessionCookies.token(request).ifPresent(token -> {
            sessions.step(token, Step.ENROL, clock.instant());
            sessions.endHalfOpen(account, token);
        });
        return codes;
    }

    /** Goes on after a second factor was set up and its recovery codes were seen. */
    Standing afterEnrolment(HttpServletRequest request, HttpServletResponse response) {
        Session session = pending(Step.ENROL, request);
        Instant provedAt = session.provedAt();
        if (provedAt == null || !session.account().factor()) {
            throw signInAgain();
        }
        return proved(session.account(), provedAt, request, response);
    }

    /** The password that replaces the one of before; this browser goes on in a new session, every other one ends. */
    Standing password(String password, HttpServletRequest request, HttpServletResponse response) {
        Session session = pending(Step.PASSWORD, request);
        if (session.account().factor() && session.provedAt() == null) {
            throw signInAgain();
        }
        Account renewed = renew(session.account(), password);
        cookies.begin(renewed, null, session.provedAt(), request, response);
        return done(renewed, null, request);
    }

    /**
     * Takes the password that somebody chose for the own account.
     *
     * @return the account as it is then; its sessions of before have ended
     * @throws Problem {@code access.password-too-weak}, {@code access.password-common}, {@code access.password-used-before}
     */
    Account renew(Account account, String password) {
        rules().check(password, account.login(), account.name());
        int remembered = numbers.today("password-remembered");
        if (accounts.usedBefore(account, password, remembered)) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.password-used-before",
                    "This is the present password or one of the last before it.",
                    "None of the last " + remembered + " passwords is taken again.",
                    "Choose another password.");
        }
        accounts.changeOwnPassword(account, password, remembered);
        return people.byLogin(account.login()).orElseThrow(Accounts::noSuchAccount);
    }

    /** What a password has to be today. */
    PasswordRules rules() {
        return new PasswordRules(
                numbers.today("password-shortest"),
                numbers.today("password-classes"),
                numbers.today("password-passphrase"));
    }

    /** When the password has to be replaced; null for never. */
    @Nullable
    Instant passwordUntil(Account account) {
        int days = numbers.today(account.role() == Role.RESIDENT ? "password-days-resident" : "password-days");
        return days == 0 ? null : account.passwordAt().plus(Duration.ofDays(days));
    }

    /** A complete sign-in goes on in another session than the one that was open before the second factor. */
    private Standing proved(
            Account account, Instant provedAt, HttpServletRequest request, HttpServletResponse response) {
        Step next = afterFactor(account);
        if (next == null) {
            cookies.begin(account, null, provedAt, request, response);
        } else {
            SessionCookies.token(request).ifPresent(token -> sessions.step(token, next, provedAt));
        }
        return done(account, next, request);
    }

    /** Whose sign-in sets up a second factor; nobody's who got one meanwhile in another browser. */
    private Account enrolling(HttpServletRequest request) {
        Account account = pending(Step.ENROL, request).account();
        if (account.factor()) {
            throw signInAgain();
        }
        return account;
    }

    private @Nullable Step afterFactor(Account account) {
        Instant until = passwordUntil(account);
        boolean old = until != null && !until.isAfter(clock.instant());
        return account.passwordMade() || old ? Step.PASSWORD : null;
    }

    private Standing done(Account account, @Nullable Step next, HttpServletRequest request) {
        if (next == null) {
            people.signedIn(account.id(), clock.instant(), request.getRemoteAddr());
        }
        return new Standing(account, next);
    }

    private Session pending(Step step, HttpServletRequest request) {
        return SessionCookies.token(request)
                .flatMap(sessions::pending)
                .filter(session -> session.pending() == step)
                .orElseThrow(SignIns::signInAgain);
    }

    private static Problem signInAgain() {
        return new Problem(
                Problem.Kind.CONFLICT,
                "access.sign-in-again",
                "There is no sign-in that waits for this.",
                "The steps of a sign-in follow each other, in one browser and each within ten minutes.",
                "Sign in again with account and password.");
    }
}
