package org.tongmai.emergency;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.access.Caller;
import org.tongmai.access.Callers;
import org.tongmai.access.InstitutionName;
import org.tongmai.access.InstitutionNames;
import org.tongmai.directory.Directory;
import org.tongmai.directory.Region;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.RegionCode;
import org.tongmai.surveillance.Cases;

/** {@code /api/emergency/events}: events, decisions about them, duty, tasks and history. */
@RestController
@RequestMapping("/api/emergency")
final class EventRoutes {

    private final Events events;
    private final Grading grading;
    private final Roster roster;
    private final Tasks tasks;
    private final PlanList plans;
    private final Cases cases;
    private final Directory directory;
    private final InstitutionNames names;
    private final Clock clock;

    EventRoutes(
            Events events,
            Grading grading,
            Roster roster,
            Tasks tasks,
            PlanList plans,
            Cases cases,
            Directory directory,
            InstitutionNames names,
            Clock clock) {
        this.events = events;
        this.grading = grading;
        this.roster = roster;
        this.tasks = tasks;
        this.plans = plans;
        this.cases = cases;
        this.directory = directory;
        this.names = names;
        this.clock = clock;
    }

    /** The plans and criteria of today for a family of diseases, and the families there are. */
    @GetMapping("/plans")
    Plans plans(@RequestParam(defaultValue = "") String what) {
        return new Plans(plans.plans(what, events.today()), plans.criteria(what, events.today()), cases.names());
    }

    /** @param closed those that are closed instead of the others */
    @GetMapping("/events")
    Listed list(
            @RequestParam @Nullable String region,
            @RequestParam(defaultValue = "false") boolean closed,
            @RequestParam @Nullable Level level,
            @RequestParam @Nullable String what) {
        Caller caller = Callers.current();
        return new Listed(
                clock.instant(),
                events.list(caller, region, !closed, level, what).stream()
                        .map(each -> line(each.id(), each.event(), clock.instant()))
                        .toList());
    }

    @PostMapping("/events")
    Line open(@RequestBody Events.Opening opening) {
        Events.Numbered opened = events.open(Callers.current(), opening);
        return line(opened.id(), opened.event(), clock.instant());
    }

    /** @param at a moment of the past, to see the event as it was known then */
    @GetMapping("/events/{id}")
    Whole event(@PathVariable long id, @RequestParam @Nullable Instant at) {
        Caller caller = Callers.current();
        Event now = events.event(caller, id);
        return at == null
                ? whole(caller, id, now, clock.instant())
                : whole(caller, id, events.asOf(caller, id, at), at);
    }

    /** What happened, the newest first. */
    @GetMapping("/events/{id}/history")
    History history(@PathVariable long id, @RequestParam @Nullable Integer before) {
        List<Entry> found = events.history(Callers.current(), id, before == null ? Integer.MAX_VALUE : before);
        return new History(
                found.stream()
                        .map(each -> new EntryView(
                                each.version(),
                                each.at(),
                                each.account(),
                                each.name(),
                                each.happening().kind(),
                                each.happening()))
                        .toList(),
                found.size() == Events.HISTORY_PAGE ? found.getLast().version() : null);
    }

    @PostMapping("/events/{id}/status")
    Whole move(@PathVariable long id, @RequestBody Events.Decision decision) {
        return whole(id, events.move(Callers.current(), id, decision));
    }

    @PostMapping("/events/{id}/level")
    Whole grade(@PathVariable long id, @RequestBody Graded graded) {
        var decision = new Events.Decision(graded.decided(), null, graded.level(), null, null, graded.words());
        return whole(id, grading.grade(Callers.current(), id, decision, graded.criteria()));
    }

    @PostMapping("/events/{id}/owner")
    Whole handOver(@PathVariable long id, @RequestBody Events.Decision decision) {
        return whole(id, events.handOver(Callers.current(), id, decision));
    }

    @PostMapping("/events/{id}/notes")
    Whole note(@PathVariable long id, @RequestBody Said said) {
        return whole(id, events.note(Callers.current(), id, said.words()));
    }

    @PostMapping("/events/{id}/roster")
    Whole duty(@PathVariable long id, @RequestBody Roster.OnDuty duty) {
        return whole(id, roster.set(Callers.current(), id, duty));
    }

    @PostMapping("/events/{id}/roster/end")
    Whole endDuty(@PathVariable long id, @RequestBody Roster.OnDuty duty) {
        return whole(id, roster.end(Callers.current(), id, duty));
    }

    @PostMapping("/events/{id}/tasks")
    Whole setTask(@PathVariable long id, @RequestBody Tasks.Wanted wanted) {
        return whole(id, tasks.set(Callers.current(), id, wanted));
    }

    @PostMapping("/events/{id}/tasks/{number}/receive")
    TaskView receive(@PathVariable long id, @PathVariable int number, @RequestBody Said said) {
        return moved(id, number, Task.State.RECEIVED, said);
    }

    @PostMapping("/events/{id}/tasks/{number}/finish")
    TaskView finish(@PathVariable long id, @PathVariable int number, @RequestBody Said said) {
        return moved(id, number, Task.State.DONE, said);
    }

