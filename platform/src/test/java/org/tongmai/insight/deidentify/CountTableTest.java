package org.tongmai.insight.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** No cell that is left out can be reckoned from those that are told. */
class CountTableTest {

    private static long[][] random(Random random, int most, int spread) {
        long[][] body = new long[1 + random.nextInt(most)][1 + random.nextInt(most)];
        for (long[] row : body) {
            for (int column = 0; column < row.length; column++) {
                row[column] = random.nextInt(4) == 0 ? 0 : random.nextInt(spread);
            }
        }
        return body;
    }

    @RepeatedTest(400)
    void noCellFollowsFromTheSums(RepetitionInfo info) {
        var random = new Random(info.getCurrentRepetition());
        var table = new CountTable(random(random, 7, 30));
        int k = 3 + random.nextInt(8);

        boolean[][] out = table.suppressed(k);

        long[][] cells = table.cells();
        for (int row = 0; row < cells.length; row++) {
            for (int column = 0; column < cells[row].length; column++) {
                if (cells[row][column] > 0 && cells[row][column] < k) {
                    assertThat(out[row][column]).isTrue();
                }
                if (cells[row][column] == 0) {
                    assertThat(out[row][column]).isFalse();
                }
            }
        }
        assertThat(determined(out)).isEmpty();
    }

    @RepeatedTest(200)
    void eachCellLeftOutHasAnotherPositiveValueInATableThatShowsTheSame(RepetitionInfo info) {
        var random = new Random(1000 + info.getCurrentRepetition());
        var table = new CountTable(random(random, 3, 8));
        boolean[][] out = table.suppressed(4);
        long[][] cells = table.cells();
        List<int[]> unknown = unknown(out);
        if (unknown.size() > 9) {
            return;
        }

        long[][] least = table.cells();
        long[][] largest = table.cells();
        solutions(cells, unknown, 0, new long[unknown.size()], least, largest);

        for (int[] cell : unknown) {
            assertThat(largest[cell[0]][cell[1]])
                    .as("cell %d,%d", cell[0], cell[1])
                    .isGreaterThan(least[cell[0]][cell[1]]);
        }
    }

    @Test
    void aTableOfLargeCountsIsToldWhole() {
        boolean[][] out = new CountTable(new long[][] {{20, 0}, {31, 12}}).suppressed(10);

        assertThat(unknown(out)).isEmpty();
    }

    @Test
    void countsAreRoundedToTheNearest() {
        assertThat(CountTable.rounded(7, 5)).isEqualTo(5);
        assertThat(CountTable.rounded(8, 5)).isEqualTo(10);
        assertThat(CountTable.rounded(5, 10)).isEqualTo(10);
        assertThat(CountTable.rounded(0, 5)).isZero();
    }

    private static List<int[]> unknown(boolean[][] out) {
        List<int[]> cells = new ArrayList<>();
        for (int row = 0; row < out.length; row++) {
            for (int column = 0; column < out[row].length; column++) {
                if (out[row][column]) {
                    cells.add(new int[] {row, column});
                }
            }
        }
        return cells;
    }

    /** Every value of each unknown from 1 to 2 more than it is, as far as the sums hold. */
    private static void solutions(
            long[][] cells, List<int[]> unknown, int next, long[] change, long[][] least, long[][] largest) {
        if (next == unknown.size()) {
            long[][] sums = equations(cells.length, cells[0].length, unknown);
            for (long[] equation : sums) {
                long sum = 0;
                for (int i = 0; i < change.length; i++) {
                    sum += equation[i] * change[i];
                }
                if (sum != 0) {
                    return;
                }
            }
            for (int i = 0; i < change.length; i++) {
                int[] cell = unknown.get(i);
                long value = cells[cell[0]][cell[1]] + change[i];
                least[cell[0]][cell[1]] = Math.min(least[cell[0]][cell[1]], value);
                largest[cell[0]][cell[1]] = Math.max(largest[cell[0]][cell[1]], value);
            }
            return;
        }
        int[] cell = unknown.get(next);
        for (long by = -1; by <= 1; by++) {
            if (cells[cell[0]][cell[1]] + by >= 1) {
                change[next] = by;
                solutions(cells, unknown, next + 1, change, least, largest);
            }
        }
        change[next] = 0;
    }

    /** One equation for each row and column: the cells less the sum are nothing. */
    private static long[][] equations(int rows, int columns, List<int[]> unknown) {
        long[][] equations = new long[rows + columns][unknown.size()];
        for (int i = 0; i < unknown.size(); i++) {
            int row = unknown.get(i)[0];
            int column = unknown.get(i)[1];
            equations[row][i] = column == columns - 1 ? -1 : 1;
            equations[rows + column][i] = row == rows - 1 ? -1 : 1;
        }
        return equations;
    }

    /** The unknowns that the equations determine, by elimination: those that are free of every other in the reduced form. */
    private static List<Integer> determined(boolean[][] out) {
        List<int[]> unknown = unknown(out);
        long[][] exact = equations(out.length, out[0].length, unknown);
        double[][] rows = new double[exact.length][unknown.size()];
        for (int row = 0; row < exact.length; row++) {
            for (int column = 0; column < unknown.size(); column++) {
                rows[row][column] = exact[row][column];
            }
        }
        int rank = 0;
        for (int column = 0; column < unknown.size() && rank < rows.length; column++) {
            int pivot = rank;
            for (int row = rank; row < rows.length; row++) {
                pivot = Math.abs(rows[row][column]) > Math.abs(rows[pivot][column]) ? row : pivot;
            }
            if (Math.abs(rows[pivot][column]) < 1e-9) {
                continue;
            }
            double[] swap = rows[pivot];
            rows[pivot] = rows[rank];
            rows[rank] = swap;
            for (int row = 0; row < rows.length; row++) {
                double factor = rows[row][column] / rows[rank][column];
                for (int each = 0; row != rank && each < unknown.size(); each++) {
                    rows[row][each] -= factor * rows[rank][each];
                }
            }
            rank++;
        }
        List<Integer> determined = new ArrayList<>();
        for (int row = 0; row < rank; row++) {
            int terms = 0;
            int last = 0;
            for (int column = 0; column < unknown.size(); column++) {
                if (Math.abs(rows[row][column]) > 1e-9) {
                    terms++;
                    last = column;
                }
            }
            if (terms == 1) {
                determined.add(last);
            }
        }
        return determined;
    }
}
