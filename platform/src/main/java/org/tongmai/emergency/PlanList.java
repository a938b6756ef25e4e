package org.tongmai.emergency;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;
import org.tongmai.kernel.TabTables;
import org.tongmai.kernel.TabTables.Row;

/** Plans (预案) and criteria of levels, as dated tables. What an event was opened under holds for it to its end. */
public final class PlanList {

    /** For everything that no line names. */
    static final String ANY = "*";

    private static final int WHOLE_MAX = 9_999;

    private final List<Criteria> criteria;
    private final List<Plan> plans;

    /**
     * By what an event is of a level, and who may say so.
     *
     * @param what family of diseases, or {@value #ANY}
     * @param by the lowest division that may enter it
     * @param until first day no longer
     */
    public record Criteria(
            String what,
            Level level,
            Text words,
            RegionCode.Level by,
            LocalDate from,
            LocalDate until,
            boolean verified,
            String source) {}

    /**
     * What is to be done, and by whom, in one edition: what was opened under it keeps it.
     *
     * @param what families of diseases; {@value #ANY} for any
     */
    public record Plan(
            String code,
            String edition,
            Text name,
            Set<String> what,
            LocalDate from,
            LocalDate until,
            boolean verified,
            String source,
            List<Role> roles,
            List<Item> items) {

        /** What is to be done from when an event enters a phase. */
        List<Item> items(Status phase) {
            return items.stream().filter(each -> each.phase() == phase).toList();
        }
    }

    /** A role of a plan. */
    public record Role(String role, Text name) {}

    /** An item of a plan: a task set when the phase begins, with so much time. */
    public record Item(int number, Status phase, String role, Text words, Duration due) {}

    private PlanList(List<Criteria> criteria, List<Plan> plans) {
        this.criteria = criteria;
        this.plans = plans;
    }

    /**
     * @param folder with tables that take the place of those that come with the platform
     * @param counted what events are about: families of diseases and syndromes
     * @throws Problem {@code emergency.table-wrong}
     */
    static PlanList of(@Nullable Path folder, Set<String> counted) {
        List<Row> roles = rows(folder, "plan_roles.tsv");
        List<Row> items = rows(folder, "plan_items.tsv");
        List<Criteria> criteria = new ArrayList<>();
        for (Row row : rows(folder, "levels.tsv")) {
            criteria.add(new Criteria(
                    counted(row, row.written("what"), counted),
                    row.word("level", Level.class),
                    new Text(row.written("criteria"), row.written("en")),
                    row.word("by", RegionCode.Level.class),
                    row.day("from", LocalDate.MIN),
                    row.day("until", LocalDate.MAX),
                    row.yes("verified"),
                    row.written("source")));
        }
        List<Plan> plans = new ArrayList<>();
        for (Row row : rows(folder, "plans.tsv")) {
            plans.add(plan(row, roles, items, counted));
        }
        return new PlanList(List.copyOf(criteria), List.copyOf(plans));
    }

    private static Plan plan(Row row, List<Row> roles, List<Row> items, Set<String> counted) {
        String code = row.written("plan");
        String edition = row.written("edition");
        List<Role> of = roles.stream()
                .filter(each -> of(each, code, edition))
                .map(each -> new Role(each.written("role"), new Text(each.written("name"), each.written("en"))))
                .toList();
        Set<String> known = new HashSet<>(of.stream().map(Role::role).toList());
        List<Item> todo = new ArrayList<>();
        for (Row each : items) {
            if (of(each, code, edition)) {
                if (!known.contains(each.written("role"))) {
                    throw each.wrong("role", "The plan has no such role.");
                }
                todo.add(new Item(
                        each.whole("item", WHOLE_MAX),
                        each.word("phase", Status.class),
                        each.written("role"),
                        new Text(each.written("words"), each.written("en")),
                        Duration.ofHours(each.whole("dueHours", WHOLE_MAX))));
            }
        }
        Set<String> what = Set.of(row.written("what").split(" +"));
        what.forEach(each -> counted(row, each, counted));
        return new Plan(
                code,
                edition,
                new Text(row.written("name"), row.written("en")),
                what,
                row.day("from", LocalDate.MIN),
                row.day("until", LocalDate.MAX),
                row.yes("verified"),
                row.written("source"),
                of,
                List.copyOf(todo));
    }

    /** The criteria for a disease on a day: its own, and for levels it has none of, none; for other diseases those of all others. */
    public List<Criteria> criteria(String what, LocalDate day) {
        List<Criteria> valid = criteria.stream()
                .filter(each -> !day.isBefore(each.from()) && day.isBefore(each.until()))
                .toList();
        List<Criteria> own =
                valid.stream().filter(each -> each.what().equals(what)).toList();
        return own.isEmpty()
                ? valid.stream().filter(each -> each.what().equals(ANY)).toList()
                : own;
    }

    /** Those of one level: any of them suffices for it. */
    List<Criteria> criteria(String what, Level level, LocalDate day) {
        return criteria(what, day).stream()
                .filter(each -> each.level() == level)
                .toList();
    }

    /** The plans of a day, those that name the disease first. */
    public List<Plan> plans(String what, LocalDate day) {
        return plans.stream()
                .filter(each -> !day.isBefore(each.from()) && day.isBefore(each.until()))
                .filter(each -> each.what().contains(what) || each.what().contains(ANY))
                .sorted((one, other) ->
                        Boolean.compare(other.what().contains(what), one.what().contains(what)))
                .toList();
    }

    /** A plan in this edition. */
    Optional<Plan> plan(String code, String edition) {
        return plans.stream()
                .filter(each -> each.code().equals(code) && each.edition().equals(edition))
                .findFirst();
    }

    /** The edition of a plan that was valid on a day. */
    Optional<Plan> plan(String code, LocalDate day) {
        return plans.stream()
                .filter(each -> each.code().equals(code))
                .filter(each -> !day.isBefore(each.from()) && day.isBefore(each.until()))
                .findFirst();
    }

    // -- reading

    private static List<Row> rows(@Nullable Path folder, String file) {
        return new TabTables("/org/tongmai/emergency/", folder, new Refusal()).rows(file);
    }

    private static boolean of(Row row, String plan, String edition) {
        return row.written("plan").equals(plan) && row.written("edition").equals(edition);
    }

    /** What events can be about, so that the line can match one. */
    private static String counted(Row row, String what, Set<String> counted) {
        if (!what.equals(ANY) && !counted.contains(what)) {
            throw row.wrong("what", what + " is no family of diseases and no syndrome of the lists of surveillance.");
        }
        return what;
    }

    /** How a line is refused. */
    private static final class Refusal implements TabTables.Refusal {

        @Override
        public Problem wrong(Row row, String column, String why) {
            return new Problem(
                    Problem.Kind.INVALID,
                    "emergency.table-wrong",
                    "Line " + row.line() + " of " + row.file() + " cannot be used: " + column + ".",
                    why,
                    "Correct the line; docs/emergency.md tells the columns.",
                    List.of(row.where(column)));
        }

        @Override
        public UncheckedIOException unreadable(String file, IOException why) {
            return new UncheckedIOException(file, why);
        }
    }
}
