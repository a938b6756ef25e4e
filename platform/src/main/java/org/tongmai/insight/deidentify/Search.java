package org.tongmai.insight.deidentify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Finds the forms of least loss in which a table is k-anonymous: full-domain generalisation with suppression of the groups that stay
 * too small, up to a limit.
 *
 * <p>What can be chosen is a lattice: one step for each quasi-identifier. Whoever goes up joins whole groups, so a point above one
 * that keeps to the limits keeps to them too; the search goes up by height and leaves out whatever lies above a point that was found
 * (Samarati 2001; roll-up of frequencies as in Incognito, LeFevre et al. 2005). Loss grows on the way up, so the best of the lowest
 * points is the best of all (El Emam et al. 2009).
 *
 * @see <a href="https://doi.org/10.1109/69.971193">Samarati 2001</a>
 * @see <a href="https://doi.org/10.1145/1066157.1066164">LeFevre et al. 2005</a>
 * @see <a href="https://doi.org/10.1197/jamia.M3144">El Emam et al. 2009</a>
 */
public final class Search {

    /** Points of a lattice; beyond, a search would take too long. */
    private static final int POINTS_MOST = 20_000;

    private final List<Quasi> quasi;
    private final Frequencies table;
    private final Limits limits;
    private final List<List<String>> values;
    private final int[][][] forms;
    private final double[][] losses;

    /** @throws IllegalArgumentException where columns do not fit, or there is too much to choose from */
    public Search(List<Quasi> quasi, Frequencies table, Limits limits) {
        long points = quasi.stream()
                .mapToLong(each -> each.most() - each.least() + 1L)
                .reduce(1, Math::multiplyExact);
        if (quasi.size() != table.columns || points > POINTS_MOST) {
            throw new IllegalArgumentException("columns do not fit, or there are too many steps");
        }
        this.quasi = List.copyOf(quasi);
        this.table = table;
        this.limits = limits;
        this.values = IntStream.range(0, quasi.size()).mapToObj(table::valuesOf).toList();
        this.forms = new int[quasi.size()][][];
        this.losses = new double[quasi.size()][];
        for (int column = 0; column < quasi.size(); column++) {
            generalise(column);
        }
    }

    /** The best forms, or that there are none. */
    public Anonymity best() {
        List<int[]> lowest = new ArrayList<>();
        int height = quasi.stream().mapToInt(each -> each.most() - each.least()).sum();
        for (int up = 0; up <= height; up++) {
            List<int[]> points = new ArrayList<>();
            points(new int[quasi.size()], 0, up, points);
            for (int[] point : points) {
                if (lowest.stream().noneMatch(each -> below(each, point)) && keeps(point)) {
                    lowest.add(point);
                }
            }
        }
        int[] best = null;
        for (int[] point : lowest) {
            if (best == null || loss(point) < loss(best)) {
                best = point;
            }
        }
        return best == null
                ? new Anonymity.Missed(risk(quasi.stream().mapToInt(Quasi::most).toArray()))
                : new Anonymity.Reached(Arrays.stream(best).boxed().toList(), risk(best));
    }

    /** What the table tells in its finest allowed forms, nothing being coarser than asked for. */
    public Risk asked() {
        return risk(quasi.stream().mapToInt(Quasi::least).toArray());
    }

    /** What the table tells in these forms. */
    public Risk risk(List<Integer> steps) {
        return risk(steps.stream().mapToInt(Integer::intValue).toArray());
    }

    /** The combinations of values, in the forms of these steps and as {@link #key} writes them, whose rows stay in the table. */
    public Set<List<String>> kept(List<Integer> steps) {
        int[] point = steps.stream().mapToInt(Integer::intValue).toArray();
        Groups groups = groups(point);
        Set<List<String>> kept = new HashSet<>();
        for (int combination = 0; combination < table.combinations(); combination++) {
            if (groups.kept[groups.of[combination]]) {
                List<String> row = new ArrayList<>();
                for (int column = 0; column < quasi.size(); column++) {
                    row.add(values.get(column).get(table.valueOf(combination, column)));
                }
                kept.add(key(steps, row));
            }
        }
        return kept;
    }

    /** The values of a row in the forms of these steps. */
    public List<String> key(List<Integer> steps, List<String> values) {
        List<String> key = new ArrayList<>();
        for (int column = 0; column < quasi.size(); column++) {
            key.add(quasi.get(column).hierarchy().at(steps.get(column), values.get(column)));
        }
        return key;
    }

