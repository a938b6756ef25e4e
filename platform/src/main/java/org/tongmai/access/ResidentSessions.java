package org.tongmai.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;

/** The sessions of residents when a phone was lost: they end, and what the loss blocked is taken back by the password only. */
public final class ResidentSessions {

    private final AccountStore store;
    private final Accounts accounts;
    private final SessionCookies cookies;
    private final Clock clock;

    ResidentSessions(AccountStore store, Accounts accounts, SessionCookies cookies, Clock clock) {
        this.store = store;
        this.accounts = accounts;
        this.cookies = cookies;
        this.clock = clock;
    }

    /**
     * Ends every session and token of the accounts of a person. Where the caller is that person, the browser of this request goes on in
     * a session of its own.
     *
     * @param person all source patients of the person
     */
    public void endOthers(Caller caller, Set<Long> person, HttpServletRequest request, HttpServletResponse response) {
        Optional<Sessions.Session> here = cookies.session(request)
                .filter(session -> session.account().login().equals(caller.account()));
        List<String> ended = store.endSessions(person, clock.instant().truncatedTo(ChronoUnit.MICROS));
        here.filter(session -> ended.contains(session.account().login()))
                .ifPresent(session -> store.byLogin(caller.account())
                        .ifPresent(account -> cookies.renew(session, account, request, response)));
    }

    /**
     * That whoever calls knows the password: a phone that lies open does not.
     *
     * @throws Problem {@code access.password-wrong}, {@code access.sign-in-locked}
     */
    public void confirm(Caller caller, @Nullable String password, HttpServletRequest request) {
        try {
            accounts.signIn(caller.account(), password == null ? "" : password, request.getRemoteAddr());
        } catch (Problem refused) {
            throw refused.kind() == Problem.Kind.UNAUTHENTICATED ? passwordWrong() : refused;
        }
    }

    static Problem passwordWrong() {
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "access.password-wrong",
                "The password is missing or wrong.",
                "This is done with the password of the account only, so that a phone that somebody found cannot do it.",
                "Type the password with which you sign in; too many wrong ones lock the account for a while.");
    }
}