    @PostMapping("/events/{id}/tasks/{number}/cancel")
    TaskView cancel(@PathVariable long id, @PathVariable int number, @RequestBody Said said) {
        return moved(id, number, Task.State.CANCELLED, said);
    }

    private TaskView moved(long id, int number, Task.State to, Said said) {
        Event event = tasks.move(Callers.current(), id, number, to, said.words());
        return view(event.task(number).orElseThrow());
    }

    /** Open tasks that wait for the caller, the most urgent first. */
    @GetMapping("/tasks")
    Waiting tasks() {
        return new Waiting(
                clock.instant(),
                tasks.of(Callers.current()).stream()
                        .map(each -> new WaitingTask(
                                String.valueOf(each.id()), each.event().title(), view(each.task())))
                        .toList());
    }

    // -- as it goes out

    private Whole whole(long id, Event event) {
        return whole(Callers.current(), id, event, clock.instant());
    }

    private Whole whole(Caller caller, long id, Event event, Instant at) {
        Standing standing = events.standing(caller, event);
        PlanList.Plan plan = events.planOf(id, event);
        return new Whole(
                at,
                line(id, event, at),
                event.tasks().stream().map(this::view).toList(),
                event.roster(),
                plan.name(),
                plan.roles(),
                numbers(event.figures(), at),
                standing,
                standing == Standing.OWNER
                        ? Arrays.stream(Status.values())
                                .filter(event.status().next()::contains)
                                .toList()
                        : List.of());
    }

    private Line line(long id, Event event, Instant now) {
        Map<String, Text> known = cases.names();
        long open = event.tasks().stream().filter(Task::open).count();
        long overdue = event.tasks().stream()
                .filter(each -> each.open() && each.dueAt().isBefore(now))
                .count();
        return new Line(
                String.valueOf(id),
                event.title(),
                event.what(),
                Optional.ofNullable(known.get(event.what())).orElse(new Text(event.what(), event.what())),
                named(event.place()),
                named(event.owner()),
                event.body(),
                event.signal() == null ? null : String.valueOf(event.signal()),
                event.plan(),
                event.status(),
                event.level(),
                event.openedAt(),
                event.changedAt(),
                event.version(),
                event.decided(),
                open,
                overdue);
    }

    private static Numbers numbers(Figures figures, Instant at) {
        return new Numbers(
                figures.total(),
                figures.cases(),
                figures.onsets(),
                figures.undated(),
                figures.deaths(),
                figures.recovered(),
                figures.contacts(),
                figures.following(LocalDate.ofInstant(at, Events.ZONE)),
                figures.became());
    }

    private TaskView view(Task task) {
        return new TaskView(
                task.number(),
                new Text(task.words(), task.en().isEmpty() ? task.words() : task.en()),
                task.role(),
                task.assignee() == null ? null : names.named(task.assignee()),
                task.planned(),
                task.madeAt(),
                task.dueAt(),
                task.state(),
                task.handledAt(),
                task.by(),
                task.feedback(),
                task.escalated());
    }

    private Place named(String code) {
        return new Place(
                code,
                directory
                        .region(new RegionCode(code), events.today())
                        .map(Region::name)
                        .orElse(code));
    }

    record Said(@Nullable String words) {}

    /** @param criteria which of the level, in Chinese as the table has them; left out where there is one */
    record Graded(
            int decided,
            @Nullable Level level,
            @Nullable String criteria,
            @Nullable String words) {}

    record Place(String code, String name) {}

    record Plans(List<PlanList.Plan> plans, List<PlanList.Criteria> levels, Map<String, Text> families) {}

    record Listed(Instant now, List<Line> events) {}

    /**
     * Numbers of people.
     *
     * @param total cases that count
     * @param following contacts whose medical observation lasts on the day
     */
    record Numbers(
            int total,
            Map<Classification, Integer> cases,
            Map<LocalDate, Map<Classification, Integer>> onsets,
            int undated,
            int deaths,
            int recovered,
            int contacts,
            int following,
            int became) {}

    record Line(
            String id,
            String title,
            String what,
            Text name,
            Place place,
            Place owner,
            Body body,
            @Nullable String signal,
            String plan,
            Status status,
            @Nullable Level level,
            Instant openedAt,
            Instant changedAt,
            int version,
            int decided,
            long openTasks,
            long overdueTasks) {}

    record TaskView(
            int number,
            Text words,
            String role,
            @Nullable InstitutionName assignee,
            boolean planned,
            Instant madeAt,
            Instant dueAt,
            Task.State state,
            @Nullable Instant handledAt,
            String by,
            String feedback,
            int escalated) {}

    record Whole(
            Instant now,
            Line event,
            List<TaskView> tasks,
            List<Duty> roster,
            Text plan,
            List<PlanList.Role> roles,
            Numbers figures,
            Standing standing,
            List<Status> next) {}

    record EntryView(int version, Instant at, String account, String name, String kind, Happening happening) {}

    record History(List<EntryView> entries, @Nullable Integer next) {}

    record WaitingTask(String event, String title, TaskView task) {}

    record Waiting(Instant now, List<WaitingTask> tasks) {}
}
