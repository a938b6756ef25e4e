package org.tongmai.emergency;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An event of public health (突发公共卫生事件): what its history adds up to. The same sum up to a moment is what was known then.
 *
 * @param what family of diseases or syndrome; empty for another kind of event
 * @param place GB/T 2260
 * @param owner GB/T 2260: the one jurisdiction that commands it
 * @param level null before it is graded
 * @param signal null where it was opened by hand
 * @param version of the last entry
 * @param changedAt when that happened
 * @param decided version of the last entry that opened, moved, graded or handed it over
 * @param roster who has or had which role
 * @param figures numbers of its people
 * @param disposal what becomes of the data of its people; null before it is closed
 */
public record Event(
        String title,
        String what,
        String place,
        String owner,
        Body body,
        @Nullable Long signal,
        String plan,
        Status status,
        @Nullable Level level,
        Instant openedAt,
        Instant changedAt,
        int version,
        int decided,
        List<Task> tasks,
        List<Duty> roster,
        Figures figures,
        @Nullable Disposal disposal) {

    /** What a history adds up to; it begins with {@link Happening.Opened}. */
    static Event of(Collection<Entry> history) {
        Event event = null;
        for (Entry entry : history) {
            event = event == null ? opened(entry) : event.after(entry);
        }
        return Objects.requireNonNull(event, "a history begins with the opening");
    }

    static Event opened(Entry entry) {
        var opened = (Happening.Opened) entry.happening();
        return new Event(
                opened.title(),
                opened.what(),
                opened.place(),
                opened.owner(),
                opened.body(),
                opened.signal(),
                opened.plan(),
                Status.REPORTED,
                null,
                entry.at(),
                entry.at(),
                entry.version(),
                entry.version(),
                List.of(),
                List.of(),
                Figures.NONE,
                null);
    }

    /** The event once this happened, too. */
    Event after(Entry entry) {
        var change = new Change(this, entry);
        switch (entry.happening()) {
            case Happening.Opened again -> throw new IllegalStateException("opened twice: " + again.title());
            case Happening.Moved moved -> {
                change.status = moved.to();
                change.decided = entry.version();
            }
            case Happening.Graded graded -> {
                change.level = graded.level();
                change.decided = entry.version();
            }
            case Happening.HandedOver handed -> {
                change.owner = handed.owner();
                change.body = handed.body();
                change.decided = entry.version();
            }
            case Happening.DutySet set ->
                change.roster = roster(set.duty().role(), set.duty().account(), set.duty());
            case Happening.DutyEnded ended -> change.roster = roster(ended.role(), ended.account(), null);
            case Happening.TaskSet set -> change.tasks = with(set.task());
            case Happening.TaskMoved moved ->
                change.tasks = with(
                        task(moved.number()).orElseThrow().in(moved.to(), entry.at(), entry.name(), moved.words()));
            case Happening.TaskEscalated escalated ->
                change.tasks = with(task(escalated.number()).orElseThrow().escalated(escalated.escalated()));
            case Happening.Retained retained -> change.disposal = Disposal.due(retained.until());
            case Happening.Disposed disposed ->
                change.disposal = new Disposal(
                        disposal == null ? entry.at() : disposal.dueAt(),
                        entry.at(),
                        disposed.removed(),
                        disposed.statement());
            case Happening.PersonSet set -> change.figures = figures.changed(set.before(), set.after());
            case Happening.Noted _,
                    Happening.ResourceMoved _,
                    Happening.TransferMoved _,
                    Happening.Met _,
                    Happening.SampleMoved _,
                    Happening.OfPeople _,
                    Happening.Reported _ -> {}
        }
        return change.done();
    }

    Optional<Task> task(int number) {
        return tasks.stream().filter(each -> each.number() == number).findFirst();
    }

    /** The number of the next task. */
    int nextTask() {
        return tasks.size() + 1;
    }

    /** When a task is to be escalated next, or personal data are to be disposed of; null where nothing falls due. */
    @Nullable
    Instant nextDueAt() {
        if (!status.open()) {
            return disposal == null || disposal.done() ? null : disposal.dueAt();
        }
        return tasks.stream()
                .map(Task::escalatesAt)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** Logins of those who have a role. */
    List<String> staff() {
        return List.copyOf(new TreeSet<>(roster.stream().map(Duty::account).toList()));
    }

    /** USCC of the institutions that have open tasks. */
    List<String> assigned() {
        return tasks.stream()
                .filter(Task::open)
                .map(Task::assignee)
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
    }

    private List<Task> with(Task task) {
        List<Task> next = new ArrayList<>(tasks);
        next.removeIf(each -> each.number() == task.number());
        next.add(task);
        next.sort(Comparator.comparingInt(Task::number));
        return List.copyOf(next);
    }

    private List<Duty> roster(String role, String account, @Nullable Duty next) {
        return Stream.concat(
                        roster.stream()
                                .filter(each -> !each.role().equals(role)
                                        || !each.account().equals(account)),
                        Stream.ofNullable(next))
                .sorted(Comparator.comparing(Duty::role).thenComparing(Duty::from))
                .toList();
    }

    /** What an entry changes, before it is put together. */
    private static final class Change {
        private final Event before;
        private final Entry entry;
        private Status status;
        private @Nullable Level level;
        private String owner;
        private Body body;
        private int decided;
        private List<Task> tasks;
        private List<Duty> roster;
        private Figures figures;
        private @Nullable Disposal disposal;

        Change(Event before, Entry entry) {
            this.before = before;
            this.entry = entry;
            status = before.status;
            level = before.level;
            owner = before.owner;
            body = before.body;
            decided = before.decided;
            tasks = before.tasks;
            roster = before.roster;
            figures = before.figures;
            disposal = before.disposal;
        }

        Event done() {
            return new Event(
                    before.title,
                    before.what,
                    before.place,
                    owner,
                    body,
                    before.signal,
                    before.plan,
                    status,
                    level,
                    before.openedAt,
                    entry.at(),
                    entry.version(),
                    decided,
                    tasks,
                    roster,
                    figures,
                    disposal);
        }
    }
}
