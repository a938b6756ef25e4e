package org.tongmai.emergency;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.print.Block;
import org.tongmai.print.Block.Bar;
import org.tongmai.print.Block.Bars;
import org.tongmai.print.Block.Fact;
import org.tongmai.print.Block.Facts;
import org.tongmai.print.Block.Heading;
import org.tongmai.print.Block.Table;
import org.tongmai.print.Block.Text;
import org.tongmai.print.Paper;
import org.tongmai.print.Wording;
import org.tongmai.print.Wording.Language;

/** What a report on the situation (态势报告) says: what the history adds up to at its cut-off, and what changed since the report before. */
final class Situation {

    /** Days of the epidemic curve, the last ones. */
    private static final int DAYS_MOST = 60;

    /** And at least so many, so that a curve of two days does not look like a wall. */
    private static final int DAYS_LEAST = 14;

    private static final int CHRONICLE_MOST = 60;

    private final Wording words;
    private final Names names;
    private final Instant cutoff;
    private final @Nullable Integer before;
    private final List<Entry> history;
    private final Event event;
    private final Figures figures;
    private final @Nullable Figures earlier;

    /** Who and what is called how. */
    interface Names {
        String region(String code);

        String institution(String code);

        String disease(String what);

        /** Of the plan under which the event was opened. */
        String role(String role);
    }

    /**
     * @param history up to the cut-off, from the opening
     * @param before version of the event in the report before; null for the first report
     */
    Situation(Wording words, Names names, List<Entry> history, Instant cutoff, @Nullable Integer before) {
        this.words = words;
        this.names = names;
        this.history = history;
        this.cutoff = cutoff;
        this.before = before;
        this.event = Event.of(history);
        this.figures = event.figures();
        this.earlier = before == null
                ? null
                : Event.of(history.stream()
                                .filter(each -> each.version() <= before)
                                .toList())
                        .figures();
    }

    /** @param assessment what those who command make of it, and what they do next */
    Paper paper(int number, int edition, String assessment) {
        List<Block> blocks = new ArrayList<>();
        overall(blocks);
        curve(blocks);
        tasks(blocks);
        resources(blocks);
        chronicle(blocks);
        blocks.add(new Heading(words.of("assessment")));
        blocks.add(new Text(assessment));
        blocks.add(new Heading(words.of("notes")));
        blocks.add(new Text(words.of("notes.words", event.version())));
        return new Paper(
                words.language().tag(),
                words.of(edition == 0 ? "title" : "title.corrected", event.title(), number, edition),
                words.of("under", commander(event.owner(), event.body()), words.moment(cutoff)),
                "",
                blocks);
    }

    private void overall(List<Block> blocks) {
        Level level = event.level();
        blocks.add(new Heading(words.of("overall")));
        blocks.add(new Facts(List.of(
                new Fact(words.of("overall.event"), event.title()),
                new Fact(words.of("overall.disease"), names.disease(event.what())),
                new Fact(words.of("overall.place"), names.region(event.place())),
                new Fact(words.of("overall.owner"), commander(event.owner(), event.body())),
                new Fact(words.of("overall.status"), words.of("status." + event.status())),
                new Fact(
                        words.of("overall.level"),
                        level == null ? words.of("overall.level.none") : words.of("level." + level)),
                new Fact(words.of("overall.opened"), words.moment(event.openedAt())))));
        if (figures.equals(Figures.NONE)) {
            blocks.add(new Text(words.of("people.none")));
            return;
        }
        int following = figures.following(LocalDate.ofInstant(cutoff.minusNanos(1), Events.ZONE));
        blocks.add(new Text(words.of(
                "people.words",
                words.moment(cutoff),
                figures.total(),
                figures.deaths(),
                figures.recovered(),
                figures.contacts(),
                following,
                figures.became())));
        List<List<String>> rows = new ArrayList<>();
        for (Classification each : Classification.values()) {
            if (each.counts()) {
                rows.add(
                        row("people." + each, counted(figures, each), earlier == null ? null : counted(earlier, each)));
            }
        }
        rows.add(row("people.all", figures.total(), earlier == null ? null : earlier.total()));
        rows.add(row("people.deaths", figures.deaths(), earlier == null ? null : earlier.deaths()));
        rows.add(row("people.recovered", figures.recovered(), earlier == null ? null : earlier.recovered()));
        rows.add(row("people.contacts", figures.contacts(), earlier == null ? null : earlier.contacts()));
        rows.add(row("people.became", figures.became(), earlier == null ? null : earlier.became()));
        blocks.add(new Table(columns("people.column.", "kind", "total", "more"), rows));
    }

    private static int counted(Figures figures, Classification classification) {
        return figures.cases().getOrDefault(classification, 0);
    }

    private List<String> row(String kind, int now, @Nullable Integer then) {
        String more = then == null ? words.of("people.first") : "%+d".formatted(now - then);
        return List.of(words.of(kind), String.valueOf(now), more);
    }

