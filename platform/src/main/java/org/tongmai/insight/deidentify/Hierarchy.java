package org.tongmai.insight.deidentify;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * How one quasi-identifier is made coarser, step by step: from the finest form in which it may leave to {@value #ANY}. Each step
 * joins whole groups of the step before, so that two values that became the same stay the same.
 */
public final class Hierarchy {

    /** The coarsest form: says nothing. */
    public static final String ANY = "*";

    /** Age from which years of birth are told together: few live so long (GB/T 37964-2019; HIPAA 45 CFR 164.514(b)(2)(i)(C)). */
    public static final int TOP_AGE = 90;

    private static final int YEAR = 4;

    private static final int MONTH = 7;

    private final List<Step> steps;

    /**
     * One form of a value.
     *
     * @param name stable word of the form
     * @param form from the finest form to this one
     */
    public record Step(String name, UnaryOperator<String> form) {}

    private Hierarchy(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    /** How often it can be made coarser; the last step says nothing. */
    public int top() {
        return steps.size() - 1;
    }

    /** The word of a step. */
    public String name(int step) {
        return steps.get(step).name();
    }

    /** The step of this word. @throws IllegalArgumentException where there is none */
    public int step(String name) {
        for (int step = 0; step < steps.size(); step++) {
            if (steps.get(step).name().equals(name)) {
                return step;
            }
        }
        throw new IllegalArgumentException("no step " + name);
    }

    /** The words of all steps, the finest first. */
    public List<String> names() {
        return steps.stream().map(Step::name).toList();
    }

    /** The value in the form of a step; what is unknown stays empty until the last. */
    public String at(int step, String value) {
        return value.isEmpty() && step < top() ? "" : steps.get(step).form().apply(value);
    }

    /**
     * Dates of birth: year, bands of 5, 10 and 20 years. Who is {@value #TOP_AGE} or older on the day is told as such in every form.
     *
     * @param day on which ages are reckoned
     */
    public static Hierarchy birth(LocalDate day) {
        int oldest = day.getYear() - TOP_AGE;
        return new Hierarchy(List.of(
                new Step("year", value -> band(value, 1, oldest)),
                new Step("5-years", value -> band(value, 5, oldest)),
                new Step("10-years", value -> band(value, 10, oldest)),
                new Step("20-years", value -> band(value, 20, oldest)),
                any()));
    }

    /** Places as region codes (GB/T 2260): county, city, province. */
    public static Hierarchy place() {
        return new Hierarchy(List.of(
                new Step("county", value -> prefix(value, 6)),
                new Step("city", value -> prefix(value, 4)),
                new Step("province", value -> prefix(value, 2)),
                any()));
    }

    /** Days of events: month, quarter, year. */
    public static Hierarchy date() {
        return new Hierarchy(List.of(
                new Step("month", value -> value.length() < MONTH ? "" : value.substring(0, MONTH)),
                new Step("quarter", Hierarchy::quarter),
                new Step("year", value -> value.length() < MONTH ? "" : value.substring(0, YEAR)),
                any()));
    }

    /** Codes that are told as they are, in groups, or not. What is in no group is told as {@code other}. */
    public static Hierarchy groups(Map<String, String> groups) {
        return new Hierarchy(List.of(
                new Step("code", value -> value),
                new Step("group", value -> groups.getOrDefault(value, "other")),
                any()));
    }

    /** Codes that are told as they are or not. */
    public static Hierarchy codes() {
        return new Hierarchy(List.of(new Step("code", value -> value), any()));
    }

    private static Step any() {
        return new Step("any", value -> ANY);
    }

    private static String prefix(String value, int length) {
        return value.length() < length ? "" : value.substring(0, length);
    }

    private static String quarter(String value) {
        if (value.length() < MONTH) {
            return "";
        }
        int month = Integer.parseInt(value.substring(YEAR + 1, MONTH));
        return value.substring(0, YEAR) + "-Q" + ((month + 2) / 3);
    }

    private static String band(String value, int years, int oldest) {
        if (value.startsWith("<=")) {
            return value;
        }
        if (value.length() < YEAR) {
            return "";
        }
        int year = Integer.parseInt(value.substring(0, YEAR));
        if (year <= oldest) {
            return "<=" + oldest;
        }
        int first = year - Math.floorMod(year, years);
        return years == 1 ? String.valueOf(year) : first + "-" + (first + years - 1);
    }
}
