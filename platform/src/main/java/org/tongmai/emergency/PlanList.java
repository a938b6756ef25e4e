package org.tongmai.emergency;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;

/** Plans (预案) and criteria of levels, as dated tables. What an event was opened under holds for it to its end. */
public final class PlanList {

    /** For everything that no line names. */
    static final String ANY = "*";

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
                    row.counted(row.text("what"), counted),
                    row.word("level", Level.class),
                    new Text(row.text("criteria"), row.text("en")),
                    row.word("by", RegionCode.Level.class),
                    row.day("from", LocalDate.MIN),
                    row.day("until", LocalDate.MAX),
                    row.text("verified").equals("yes"),
                    row.text("source")));
        }
        List<Plan> plans = new ArrayList<>();
        for (Row row : rows(folder, "plans.tsv")) {
            plans.add(plan(row, roles, items, counted));
        }
        return new PlanList(List.copyOf(criteria), List.copyOf(plans));
    }

    private static Plan plan(Row row, List<Row> roles, List<Row> items, Set<String> counted) {
        String code = row.text("plan");
        String edition = row.text("edition");
        List<Role> of = roles.stream()
                .filter(each -> each.of(code, edition))
                .map(each -> new Role(each.text("role"), new Text(each.text("name"), each.text("en"))))
                .toList();
        Set<String> known = new HashSet<>(of.stream().map(Role::role).toList());
        List<Item> todo = new ArrayList<>();
        for (Row each : items) {
            if (each.of(code, edition)) {
                if (!known.contains(each.text("role"))) {
                    throw each.wrong("role", "The plan has no such role.");
                }
                todo.add(new Item(
                        each.whole("item"),
                        each.word("phase", Status.class),
                        each.text("role"),
                        new Text(each.text("words"), each.text("en")),
                        Duration.ofHours(each.whole("dueHours"))));
            }
        }
        Set<String> what = Set.of(row.text("what").split(" +"));
        what.forEach(each -> row.counted(each, counted));
        return new Plan(
                code,
                edition,
                new Text(row.text("name"), row.text("en")),
                what,
                row.day("from", LocalDate.MIN),
                row.day("until", LocalDate.MAX),
                row.text("verified").equals("yes"),
                row.text("source"),
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
        List<String> head = List.of();
        List<Row> rows = new ArrayList<>();
        int number = 0;
        for (String line : content(folder, file).split("\r?\n")) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            List<String> cells = Arrays.asList(line.split("\t", -1));
            if (head.isEmpty()) {
                head = cells;
                continue;
            }
            Row row = new Row(file, number, head, cells);
            if (cells.size() != head.size()) {
                throw row.wrong("columns", "It has " + cells.size() + " columns, the first line " + head.size() + ".");
            }
            rows.add(row);
        }
        return rows;
    }

    private static String content(@Nullable Path folder, String file) {
        try {
            if (folder != null && Files.exists(folder.resolve(file))) {
                return Files.readString(folder.resolve(file));
            }
            try (InputStream stream = Objects.requireNonNull(PlanList.class.getResourceAsStream(file), file)) {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** A line that knows where it stands, so that a refusal can say it. */
    private record Row(String file, int line, List<String> head, List<String> cells) {

        String text(String column) {
            int at = head.indexOf(column);
            if (at < 0 || at >= cells.size() || cells.get(at).isBlank()) {
                throw wrong(column, "It may not be missing or empty.");
            }
            return cells.get(at).strip();
        }

        boolean of(String plan, String edition) {
            return text("plan").equals(plan) && text("edition").equals(edition);
        }

        /** What events can be about, so that the line can match one. */
        String counted(String what, Set<String> counted) {
            if (!what.equals(ANY) && !counted.contains(what)) {
                throw wrong("what", what + " is no family of diseases and no syndrome of the lists of surveillance.");
            }
            return what;
        }

        int whole(String column) {
            String text = text(column);
            if (!text.matches("\\d{1,4}")) {
                throw wrong(column, "It is a whole number from 0 to 9999.");
            }
            return Integer.parseInt(text);
        }

        <E extends Enum<E>> E word(String column, Class<E> type) {
            String text = text(column);
            for (E each : type.getEnumConstants()) {
                if (each.name().equals(text)) {
                    return each;
                }
            }
            throw wrong(column, "It is one of " + Arrays.toString(type.getEnumConstants()) + ".");
        }

        LocalDate day(String column, LocalDate open) {
            String text = text(column);
            if (text.equals("-")) {
                return open;
            }
            if (!text.matches("\\d{4}-\\d{2}-\\d{2}")) {
                throw wrong(column, "It is a date, such as 2025-09-01, or - for none.");
            }
            return LocalDate.parse(text);
        }

        Problem wrong(String column, String why) {
            return new Problem(
                    Problem.Kind.INVALID,
                    "emergency.table-wrong",
                    "Line " + line + " of " + file + " cannot be used: " + column + ".",
                    why,
                    "Correct the line; docs/emergency.md tells the columns.",
                    List.of(file + ":" + line + ":" + column));
        }
    }
}