    private void curve(List<Block> blocks) {
        blocks.add(new Heading(words.of("curve")));
        var days = new TreeMap<>(figures.onsets());
        if (days.isEmpty()) {
            blocks.add(new Text(words.of("curve.none")));
            return;
        }
        LocalDate last = LocalDate.ofInstant(cutoff.minusNanos(1), Events.ZONE);
        // an outbreak that is over is still shown, with two weeks behind it
        LocalDate end = Stream.of(last, days.lastKey().plusDays(DAYS_LEAST - 1L))
                .min(LocalDate::compareTo)
                .orElseThrow();
        long shown = Math.clamp(ChronoUnit.DAYS.between(days.firstKey(), end) + 1, DAYS_LEAST, DAYS_MOST);
        LocalDate first = end.minusDays(shown - 1);
        List<Bar> bars = first.datesUntil(end.plusDays(1))
                .map(day -> new Bar(
                        day.getMonthValue() + "-" + day.getDayOfMonth(),
                        days.getOrDefault(day, Map.of()).values().stream()
                                .mapToInt(Integer::intValue)
                                .sum()))
                .toList();
        blocks.add(new Bars(words.of("curve.words", words.day(first), words.day(end), figures.undated()), bars));
    }

    private void tasks(List<Block> blocks) {
        blocks.add(new Heading(words.of("tasks")));
        List<Task> open = event.tasks().stream().filter(Task::open).toList();
        blocks.add(new Text(words.of(
                "tasks.words",
                event.tasks().size(),
                in(Task.State.DONE),
                open.size(),
                open.stream().filter(this::overdue).count(),
                in(Task.State.CANCELLED))));
        List<List<String>> rows = event.tasks().stream()
                .filter(each -> each.state() != Task.State.CANCELLED)
                .map(each -> {
                    String state = words.of("task." + each.state());
                    return List.of(
                            String.valueOf(each.number()),
                            words.language() == Language.ZH || each.en().isEmpty() ? each.words() : each.en(),
                            who(each),
                            words.brief(each.dueAt()),
                            each.open() && overdue(each) ? words.of("tasks.overdue", state) : state);
                })
                .toList();
        if (!rows.isEmpty()) {
            blocks.add(new Table(columns("tasks.column.", "number", "words", "who", "due", "state"), rows));
        }
    }

    private long in(Task.State state) {
        return event.tasks().stream().filter(each -> each.state() == state).count();
    }

    private boolean overdue(Task task) {
        return task.dueAt().isBefore(cutoff);
    }

    private String who(Task task) {
        String assignee = task.assignee();
        if (assignee != null) {
            return names.institution(assignee);
        }
        return task.role().isEmpty() ? words.of("tasks.staff") : names.role(task.role());
    }

    /** What is promised and in use, by institution and kind. */
    private void resources(List<Block> blocks) {
        blocks.add(new Heading(words.of("resources")));
        Map<Long, Happening.ResourceMoved> holds = new LinkedHashMap<>();
        happened(Happening.ResourceMoved.class).forEach(moved -> holds.put(moved.hold(), moved));
        Map<List<String>, int[]> amounts = new LinkedHashMap<>();
        for (Happening.ResourceMoved hold : holds.values()) {
            if (hold.to() != Hold.State.RELEASED) {
                var key = List.of(names.institution(hold.institution()), words.of("resource." + hold.resource()));
                int[] amount = amounts.computeIfAbsent(key, none -> new int[2]);
                amount[hold.to() == Hold.State.HELD ? 0 : 1] += hold.amount();
            }
        }
        if (amounts.isEmpty()) {
            blocks.add(new Text(words.of("resources.none")));
            return;
        }
        blocks.add(new Table(
                columns("resources.column.", "institution", "kind", "held", "taken"),
                amounts.entrySet().stream()
                        .map(each -> List.of(
                                each.getKey().getFirst(),
                                each.getKey().getLast(),
                                String.valueOf(each.getValue()[0]),
                                String.valueOf(each.getValue()[1])))
                        .toList()));
    }

    private <H extends Happening> Stream<H> happened(Class<H> kind) {
        return history.stream().map(Entry::happening).filter(kind::isInstance).map(kind::cast);
    }

    private void chronicle(List<Block> blocks) {
        blocks.add(new Heading(words.of("chronicle")));
        List<List<String>> rows = new ArrayList<>();
        for (Entry entry : history) {
            if (before == null || entry.version() > before) {
                told(entry.happening()).ifPresent(what -> rows.add(List.of(words.brief(entry.at()), what)));
            }
        }
        if (rows.isEmpty()) {
            blocks.add(new Text(words.of("chronicle.none")));
            return;
        }
        int from = Math.max(0, rows.size() - CHRONICLE_MOST);
        if (from > 0) {
            blocks.add(new Text(words.of("chronicle.more", CHRONICLE_MOST)));
        }
        blocks.add(new Table(columns("chronicle.column.", "at", "what"), rows.subList(from, rows.size())));
    }

    /** What is decided or noted; the rest are numbers above. */
    private Optional<String> told(Happening happening) {
        return Optional.ofNullable(
                switch (happening) {
                    case Happening.Opened opened ->
                        words.of("chronicle.opened", Objects.requireNonNullElse(opened.words(), ""));
                    case Happening.Moved moved ->
                        words.of("chronicle.moved", words.of("status." + moved.to()), moved.words());
                    case Happening.Graded graded ->
                        words.of("chronicle.graded", words.of("level." + graded.level()), graded.words());
                    case Happening.HandedOver handed ->
                        words.of("chronicle.handed", commander(handed.owner(), handed.body()), handed.words());
                    case Happening.Noted noted -> words.of("chronicle.noted", noted.words());
                    default -> null;
                });
    }

    private String commander(String region, Body body) {
        return words.of("commander", names.region(region), words.of("body." + body));
    }

    private List<String> columns(String group, String... each) {
        return Stream.of(each).map(name -> words.of(group + name)).toList();
    }
}
