package org.tongmai.access;

import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells for work that goes on after its request what has become of whoever asked for it: an account that was closed, or moved
 * to another institution, gets nothing more.
 */
public final class Standing {

    private final AccountStore accounts;
    private final ClientStore clients;
    private final AppStore apps;
    private final Clock clock;
    private final boolean open;

    Standing(AccountStore accounts, ClientStore clients, AppStore apps, Clock clock, boolean open) {
        this.accounts = accounts;
        this.clients = clients;
        this.apps = apps;
        this.clock = clock;
        this.open = open;
    }

    /** The caller as it is now; empty where it may no longer do what it might then. */
    public Optional<Caller> now(Caller then) {
        if (then.unrestricted()) {
            return open ? Optional.of(then) : Optional.empty();
        }
        Optional<Caller> now = then.role() == Role.SYSTEM
                ? clients.byId(then.account())
                        .filter(Client::live)
                        .map(client ->
                                new Caller(client.id(), client.name(), Role.SYSTEM, client.institution(), null, false))
                : accounts.byLogin(then.account())
                        .filter(Account::active)
                        .filter(account -> holds(then.limit(), account))
                        .map(Account::caller);
        return now.map(caller -> caller.within(then.limit())).filter(caller -> same(caller, then));
    }

    /** An application to which the account allows no more, or whose password was changed since, gets no more. */
    private boolean holds(@Nullable Limit limit, Account account) {
        Long grant = limit == null ? null : limit.grant();
        return grant == null
                || apps.grant(grant, clock.instant())
                        .filter(each -> each.accountSince().equals(account.validFrom()))
                        .isPresent();
    }

    /** Whether two callers are one and the same, with the same standing. */
    public static boolean same(Caller one, Caller other) {
        return one.account().equals(other.account())
                && one.role() == other.role()
                && one.unrestricted() == other.unrestricted()
                && Objects.equals(one.institution(), other.institution())
                && Objects.equals(one.compartment(), other.compartment())
                && Objects.equals(one.limit(), other.limit());
    }
}
