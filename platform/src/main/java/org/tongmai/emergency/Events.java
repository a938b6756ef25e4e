package org.tongmai.emergency;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.access.Caller;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;
import org.tongmai.surveillance.Cases;

/**
 * Events of public health: opened from a signal or by hand, graded, responded to, ended, reviewed and closed. Exactly one jurisdiction
 * commands an event at any time.
 */
public final class Events {

    /** Days are those of China. */
    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    static final int LISTED = 200;
    static final int HISTORY_PAGE = 200;

    private final EventStore store;
    private final Ledger ledger;
    private final PlanList plans;
    private final Cases cases;
    private final Resources resources;
    private final Disposals disposals;
    private final TransactionOperations transaction;

    Events(
            EventStore store,
            Ledger ledger,
            PlanList plans,
            Cases cases,
            Resources resources,
            Disposals disposals,
            TransactionOperations transaction) {
        this.store = store;
        this.ledger = ledger;
        this.plans = plans;
        this.cases = cases;
        this.resources = resources;
        this.disposals = disposals;
        this.transaction = transaction;
    }

    /**
     * What an event is opened with.
     *
     * @param signal its number; then {@code what} and {@code place} may be left to it
     * @param owner GB/T 2260; the caller's own jurisdiction where it is left out
     */
    public record Opening(
            @Nullable String title,
            @Nullable String what,
            @Nullable String place,
            @Nullable String owner,
            @Nullable Body body,
            @Nullable Long signal,
            @Nullable String plan,
            @Nullable String words) {}

    /**
     * A decision about an event.
     *
     * @param decided of the event as it was shown
     */
    public record Decision(
            int decided,
            @Nullable Status to,
            @Nullable Level level,
            @Nullable String owner,
            @Nullable Body body,
            @Nullable String words) {}

    /** An event with its number. */
    public record Numbered(long id, Event event) {}

    // -- asking

    /** @param open whether those that are not closed, else the closed ones */
    public List<Numbered> list(
            Caller caller, @Nullable String region, boolean open, @Nullable Level level, @Nullable String what) {
        Optional<RegionCode> own = cases.region(caller);
        RegionCode asked = region == null || region.isBlank() ? null : new RegionCode(region);
        if (asked != null && own.isPresent() && !own.get().contains(asked)) {
            return List.of();
        }
        RegionCode within = asked != null ? asked : own.orElse(null);
        List<Status> statuses = Arrays.stream(Status.values())
                .filter(each -> each.open() == open)
                .toList();
        // whoever was on the roster, and is not now, is found by the query and sees nothing
        return store.list(prefix(within), asked == null ? caller.account() : "", statuses, level, what, LISTED).stream()
                .filter(each -> ledger.standing(caller, each.event()) != Standing.NONE)
                .toList();
    }

    /** @throws Problem {@code emergency.event-unknown} */
    Event event(Caller caller, long id) {
        return ledger.seen(caller, id, Standing.SEES);
    }

    Standing standing(Caller caller, Event event) {
        return ledger.standing(caller, event);
    }

