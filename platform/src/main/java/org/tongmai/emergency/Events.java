package org.tongmai.emergency;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.access.Accounts;
import org.tongmai.access.Caller;
import org.tongmai.access.Role;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Faults;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;
import org.tongmai.surveillance.Cases;

/**
 * Events of public health: opened from a signal or by hand, graded, responded to, ended, reviewed and closed. Exactly one jurisdiction
 * commands an event at any time.
 */
public final class Events {

    private static final Logger LOG = LoggerFactory.getLogger(Events.class);

    /** Days are those of China. */
    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    static final int LISTED = 200;
    static final int HISTORY_PAGE = 200;

    private static final int TASKS_MOST = 1_000;
    private static final int DUTIES_MOST = 200;

    private final EventStore store;
    private final Ledger ledger;
    private final PlanList plans;
    private final Cases cases;
    private final Resources resources;
    private final Accounts accounts;
    private final TransactionOperations transaction;
    private final Clock clock;

    Events(
            EventStore store,
            Ledger ledger,
            PlanList plans,
            Cases cases,
            Resources resources,
            Accounts accounts,
            TransactionOperations transaction,
            Clock clock) {
        this.store = store;
        this.ledger = ledger;
        this.plans = plans;
        this.cases = cases;
        this.resources = resources;
        this.accounts = accounts;
        this.transaction = transaction;
        this.clock = clock;
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

    /**
     * A task that is set by hand.
     *
     * @param assignee USCC of an institution; left out for the staff of the event
     */
    public record Wanted(
            @Nullable String words,
            @Nullable String role,
            @Nullable String assignee,
            @Nullable Instant dueAt) {}

    /** Somebody who is on duty. */
    public record OnDuty(
            @Nullable String role,
            @Nullable String account,
            @Nullable String name,
            @Nullable Instant from,
            @Nullable Instant until) {}

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

    /** What happened below a version, the newest first; of whom transfers are is for those who work on the event. */
    List<Entry> history(Caller caller, long id, int below) {
        boolean staff =
                ledger.standing(caller, ledger.seen(caller, id, Standing.SEES)).compareTo(Standing.STAFF) >= 0;
        return store.before(id, below, HISTORY_PAGE).stream()
                .map(each -> !staff && each.happening() instanceof Happening.TransferMoved moved
                        ? new Entry(each.version(), each.at(), each.account(), each.name(), moved.silent())
                        : each)
                .toList();
    }

    /** A task with its event. */
    record Assigned(long id, Event event, Task task) {}

    /** Open tasks of the caller's institution; of CDC staff also those of the events that they command or have a role in. */
    List<Assigned> tasks(Caller caller) {
        String institution = caller.institution();
        boolean cdc = caller.unrestricted() || caller.role() == Role.CDC;
        List<Numbered> found = cdc
                ? list(caller, null, true, null, null)
                : institution == null ? List.of() : store.assigned(institution);
        return found.stream()
                .flatMap(each -> each.event().tasks().stream()
                        .filter(Task::open)
                        .filter(task -> institution != null && institution.equals(task.assignee())
                                || cdc && ledger.standing(caller, each.event()).compareTo(Standing.STAFF) >= 0)
                        .map(task -> new Assigned(each.id(), each.event(), task)))
                .sorted((one, other) ->
                        one.task().dueAt().compareTo(other.task().dueAt()))
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
                    begin(page, plan, Status.REPORTED);
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
            if (!again) {
                begin(page, planOf(id, event), next);
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
     * Grades an event: its owner, or a division above; a level that takes a higher division is not taken back by a lower one.
     *
     * @throws Problem {@code emergency.level-not-listed}, {@code emergency.level-not-yours}, {@code emergency.event-changed}
     */
    public Event grade(Caller caller, long id, Decision decision) {
        return grade(caller, id, decision, null);
    }

    /** @param chosen which criteria of the level, in Chinese as the table has them; any where it is left out */
    Event grade(Caller caller, long id, Decision decision, @Nullable String chosen) {
        Level asked = decision.level();
        Refusals.require(asked != null, "level");
        Level level = Objects.requireNonNull(asked);
        String words = Refusals.words(decision.words());
        RegionCode.Level division = cases.region(caller).map(RegionCode::level).orElse(RegionCode.Level.PROVINCE);
        return ledger.write(caller, id, Standing.SEES, page -> {
            Event event = unchanged(page, decision);
            if (!commands(caller, event)) {
                throw Refusals.notStaff();
            }
            if (!event.status().open() || event.status().compareTo(Status.ENDED) >= 0) {
                throw Refusals.ended();
            }
            List<PlanList.Criteria> criteria = plans.criteria(event.what(), level, today()).stream()
                    .filter(each -> chosen == null
                            || chosen.isBlank()
                            || each.words().zh().equals(chosen.strip()))
                    .toList();
            if (criteria.isEmpty()) {
                throw new Problem(
                        Problem.Kind.UNPROCESSABLE,
                        "emergency.level-not-listed",
                        "There is no such level for this disease.",
                        "The table of levels has no such criteria for it.",
                        "Choose a level that the table lists.");
            }
            requireReaches(division, criteria);
            Level before = event.level();
            if (before != null) {
                requireReaches(division, plans.criteria(event.what(), before, today()));
            }
            String by = criteria.stream().map(each -> each.words().zh()).collect(Collectors.joining("；或"));
            return page.add(new Happening.Graded(level, by, words));
        });
    }

    private static void requireReaches(RegionCode.Level division, List<PlanList.Criteria> criteria) {
        if (!criteria.isEmpty() && criteria.stream().noneMatch(each -> Level.reaches(division, each.by()))) {
            PlanList.Criteria first = criteria.getFirst();
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "emergency.level-not-yours",
                    "Your division neither sets nor changes this level.",
                    "The table of levels says that level " + first.level() + " takes a " + first.by() + ".",
                    "Report the event to the division above.");
        }
    }

    /** Whether the caller is of the jurisdiction that commands the event, or of one above it. */
    private boolean commands(Caller caller, Event event) {
        return ledger.standing(caller, event) == Standing.OWNER
                || cases.region(caller)
                        .map(each -> each.contains(new RegionCode(event.owner())))
                        .orElse(true);
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
            if (!commands(caller, event)) {
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

    /** Puts somebody on the roster; the same person in the same role again changes the time. */
    public Event duty(Caller caller, long id, OnDuty duty) {
        String role = Refusals.told(duty.role(), "role");
        String account =
                accounts.login(Refusals.told(duty.account(), "account")).orElseThrow(Refusals::accountUnknown);
        String name = Refusals.told(duty.name(), "name");
        Instant from = duty.from() == null ? ledger.now() : duty.from();
        Instant until = duty.until();
        Refusals.requireTime(until != null && until.isAfter(from), "until", "A duty ends after it begins.");
        return ledger.write(caller, id, Standing.OWNER, page -> {
            Event event = page.event();
            PlanList.Plan plan = planOf(id, event);
            Refusals.require(plan.roles().stream().anyMatch(each -> each.role().equals(role)), "role");
            Refusals.requireFewer(event.roster().size(), DUTIES_MOST);
            return page.add(new Happening.DutySet(
                    new Duty(role, account, name, micros(from), micros(Objects.requireNonNull(until)))));
        });
    }

    /** Takes somebody off the roster. */
    Event endDuty(Caller caller, long id, OnDuty duty) {
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

    /** Sets a task. */
    public Event setTask(Caller caller, long id, Wanted wanted) {
        String words = Refusals.words(wanted.words());
        Instant due = wanted.dueAt();
        String assignee = wanted.assignee() == null || wanted.assignee().isBlank()
                ? null
                : wanted.assignee().strip();
        if (assignee != null) {
            resources.region(assignee);
        }
        return ledger.write(caller, id, Standing.STAFF, page -> {
            Refusals.requireTime(due != null && due.isAfter(page.at()), "dueAt", "A task is due after it is set.");
            Refusals.requireFewer(page.event().tasks().size(), TASKS_MOST);
            return page.add(new Happening.TaskSet(new Task(
                    page.event().nextTask(),
                    words,
                    "",
                    Refusals.said(wanted.role(), "role"),
                    assignee,
                    false,
                    page.at(),
                    micros(Objects.requireNonNull(due)),
                    Task.State.SET,
                    null,
                    "",
                    "",
                    0)));
        });
    }

    /**
     * Receives, finishes or cancels a task. Those of the institution that it was given to receive and finish it; the staff of the event
     * may do all of it.
     *
     * @throws Problem {@code emergency.task-not-possible}
     */
    Event moveTask(Caller caller, long id, int number, Task.State to, @Nullable String words) {
        String said = to == Task.State.RECEIVED
                ? Refusals.nameless(Refusals.said(words, "words"), "words")
                : Refusals.words(words);
        return ledger.writeFor(caller, id, page -> {
            Task task = page.event().task(number).orElseThrow(Refusals::unknown);
            boolean theirs = task.assignee() != null && task.assignee().equals(caller.institution());
            boolean cdc = caller.unrestricted() || caller.role() == Role.CDC;
            Standing standing = cdc ? ledger.standing(caller, page.event()) : Standing.NONE;
            if (!theirs && standing == Standing.NONE) {
                throw Refusals.unknown();
            }
            boolean staff = standing.compareTo(Standing.STAFF) >= 0;
            if (!staff && (!theirs || to == Task.State.CANCELLED)) {
                throw Refusals.notStaff();
            }
            boolean possible = to == Task.State.RECEIVED ? task.state() == Task.State.SET : task.open();
            if (!possible || to == Task.State.SET) {
                throw new Problem(
                        Problem.Kind.CONFLICT,
                        "emergency.task-not-possible",
                        "The task does not wait for this.",
                        "It is " + task.state() + ": a task is received once, and done or cancelled once.",
                        "Look at the task again.");
            }
            return page.add(new Happening.TaskMoved(number, to, said));
        });
    }

    /**
     * Tells of tasks that are overdue: the owner at once, the division above when a task took twice its time. One event, one commit: where
     * one fails, the others are told.
     *
     * @return whether anything was told
     */
    boolean tick() {
        boolean told = false;
        for (long each : store.due(ledger.now())) {
            try {
                told |= Boolean.TRUE.equals(transaction.execute(status -> store.lock(each)
                        .map(event -> ledger.on(each, event, Ledger.PLATFORM, "平台", page -> {
                            escalate(page);
                            return page.event().version() > event.version();
                        }))
                        .orElse(false)));
            } catch (RuntimeException failed) {
                LOG.error("event {}: overdue tasks were not told: {}", each, Faults.outline(failed));
            }
        }
        return told;
    }

    private static void escalate(Ledger.Page page) {
        for (Task task : page.event().tasks()) {
            Task now = task;
            Instant next = now.escalatesAt();
            while (next != null && !next.isAfter(page.at())) {
                int to = now.escalated() + 1;
                RegionCode owner = new RegionCode(page.event().owner());
                page.add(new Happening.TaskEscalated(now.number(), to, (to == 1 ? owner : above(owner)).value()));
                now = now.escalated(to);
                next = now.escalatesAt();
            }
        }
    }

    private static RegionCode above(RegionCode region) {
        return switch (region.level()) {
            case COUNTY -> region.city();
            case CITY, PROVINCE -> region.province();
        };
    }

    private static void begin(Ledger.Page page, PlanList.Plan plan, Status phase) {
        for (PlanList.Item item : plan.items(phase)) {
            page.add(new Happening.TaskSet(Task.planned(page.event().nextTask(), item, page.at())));
        }
    }

    private static Event unchanged(Ledger.Page page, Decision decision) {
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
        return LocalDate.ofInstant(clock.instant(), ZONE);
    }

    private static Instant micros(Instant at) {
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
