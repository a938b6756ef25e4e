package org.tongmai.emergency;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Accounts;
import org.tongmai.access.Caller;

/** Who is on duty in events, in which role, from when until when. */
public final class Roster {

    private static final int MOST = 200;

    private final Ledger ledger;
    private final Events events;
    private final Accounts accounts;

    Roster(Ledger ledger, Events events, Accounts accounts) {
        this.ledger = ledger;
        this.events = events;
        this.accounts = accounts;
    }

    /** Somebody who is on duty. */
    public record OnDuty(
            @Nullable String role,
            @Nullable String account,
            @Nullable String name,
            @Nullable Instant from,
            @Nullable Instant until) {}

    /** Puts somebody on the roster; the same person in the same role again changes the time. */
    public Event set(Caller caller, long id, OnDuty duty) {
        String role = Refusals.told(duty.role(), "role");
        String account =
                accounts.login(Refusals.told(duty.account(), "account")).orElseThrow(Refusals::accountUnknown);
        String name = Refusals.told(duty.name(), "name");
        Instant from = duty.from() == null ? ledger.now() : duty.from();
        Instant until = duty.until();
        Refusals.requireTime(until != null && until.isAfter(from), "until", "A duty ends after it begins.");
        return ledger.write(caller, id, Standing.OWNER, page -> {
            Event event = page.event();
            PlanList.Plan plan = events.planOf(id, event);
            Refusals.require(plan.roles().stream().anyMatch(each -> each.role().equals(role)), "role");
            Refusals.requireFewer(event.roster().size(), MOST);
            return page.add(new Happening.DutySet(
                    new Duty(role, account, name, Events.micros(from), Events.micros(Objects.requireNonNull(until)))));
        });
    }

    /** Takes somebody off the roster. */
    Event end(Caller caller, long id, OnDuty duty) {
        String role = Refusals.told(duty.role(), "role");
        String account = Refusals.told(duty.account(), "account");
        return ledger.write(caller, id, Standing.OWNER, page -> {
            Refusals.require(
                    page.event().roster().stream()
                            .anyMatch(each ->
                                    each.role().equals(role) && each.account().equals(account)),
                    "account");
            return page.add(new Happening.DutyEnded(role, account));
        });
    }
}