    private void generalise(int column) {
        Quasi each = quasi.get(column);
        List<String> values = this.values.get(column);
        int steps = each.hierarchy().top() + 1;
        forms[column] = new int[steps][values.size()];
        losses[column] = new double[steps];
        long[] rows = new long[values.size()];
        for (int combination = 0; combination < table.combinations(); combination++) {
            rows[table.valueOf(combination, column)] += table.rowsOf(combination);
        }
        for (int step = 0; step < steps; step++) {
            Map<String, Integer> ids = new HashMap<>();
            long[] joined = new long[values.size()];
            for (int value = 0; value < values.size(); value++) {
                int next = ids.size();
                forms[column][step][value] =
                        ids.computeIfAbsent(each.hierarchy().at(step, values.get(value)), form -> next);
                joined[forms[column][step][value]] += rows[value];
            }
            for (int value = 0; value < values.size(); value++) {
                losses[column][step] +=
                        rows[value] * Math.log((double) joined[forms[column][step][value]] / rows[value]);
            }
        }
    }

    /** Mean over the columns of the share of their entropy that is lost. */
    private double loss(int[] point) {
        double sum = 0;
        for (int column = 0; column < point.length; column++) {
            double all = losses[column][losses[column].length - 1];
            sum += all == 0 ? 0 : losses[column][point[column]] / all;
        }
        return point.length == 0 ? 0 : sum / point.length;
    }

    private void points(int[] point, int column, int up, List<int[]> into) {
        if (column == point.length) {
            if (up == 0) {
                into.add(point.clone());
            }
            return;
        }
        Quasi each = quasi.get(column);
        for (int step = 0; step <= Math.min(up, each.most() - each.least()); step++) {
            point[column] = each.least() + step;
            points(point, column + 1, up - step, into);
        }
    }

    private static boolean below(int[] one, int[] other) {
        for (int column = 0; column < one.length; column++) {
            if (one[column] > other[column]) {
                return false;
            }
        }
        return true;
    }

    private boolean keeps(int[] point) {
        return suppressed(groups(point)) <= limits.suppressed() * table.rows();
    }

    private static long suppressed(Groups groups) {
        long rows = 0;
        for (int group = 0; group < groups.persons.length; group++) {
            rows += groups.kept[group] ? 0 : groups.rows[group];
        }
        return rows;
    }

    /** The groups of rows that share all quasi-identifiers. */
    private record Groups(
            int[] of, int[] persons, long[] rows, boolean[] kept, Map<Integer, Map<Integer, Integer>> sensitive) {}

    private Groups groups(int[] point) {
        int[] of = new int[table.combinations()];
        int count = table.combinations() == 0 ? 0 : 1;
        for (int column = 0; column < point.length; column++) {
            Map<Long, Integer> ids = new HashMap<>();
            for (int combination = 0; combination < of.length; combination++) {
                long pair =
                        (long) of[combination] << 32 | forms[column][point[column]][table.valueOf(combination, column)];
                int next = ids.size();
                of[combination] = ids.computeIfAbsent(pair, each -> next);
            }
            count = ids.size();
        }
        int[] persons = table.personsIn(of, count);
        long[] rows = new long[count];
        for (int combination = 0; combination < of.length; combination++) {
            rows[of[combination]] += table.rowsOf(combination);
        }
        Map<Integer, Map<Integer, Integer>> sensitive = table.sensitiveIn(of);
        boolean[] kept = new boolean[count];
        for (int group = 0; group < count; group++) {
            kept[group] = persons[group] >= limits.k()
                    && (limits.l() == 1
                            || sensitive.getOrDefault(group, Map.of()).size() >= limits.l());
        }
        return new Groups(of, persons, rows, kept, sensitive);
    }

    private Risk risk(int[] point) {
        Groups groups = groups(point);
        int smallest = Arrays.stream(groups.persons).min().orElse(0);
        int least = 0;
        int kept = 0;
        double discernibility = 0;
        for (int group = 0; group < groups.persons.length; group++) {
            if (groups.kept[group]) {
                least = kept++ == 0 ? groups.persons[group] : Math.min(least, groups.persons[group]);
                discernibility += (double) groups.rows[group] * groups.rows[group];
            } else {
                discernibility += (double) groups.rows[group] * table.rows();
            }
        }
        Diversity diversity = Diversity.of(groups.sensitive, groups.kept);
        return new Risk(
                table.persons(),
                table.rows(),
                kept,
                smallest,
                least,
                suppressed(groups),
                discernibility,
                loss(point),
                diversity.distinct(),
                diversity.entropy(),
                diversity.distance());
    }
}
