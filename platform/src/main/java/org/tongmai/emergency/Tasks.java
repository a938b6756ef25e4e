package org.tongmai.emergency;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Caller;
import org.tongmai.access.Role;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;

/** Tasks of events: set by the plan or by hand, received, done or cancelled; told of to others when they are overdue. */
public final class Tasks {

    private static final int MOST = 1_000;

    private final EventStore store;
    private final Ledger ledger;
    private final Events events;
    private final Resources resources;

    Tasks(EventStore store, Ledger ledger, Events events, Resources resources) {
        this.store = store;
        this.ledger = ledger;
        this.events = events;
        this.resources = resources;
    }

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

    /** A task with its event. */
    record Assigned(long id, Event event, Task task) {}

    /** Open tasks of the caller's institution; of CDC staff also those of the events that they command or have a role in. */
    List<Assigned> of(Caller caller) {
        String institution = caller.institution();
        boolean cdc = caller.unrestricted() || caller.role() == Role.CDC;
        List<Events.Numbered> found = cdc
                ? events.list(caller, null, true, null, null)
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

    /** Sets a task. */
    public Event set(Caller caller, long id, Wanted wanted) {
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
            Refusals.requireFewer(page.event().tasks().size(), MOST);
            return page.add(new Happening.TaskSet(new Task(
                    page.event().nextTask(),
                    words,
                    "",
                    Refusals.said(wanted.role(), "role"),
                    assignee,
                    false,
                    page.at(),
                    Events.micros(Objects.requireNonNull(due)),
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
    Event move(Caller caller, long id, int number, Task.State to, @Nullable String words) {
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

    /** Tells of tasks that are overdue: the owner at once, the division above when a task took twice its time. */
    static void escalate(Ledger.Page page) {
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

    /** Sets the tasks of a phase of a plan. */
    static void begin(Ledger.Page page, PlanList.Plan plan, Status phase) {
        for (PlanList.Item item : plan.items(phase)) {
            page.add(new Happening.TaskSet(Task.planned(page.event().nextTask(), item, page.at())));
        }
    }
}