    /**
     * The event as it was known at a moment.
     *
     * @throws Problem {@code emergency.event-unknown}, {@code emergency.not-yet}
     */
    Event asOf(Caller caller, long id, Instant at) {
        ledger.seen(caller, id, Standing.SEES);
        List<Entry> history = store.until(id, at);
        if (history.isEmpty()) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "emergency.not-yet",
                    "Nothing was known of the event then.",
                    "It was opened later.",
                    "Ask for a moment after the opening.");
        }
        return Event.of(history);
    }

    /** What happened below a version, the newest first; who is ill and who met whom is for those who work on it. */
    List<Entry> history(Caller caller, long id, int below) {
        boolean staff =
                ledger.standing(caller, ledger.seen(caller, id, Standing.SEES)).compareTo(Standing.STAFF) >= 0;
        return store.before(id, below, HISTORY_PAGE).stream()
                .map(each -> staff
                        ? each
                        : new Entry(
                                each.version(),
                                each.at(),
                                each.account(),
                                each.name(),
                                each.happening().silent()))
                .toList();
    }

    // -- doing

    /**
     * Opens an event; the tasks of the plan's first phase are set with it.
     *
     * @throws Problem {@code emergency.incomplete}, {@code plan-unknown}, {@code region-not-yours}, {@code signal-has-event}
     */
    public Numbered open(Caller caller, Opening opening) {
        Optional<RegionCode> own = cases.region(caller);
        Cases.Signalled signal = opening.signal() == null ? null : cases.signal(caller, opening.signal());
        String what = signal == null ? Refusals.said(opening.what(), "what") : signal.what();
        Refusals.require(what.isEmpty() || cases.names().containsKey(what), "what");
        RegionCode place = new RegionCode(signal == null ? Refusals.told(opening.place(), "place") : signal.place());
        RegionCode owner = opening.owner() == null || opening.owner().isBlank()
                ? own.orElse(place)
                : new RegionCode(opening.owner());
        if (!owner.contains(place) || own.isPresent() && !own.get().contains(owner)) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "emergency.region-not-yours",
                    "That jurisdiction cannot command the event for you.",
                    "Whoever commands an event covers its place, and is your division or one below.",
                    "Tell the division above, or choose a place of your own.");
        }
        PlanList.Plan plan = plan(Refusals.told(opening.plan(), "plan"), today());
        String title = Refusals.nameless(Refusals.told(opening.title(), "title"), "title");
        String words = Refusals.nameless(Refusals.said(opening.words(), "words"), "words");
        Body body = opening.body() == null ? Body.CDC : opening.body();
        try {
            return Objects.requireNonNull(transaction.execute(status -> {
                Instant now = ledger.now();
                var first = new Entry(
                        1,
                        now,
                        caller.account(),
                        caller.name(),
                        new Happening.Opened(
                                title,
                                what,
                                place.value(),
                                owner.value(),
                                body,
                                opening.signal(),
                                plan.code(),
                                words,
                                new Happening.Under(plan.edition(), plan.name(), plan.roles())));
                Event event = Event.opened(first);
                long id = store.insert(event);
                store.append(id, first);
                return ledger.on(id, event, caller.account(), caller.name(), page -> {
                    Tasks.begin(page, plan, Status.REPORTED);
                    return new Numbered(id, page.event());
                });
            }));
        } catch (DuplicateKeyException another) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "emergency.signal-has-event",
                    "There is an open event of this signal.",
                    "One signal leads to one event at a time.",
                    "Go on with that event.");
        }
    }

    /**
     * Takes an event to another status; the tasks of the plan's next phase are set with it. One with open tasks or patients on their way
     * is not closed; what is promised to it and not in use is given back as it closes.
     *
     * @throws Problem {@code emergency.step-not-possible}, {@code emergency.event-changed}, {@code emergency.still-open}
     */
    public Event move(Caller caller, long id, Decision decision) {
        Status to = decision.to();
        Refusals.require(to != null, "to");
        Status next = Objects.requireNonNull(to);
        String words = Refusals.words(decision.words());
        return ledger.write(caller, id, Standing.OWNER, page -> {
            Event event = unchanged(page, decision);
            if (!event.status().next().contains(next) || next == Status.RESPONDING && event.level() == null) {
                throw new Problem(
                        Problem.Kind.CONFLICT,
                        "emergency.step-not-possible",
                        "The event cannot go there from where it is.",
                        "It is " + event.status() + "; from there lead "
                                + event.status().next() + ", and a response begins with a level.",
                        "Take one of those steps; grade the event first where it has no level.");
            }
            if (next == Status.CLOSED) {
                requireSettled(event, id);
                resources.release(page, caller.account());
            }
            boolean again = event.status() == Status.ENDED && next == Status.RESPONDING;
            page.add(new Happening.Moved(next, words));
            if (next == Status.CLOSED) {
                disposals.begin(page);
            }
            if (!again) {
                Tasks.begin(page, planOf(id, event), next);
            }
            return page.event();
        });
    }

    private void requireSettled(Event event, long id) {
        List<String> left = Stream.concat(
                        event.tasks().stream().filter(Task::open).map(each -> "task " + each.number()),
                        resources.underWay(id).stream().map(each -> "transfer " + each.id()))
                .toList();
        if (!left.isEmpty()) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "emergency.still-open",
                    "The event has open tasks, or patients who are being moved.",
                    "What is closed does not change any more, so nothing may be left that somebody waits for.",
                    "Finish or cancel what is named, with a word why; then close it.",
                    left);
        }
    }

    /**
     * Gives an event to another jurisdiction: the owner may, and whoever is above it.
     *
     * @throws Problem {@code emergency.event-changed}, {@code emergency.region-not-yours}
     */
    Event handOver(Caller caller, long id, Decision decision) {
        RegionCode owner = new RegionCode(Refusals.told(decision.owner(), "owner"));
        Body body = decision.body() == null ? Body.CDC : decision.body();
        String words = Refusals.words(decision.words());
        return ledger.write(caller, id, Standing.SEES, page -> {
            Event event = unchanged(page, decision);
            if (!ledger.commands(caller, event)) {
                throw Refusals.notStaff();
            }
            Refusals.require(
                    owner.contains(new RegionCode(event.place()))
                            && (!owner.value().equals(event.owner()) || body != event.body()),
                    "owner");
            return page.add(new Happening.HandedOver(owner.value(), body, words));
        });
    }

    /** Writes down a decision or a note. */
    Event note(Caller caller, long id, @Nullable String words) {
        String said = Refusals.words(words);
        return ledger.write(caller, id, Standing.STAFF, page -> page.add(new Happening.Noted(said)));
    }

    static Event unchanged(Ledger.Page page, Decision decision) {
        if (page.event().decided() != decision.decided()) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "emergency.event-changed",
                    "The event changed meanwhile.",
                    "A decision rests on what was seen; something else was decided since.",
                    "Look at the event again and decide.");
        }
        return page.event();
    }

    /**
     * The plan of an event, in the edition under which it was opened. Where the tables have it no longer, it has the name and the roles that
     * it had then, and the items of today's edition.
     */
    PlanList.Plan planOf(long id, Event event) {
        String code = event.plan();
        Entry first = store.before(id, 2, 1).getFirst();
        Happening.Under under = ((Happening.Opened) first.happening()).under();
        LocalDate opened = LocalDate.ofInstant(event.openedAt(), ZONE);
        Optional<PlanList.Plan> found = under == null ? plans.plan(code, opened) : plans.plan(code, under.edition());
        return found.orElseGet(() -> new PlanList.Plan(
                code,
                under == null ? "" : under.edition(),
                under == null ? new Text(code, code) : under.name(),
                Set.of(),
                opened,
                LocalDate.MAX,
                false,
                "",
                under == null ? List.of() : under.roles(),
                plans.plan(code, today()).map(PlanList.Plan::items).orElse(List.of())));
    }

    private PlanList.Plan plan(String code, LocalDate day) {
        return plans.plan(code, day)
                .orElseThrow(() -> new Problem(
                        Problem.Kind.UNPROCESSABLE,
                        "emergency.plan-unknown",
                        "There is no such plan.",
                        "The table of plans has none of this code that is valid on the day.",
                        "Choose a plan from the list."));
    }

    LocalDate today() {
        return LocalDate.ofInstant(ledger.now(), ZONE);
    }

    static Instant micros(Instant at) {
        return at.truncatedTo(ChronoUnit.MICROS);
    }

    /** For {@code like}: the codes of a region; of every one where there is none. */
    static String prefix(@Nullable RegionCode region) {
        if (region == null) {
            return "%";
        }
        return switch (region.level()) {
            case PROVINCE -> region.value().substring(0, 2) + "%";
            case CITY -> region.value().substring(0, 4) + "%";
            case COUNTY -> region.value();
        };
    }
}
