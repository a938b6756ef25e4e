package org.tongmai.insight.deidentify;

import java.util.Arrays;
import java.util.PriorityQueue;

/**
 * A table of counts with its sums, of which small cells are left out so that nobody can reckon them from the others.
 *
 * <p>Cells from 1 to k − 1 are left out; so are others, so that each of them has another value in some other table of positive counts
 * that shows the same. Rows and columns are the two sides of a network in which each cell is an arc: a cell is safe where it lies on a
 * ring of cells left out along which 1 can be moved. Those others are chosen by the shortest path that closes the ring, weighted by
 * what is lost (Gusfield 1988; Kelly, Golden and Assad 1990). Sums are cells like any other. Cells of 0 are told.
 *
 * @see <a href="https://doi.org/10.1137/0217034">Gusfield 1988, doi 10.1137/0217034</a>
 */
public final class CountTable {

    private final long[][] cells;
    private final int rows;
    private final int columns;

    /** @param body counts; at least one row and one column, none negative */
    public CountTable(long[][] body) {
        rows = body.length;
        columns = body[0].length;
        cells = new long[rows + 1][columns + 1];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                long count = body[row][column];
                if (count < 0) {
                    throw new IllegalArgumentException("a count is not negative");
                }
                cells[row][column] = count;
                cells[row][columns] += count;
                cells[rows][column] += count;
                cells[rows][columns] += count;
            }
        }
    }

    /** The counts, with sums in the last row and column. */
    public long[][] cells() {
        return Arrays.stream(cells).map(long[]::clone).toArray(long[][]::new);
    }

    /** A count as it may be told where all are rounded: to the nearest multiple, halves up. Sums are rounded by themselves. */
    public static long rounded(long count, int base) {
        return Math.floorDiv(2 * count + base, 2L * base) * base;
    }

    /**
     * Which cells are left out, sums in the last row and column.
     *
     * @param k the smallest count above 0 that is told
     */
    public boolean[][] suppressed(int k) {
        boolean[][] out = new boolean[rows + 1][columns + 1];
        for (int row = 0; row <= rows; row++) {
            for (int column = 0; column <= columns; column++) {
                out[row][column] = cells[row][column] > 0 && cells[row][column] < k;
            }
        }
        for (int row = 0; row <= rows; row++) {
            for (int column = 0; column <= columns; column++) {
                if (cells[row][column] > 0 && cells[row][column] < k) {
                    close(row, column, out);
                }
            }
        }
        return out;
    }

    /** A sum stands on the other side of the equation: where a cell is raised along an arc, a sum is lowered. */
    private boolean opposite(int row, int column) {
        return (row == rows) != (column == columns);
    }

    /** Whether 1 can be moved over the cell in this direction while it stays a positive count. */
    private boolean passable(int row, int column, boolean fromRow) {
        long count = cells[row][column];
        boolean raises = fromRow != opposite(row, column);
        return count > 0 && (raises || count > 1);
    }

    /** Closes the ring on which the cell can be raised. */
    private void close(int row, int column, boolean[][] out) {
        int nodes = rows + 1 + columns + 1;
        // raised along its arc, the cell leads from its row to its column, or the other way round where it is a sum
        boolean forth = !opposite(row, column);
        int from = forth ? rows + 1 + column : row;
        int to = forth ? row : rows + 1 + column;
        long[] cost = new long[nodes];
        int[] before = new int[nodes];
        Arrays.fill(cost, Long.MAX_VALUE);
        cost[from] = 0;
        var queue = new PriorityQueue<long[]>((one, other) -> Long.compare(one[0], other[0]));
        queue.add(new long[] {0, from});
        while (!queue.isEmpty()) {
            long[] next = queue.remove();
            int node = (int) next[1];
            if (next[0] > cost[node]) {
                continue;
            }
            boolean isRow = node <= rows;
            for (int other = isRow ? rows + 1 : 0; other < (isRow ? nodes : rows + 1); other++) {
                int r = isRow ? node : other;
                int c = (isRow ? other : node) - rows - 1;
                if (r == row && c == column || !passable(r, c, isRow)) {
                    continue;
                }
                long reached = next[0] + (out[r][c] ? 0 : cells[r][c]);
                if (reached < cost[other]) {
                    cost[other] = reached;
                    before[other] = node;
                    queue.add(new long[] {reached, other});
                }
            }
        }
        if (cost[to] == Long.MAX_VALUE) {
            throw new IllegalStateException("sums always close a ring");
        }
        for (int node = to; node != from; node = before[node]) {
            int r = Math.min(node, before[node]);
            int c = Math.max(node, before[node]) - rows - 1;
            out[r][c] = true;
        }
    }
}
