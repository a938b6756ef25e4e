package org.tongmai.insight.deidentify;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tongmai.kernel.Problem;

/**
 * How often each combination of quasi-identifiers stands in a table, and with how many persons: all that the search needs, so that
 * the rows themselves can stay on disk. Persons come one after the other, each with all rows.
 */
public final class Frequencies {

    /** Combinations of one person and one group of values: 8 bytes each. */
    public static final int PAIRS_MOST = 4_000_000;

    /** Different combinations of values. */
    public static final int COMBINATIONS_MOST = 500_000;

    final int columns;
    private final List<Map<String, Integer>> values;
    private final Map<List<Integer>, Integer> known = new HashMap<>();
    private final Map<String, Integer> sensitives = new LinkedHashMap<>();
    private final Map<Long, Integer> sensitiveRows = new HashMap<>();
    private int[][] combinations = new int[16][];
    private int[] rows = new int[16];
    private int[] pairs = new int[16];
    private int[] owners = new int[16];
    private int[] lastPerson = new int[16];
    private int pairCount;
    private int persons;
    private long rowCount;

    public Frequencies(int columns) {
        this.columns = columns;
        this.values = IntStream.range(0, columns)
                .<Map<String, Integer>>mapToObj(each -> new LinkedHashMap<>())
                .toList();
    }

    /** The rows that follow are of another person than those before. */
    public void person() {
        persons++;
    }

    /**
     * Counts one row of the person.
     *
     * @param quasi values in their finest form, one for each column
     * @param sensitive empty where there is none
     * @throws Problem {@code insight.too-many-rows}
     */
    public void row(List<String> quasi, String sensitive) {
        Integer[] ids = new Integer[columns];
        for (int column = 0; column < columns; column++) {
            Map<String, Integer> dictionary = values.get(column);
            int next = dictionary.size();
            ids[column] = dictionary.computeIfAbsent(quasi.get(column), value -> next);
        }
        int combination = combination(Arrays.asList(ids));
        rows[combination]++;
        rowCount++;
        if (lastPerson[combination] != persons) {
            lastPerson[combination] = persons;
            pair(combination);
        }
        if (!sensitive.isEmpty()) {
            int next = sensitives.size();
            int id = sensitives.computeIfAbsent(sensitive, value -> next);
            sensitiveRows.merge((long) combination << 32 | id, 1, Integer::sum);
        }
    }

    private int combination(List<Integer> ids) {
        Integer there = known.get(ids);
        if (there != null) {
            return there;
        }
        int next = known.size();
        if (next == COMBINATIONS_MOST) {
            throw tooMany();
        }
        if (next == rows.length) {
            combinations = Arrays.copyOf(combinations, 2 * next);
            rows = Arrays.copyOf(rows, 2 * next);
            lastPerson = Arrays.copyOf(lastPerson, 2 * next);
        }
        known.put(ids, next);
        combinations[next] = ids.stream().mapToInt(Integer::intValue).toArray();
        return next;
    }

    private void pair(int combination) {
        if (pairCount == PAIRS_MOST) {
            throw tooMany();
        }
        if (pairCount == pairs.length) {
            pairs = Arrays.copyOf(pairs, 2 * pairCount);
            owners = Arrays.copyOf(owners, 2 * pairCount);
        }
        pairs[pairCount] = combination;
        owners[pairCount++] = persons;
    }

    int persons() {
        return persons;
    }

    long rows() {
        return rowCount;
    }

    int combinations() {
        return known.size();
    }

    int rowsOf(int combination) {
        return rows[combination];
    }

    int valueOf(int combination, int column) {
        return combinations[combination][column];
    }

    /** The values of a column, each at its number. */
    List<String> valuesOf(int column) {
        return List.copyOf(values.get(column).keySet());
    }

    /** Persons in each group, where each combination is in one. */
    int[] personsIn(int[] groupOf, int groups) {
        int[] count = new int[groups];
        int[] last = new int[groups];
        for (int i = 0; i < pairCount; i++) {
            int group = groupOf[pairs[i]];
            if (last[group] != owners[i]) {
                last[group] = owners[i];
                count[group]++;
            }
        }
        return count;
    }

    /** Rows of each sensitive value in each group. */
    Map<Integer, Map<Integer, Integer>> sensitiveIn(int[] groupOf) {
        Map<Integer, Map<Integer, Integer>> in = new HashMap<>();
        sensitiveRows.forEach((key, count) -> in.computeIfAbsent(groupOf[(int) (key >> 32)], group -> new HashMap<>())
                .merge(key.intValue(), count, Integer::sum));
        return in;
    }

    private static Problem tooMany() {
        return new Problem(
                Problem.Kind.TOO_LARGE,
                "insight.too-many-rows",
                "The table has more rows or more different combinations than are examined at once.",
                "The risk of a table is reckoned over all its persons together, in bounded memory.",
                "Narrow the period or the codes, or begin with coarser forms of birth, place or date.");
    }
}
