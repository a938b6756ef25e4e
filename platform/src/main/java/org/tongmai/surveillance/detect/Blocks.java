package org.tongmai.surveillance.detect;

import java.util.Arrays;

/**
 * The baseline of {@link FarringtonFlexible}: which group each earlier period is of. The windows about the same time of the reference
 * years are the group that is predicted; what lies between two of them is cut into the others, as even as whole periods allow.
 */
final class Blocks {

    private static final byte NONE = 0;

    private final FarringtonFlexible method;
    private final Series series;
    private final int[] groupOf;
    private final int[] references;
    private final int[] compact;
    private int first;
    private int last;
    private int groups;
    private int current;
    private double now;
    private double most;

    Blocks(FarringtonFlexible method, Series series) {
        this.method = method;
        this.series = series;
        this.groupOf = new int[series.length()];
        this.references = new int[method.years() + 1];
        this.compact = new int[method.groups() + 1];
    }

    /** Gives the fit the values for a position. */
    void fill(int t, QuasiPoissonFit fit) {
        references(t);
        first = series.length();
        last = -1;
        Arrays.fill(groupOf, NONE);
        int around = method.around();
        put(t, t - around, t, method.groups());
        for (int i = 1; i < references.length; i++) {
            put(t, references[i] - around, references[i] + around, method.groups());
            if (method.groups() != 1) {
                between(t, references[i], references[i - 1]);
            }
        }
        if (t - method.leftOut() < -1) {
            throw Refusal.seriesShort(
                    series, t, "The last " + method.leftOut() + " periods are left out (pastWeeksNotIncluded).");
        }
        for (int i = Math.max(0, t - method.leftOut()); i <= t; i++) {
            groupOf[i] = NONE;
        }
        values(t, fit);
    }

    /** Positions of the same time of the years: the evaluated one, then back. */
    private void references(int t) {
        references[0] = t;
        for (int year = 1; year < references.length; year++) {
            references[year] = reference(series, t, year);
            if (references[year] < 0) {
                throw Refusal.seriesShort(series, t, "The same time " + year + " years before is not in the series.");
            }
        }
    }

    /** Position of the same time a number of years before; below 0 where the series has it not. */
    static int reference(Series series, int t, int year) {
        long[] days = series.days();
        return days == null
                ? t - series.perYear() * year
                : Calendar.position(
                        days,
                        Calendar.yearsBefore(series.date(t), year, series.perYear())
                                .toEpochDay());
    }

    private void between(int t, int reference, int next) {
        int around = method.around();
        int others = method.groups() - 1;
        int period = next - 2 * around - 1 - reference;
        if (period < others - 2 * around) {
            throw Refusal.parameterWrong(
                    "noPeriods",
                    String.valueOf(method.groups()),
                    "Between two reference windows there are only " + Math.max(0, period) + " periods.");
        }
        int length = Math.floorDiv(period, others);
        int rest = Math.floorMod(period, others);
        int at = reference + around + 1;
        for (int group = 1; group <= others; group++) {
            int end = at + length + (group <= rest ? 1 : 0);
            put(t, at, end - 1, group);
            at = end;
        }
    }

    /** Marks positions. R counts down where the end lies before the beginning, so an empty group takes two. */
    private void put(int t, int from, int to, int group) {
        if (Math.min(from, to) < -1) {
            throw Refusal.seriesShort(series, t, "A reference window begins before the series.");
        }
        int low = Math.max(0, Math.min(from, to));
        int high = Math.min(series.length() - 1, Math.max(from, to));
        for (int i = low; i <= high; i++) {
            groupOf[i] = group;
        }
        if (low <= high) {
            first = Math.min(first, low);
            last = Math.max(last, high);
        }
    }

    private void values(int t, QuasiPoissonFit fit) {
        double[] counts = series.observed();
        fit.size = 0;
        fit.room(Math.max(0, last - first + 1));
        most = Double.NEGATIVE_INFINITY;
        Arrays.fill(compact, -1);
        groups = 0;
        int begin = -1;
        int known = -1;
        for (int i = first; i <= last; i++) {
            if (groupOf[i] == NONE) {
                continue;
            }
            begin = begin < 0 ? i : begin;
            if (Double.isNaN(counts[i])) {
                continue;
            }
            known = known < 0 ? i : known;
            if (compact[groupOf[i]] < 0) {
                compact[groupOf[i]] = groups++;
            }
            fit.count[fit.size] = counts[i];
            fit.time[fit.size] = apart(i, t);
            fit.group[fit.size] = compact[groupOf[i]];
            fit.offset[fit.size] = offset(i);
            fit.size++;
            most = Math.max(most, counts[i]);
        }
        current = compact[method.groups()];
        if (current < 0 || (method.groups() != 1 && groups == 1)) {
            throw Refusal.noFit(series, t, "The reference windows, or the times between them, have no known count.");
        }
        now = series.days() == null ? 0 : apart(begin, known);
    }

    /** Periods between two positions; by the calendar where there are dates, as many as the first two are apart each. */
    private double apart(int position, int from) {
        long[] days = series.days();
        return days == null ? position - from : (double) (days[position] - days[from]) / (days[1] - days[0]);
    }

    /** Logarithm of the population, or 0 where it does not count. */
    double offset(int position) {
        double[] population = series.population();
        if (!method.byPopulation() || population == null) {
            return 0;
        }
        if (!(population[position] > 0)) {
            throw Refusal.populationMissing(series, position);
        }
        return Math.log(population[position]);
    }

    int groups() {
        return groups;
    }

    /** The group that is predicted. */
    int current() {
        return current;
    }

    /** Time that is predicted; 0 but where dated values begin with a missing count: R then counts from the first known one. */
    double now() {
        return now;
    }

    /** Largest count of the baseline. */
    double most() {
        return most;
    }
}
