package org.tongmai.insight;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Sensitivity;
import org.tongmai.insight.deidentify.Allowed;
import org.tongmai.insight.deidentify.Hierarchy;
import org.tongmai.insight.deidentify.Limits;
import org.tongmai.insight.deidentify.Quasi;
import org.tongmai.kernel.Problem;

/**
 * Which data a project wants, and how coarse they may become.
 *
 * @param kind of events
 * @param codes beginnings of the codes that are meant; none for all
 * @param from first day of the events
 * @param until last day of them
 * @param shape one row for each event, or for each person with the first event
 * @param sex {@code male}, {@code female}, or empty for all
 * @param bornFrom first year of birth
 * @param bornUntil last year of birth
 * @param place beginning of the region code; empty for everywhere
 * @param birth finest and coarsest form of the date of birth
 * @param residence finest and coarsest form of the place; null where it is not wanted
 * @param ethnicity whether groups of peoples are wanted: Han and others
 * @param day finest and coarsest form of the day of the event; {@code shifted} for days moved for each person
 * @param value whether the value and its unit are wanted
 * @param sensitive {@code code}, {@code value} or empty: what must stay varied in each group
 * @param classes special classes that are wanted
 */
public record Plan(
        Allowed.Kind kind,
        List<String> codes,
        LocalDate from,
        LocalDate until,
        Shape shape,
        String sex,
        int bornFrom,
        int bornUntil,
        String place,
        Range birth,
        @Nullable Range residence,
        boolean ethnicity,
        Range day,
        boolean value,
        String sensitive,
        Set<Sensitivity> classes,
        Limits limits) {

    /** Codes that one project names, at most: more is not a question but a copy. */
    private static final int CODES_MOST = 200;

    /** The form of days that are moved. */
    static final String SHIFTED = "shifted";

    /** What a row is. */
    public enum Shape {
        EVENT,
        PERSON
    }

    /** Finest and coarsest form, by the words of {@link Hierarchy}. */
    public record Range(String least, String most) {}

    public Plan {
        codes = List.copyOf(codes);
        classes = Set.copyOf(classes);
        boolean wrong = until.isBefore(from)
                || bornUntil < bornFrom
                || codes.size() > CODES_MOST
                || codes.stream().anyMatch(each -> !each.matches("[A-Za-z0-9.-]{1,20}"))
                || !Set.of("", "male", "female").contains(sex)
                || !place.matches("[0-9]{0,6}")
                || !Set.of("", "code", "value").contains(sensitive)
                || sensitive.equals("value") && !value
                || limits.l() > 1 && sensitive.isEmpty();
        if (wrong) {
            throw incomplete();
        }
        try {
            quasi(birth, residence, ethnicity, day, until);
        } catch (IllegalArgumentException outOfOrder) {
            throw incomplete();
        }
    }

    static Problem incomplete() {
        return new Problem(
                Problem.Kind.INVALID,
                "insight.plan-incomplete",
                "What the project wants is incomplete or contradicts itself.",
                "Periods end after they begin, forms go from fine to coarse, k is " + Limits.K_LEAST
                        + " or more, and what must be varied is named.",
                "Correct the form and send it again.");
    }

    /** The quasi-identifiers of the rows, in the order of their columns. */
    public List<Quasi> quasi() {
        return quasi(birth, residence, ethnicity, day, until);
    }

    private static List<Quasi> quasi(
            Range birth, @Nullable Range residence, boolean ethnicity, Range day, LocalDate reckoned) {
        List<Quasi> all = new ArrayList<>();
        all.add(quasi("birth", Hierarchy.birth(reckoned), birth));
        all.add(new Quasi("sex", Hierarchy.codes(), 0, 1));
        if (residence != null) {
            all.add(quasi("place", Hierarchy.place(), residence));
        }
        if (ethnicity) {
            all.add(new Quasi("ethnicity", Hierarchy.groups(Map.of("01", "han", "HA", "han")), 1, 2));
        }
        if (!day.least().equals(SHIFTED)) {
            all.add(quasi("day", Hierarchy.date(), day));
        }
        return List.copyOf(all);
    }

    private static Quasi quasi(String column, Hierarchy hierarchy, Range range) {
        return new Quasi(column, hierarchy, hierarchy.step(range.least()), hierarchy.step(range.most()));
    }

    /** The columns after those of {@link #quasi()}. */
    public List<String> plain() {
        List<String> all = new ArrayList<>(List.of("code"));
        if (shape == Shape.PERSON) {
            all.add("events");
        }
        if (day.least().equals(SHIFTED)) {
            all.add("day");
        }
        if (value) {
            all.addAll(List.of("value", "unit"));
        }
        return List.copyOf(all);
    }

    boolean wants(Allowed.Event event) {
        boolean coded = codes.isEmpty()
                || codes.stream()
                        .anyMatch(each ->
                                event.code().toUpperCase(Locale.ROOT).startsWith(each.toUpperCase(Locale.ROOT)));
        return coded
                && !event.day().isEmpty()
                && event.day().compareTo(from.toString()) >= 0
                && event.day().compareTo(until.toString()) <= 0;
    }

    boolean wants(Allowed.Traits traits, String residence) {
        int year =
                traits.birth().isEmpty() ? 0 : Integer.parseInt(traits.birth().substring(0, 4));
        return year >= bornFrom
                && year <= bornUntil
                && (sex.isEmpty() || sex.equals(traits.sex()))
                && residence.startsWith(place);
    }
}
