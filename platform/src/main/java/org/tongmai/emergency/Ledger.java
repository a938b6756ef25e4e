package org.tongmai.emergency;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.access.Caller;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;
import org.tongmai.surveillance.Cases;

/**
 * Writes down what happens in an event, one after the other: whoever adds something holds the row of the event, so its history has no gap
 * and its state is always what the history adds up to.
 */
final class Ledger {

    /** Who did what nobody did. */
    static final String PLATFORM = "platform";

    static final String PLATFORM_NAME = "平台";

    private final EventStore store;
    private final Cases cases;
    private final TransactionOperations transaction;
    private final Clock clock;

    Ledger(EventStore store, Cases cases, TransactionOperations transaction, Clock clock) {
        this.store = store;
        this.cases = cases;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** What the caller is to an event. */
    Standing standing(Caller caller, Event event) {
        Optional<RegionCode> region = cases.region(caller);
        if (region.isEmpty() || region.get().value().equals(event.owner())) {
            return Standing.OWNER;
        }
        Instant now = clock.instant();
        if (event.roster().stream()
                .anyMatch(each -> each.account().equals(caller.account())
                        && !now.isBefore(each.from())
                        && now.isBefore(each.until()))) {
            return Standing.STAFF;
        }
        return region.get().contains(new RegionCode(event.owner()))
                        || region.get().contains(new RegionCode(event.place()))
                ? Standing.SEES
                : Standing.NONE;
    }

    /** Whether the caller is of the jurisdiction that commands the event, or of one above it. */
    boolean commands(Caller caller, Event event) {
        return standing(caller, event) == Standing.OWNER
                || cases.region(caller)
                        .map(each -> each.contains(new RegionCode(event.owner())))
                        .orElse(true);
    }

    /** @throws Problem {@code emergency.event-unknown}, {@code emergency.not-staff} */
    Event seen(Caller caller, long id, Standing least) {
        Event event = store.find(id).orElseThrow(Refusals::unknown);
        check(caller, event, least);
        return event;
    }

    private void check(Caller caller, Event event, Standing least) {
        Standing standing = standing(caller, event);
        if (standing == Standing.NONE) {
            throw Refusals.unknown();
        }
        if (standing.compareTo(least) < 0) {
            throw Refusals.notStaff();
        }
    }

    /**
     * Does something to an event, all of it or nothing.
     *
     * @throws Problem {@code emergency.event-unknown}, {@code emergency.not-staff}, {@code emergency.event-closed}
     */
    <T> T write(Caller caller, long id, Standing least, Function<Page, T> work) {
        return Objects.requireNonNull(transaction.execute(status -> {
            Event event = store.lock(id).orElseThrow(Refusals::unknown);
            check(caller, event, least);
            return on(id, event, caller.account(), caller.name(), work);
        }));
    }

    /** The same for what somebody may do for another reason than being of the event; {@code work} checks it. */
    <T> T writeFor(Caller caller, long id, Function<Page, T> work) {
        return Objects.requireNonNull(transaction.execute(status ->
                on(id, store.lock(id).orElseThrow(Refusals::unknown), caller.account(), caller.name(), work)));
    }

    /** In a transaction, with the row of the event held. */
    <T> T on(long id, Event event, String account, String name, Function<Page, T> work) {
        Instant now = now();
        Page page = new Page(id, event, account, name, now.isBefore(event.changedAt()) ? event.changedAt() : now);
        T answer = work.apply(page);
        if (page.event.version() > event.version()) {
            store.update(id, page.event);
        }
        return answer;
    }

    /** The time, as fine as the database keeps it. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** The open history of an event, for one piece of work. */
    final class Page {
        private final long id;
        private final String account;
        private final String name;
        private final Instant at;
        private final Event before;
        private Event event;

        private Page(long id, Event event, String account, String name, Instant at) {
            this.id = id;
            this.before = event;
            this.event = event;
            this.account = account;
            this.name = name;
            this.at = at;
        }

        long id() {
            return id;
        }

        /** As it stands after what was added. */
        Event event() {
            return event;
        }

        Instant at() {
            return at;
        }

        /** @throws Problem {@code emergency.event-closed} */
        Event add(Happening happening) {
            if (!before.status().open() && !happening.afterClosing()) {
                throw Refusals.ended();
            }
            var entry = new Entry(event.version() + 1, at, account, name, happening);
            store.append(id, entry);
            event = event.after(entry);
            return event;
        }
    }
}
