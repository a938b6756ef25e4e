package org.tongmai.surveillance.detect;

import java.util.Arrays;

/**
 * Log-linear model of counts with any columns, Poisson or negative binomial, by the steps of R's {@code glm.fit}: each a weighted least
 * squares problem, solved by Householder reflections that put columns aside which the others leave nothing of.
 *
 * @see <a href="https://doi.org/10.2307/2344614">Nelder and Wedderburn 1972, doi 10.2307/2344614</a>
 */
final class LogLinearFit {

    private static final double CLOSE = 1e-8;
    private static final int STEPS_MOST = 25;
    private static final double UNIT = 0x1p-52;
    private static final double ALIASED = 1e-11;

    /** Size of the negative binomial distribution that stands for Poisson. */
    static final double POISSON = Double.POSITIVE_INFINITY;

    private final double[][] rows;
    private final double[] count;
    private final double[] linear;
    private final double[] mean;
    /** By column. */
    private final double[][] reduced;

    private final double[] direction;
    private final double[] response;
    private final int columns;
    private double[] coefficients;

    /** @param rows what is known of each period, a number for each column */
    LogLinearFit(double[][] rows, double[] count) {
        this.rows = rows;
        this.count = count;
        this.columns = rows[0].length;
        this.linear = new double[count.length];
        this.mean = new double[count.length];
        this.reduced = new double[columns][count.length];
        this.direction = new double[count.length];
        this.response = new double[count.length];
        this.coefficients = new double[columns];
    }

    /**
     * Fits with the usual starting values; false where no coefficients do.
     *
     * @param size of the negative binomial distribution, or {@link #POISSON}
     */
    boolean fit(double size) {
        for (int i = 0; i < count.length; i++) {
            double start = size == POISSON ? count[i] + 0.1 : count[i] == 0 ? 1.0 / 6 : count[i];
            linear[i] = Math.log(start);
        }
        return continued(size);
    }

    /** Fits from where the last fit ended. */
    boolean continued(double size) {
        for (int i = 0; i < count.length; i++) {
            mean[i] = Math.max(Math.exp(linear[i]), UNIT);
        }
        double devianceBefore = deviance(size);
        double[] before = null;
        for (int step = 1; step <= STEPS_MOST; step++) {
            coefficients = solve(size);
            predict();
            double deviance = deviance(size);
            for (int times = 0; before != null && times < STEPS_MOST && !Double.isFinite(deviance); times++) {
                for (int j = 0; j < columns; j++) {
                    coefficients[j] = (coefficients[j] + before[j]) / 2;
                }
                predict();
                deviance = deviance(size);
            }
            if (!Double.isFinite(deviance)) {
                return false;
            }
            if (Math.abs(deviance - devianceBefore) / (0.1 + Math.abs(deviance)) < CLOSE) {
                return true;
            }
            devianceBefore = deviance;
            before = coefficients.clone();
        }
        return true;
    }

    double[] means() {
        return mean;
    }

    /** Degrees of freedom, were all columns used. */
    int degrees() {
        return count.length - columns;
    }

    double predicted(double[] row) {
        return Math.max(Math.exp(dot(row)), UNIT);
    }

    private void predict() {
        for (int i = 0; i < count.length; i++) {
            linear[i] = dot(rows[i]);
            mean[i] = Math.max(Math.exp(linear[i]), UNIT);
        }
    }

    private double dot(double[] row) {
        double sum = 0;
        for (int j = 0; j < columns; j++) {
            sum += coefficients[j] * row[j];
        }
        return sum;
    }

    private double deviance(double size) {
        double sum = 0;
        for (int i = 0; i < count.length; i++) {
            double y = count[i];
            double mu = mean[i];
            if (size == POISSON) {
                sum += y > 0 ? y * Math.log(y / mu) - (y - mu) : mu;
            } else {
                sum += y * Math.log(Math.max(1, y) / mu) - (y + size) * Math.log((y + size) / (mu + size));
            }
        }
        return 2 * sum;
    }

    /** The coefficients of one weighted least squares problem; 0 for columns put aside. */
    private double[] solve(double size) {
        for (int i = 0; i < count.length; i++) {
            double mu = mean[i];
            double weight = Math.sqrt(size == POISSON ? mu : mu * mu / (mu + mu * mu / size));
            for (int j = 0; j < columns; j++) {
                reduced[j][i] = rows[i][j] * weight;
            }
            response[i] = (linear[i] + (count[i] - mu) / mu) * weight;
        }
        int[] order = new int[columns];
        int rank = reduce(order);
        double[] solution = new double[columns];
        for (int l = rank - 1; l >= 0; l--) {
            double sum = response[l];
            for (int j = l + 1; j < rank; j++) {
                sum -= reduced[order[j]][l] * solution[order[j]];
            }
            solution[order[l]] = sum / reduced[order[l]][l];
        }
        return solution;
    }

    /** Makes the columns a triangle in this order, and answers how many are left. */
    private int reduce(int[] order) {
        double[] whole = new double[columns];
        Arrays.setAll(order, j -> j);
        for (int j = 0; j < columns; j++) {
            whole[j] = norm(j, 0);
        }
        int rank = columns;
        int most = Math.min(count.length, columns);
        for (int l = 0; l < Math.min(most, rank); l++) {
            while (l < rank && norm(order[l], l) < (whole[order[l]] == 0 ? 1 : whole[order[l]]) * ALIASED) {
                int aside = order[l];
                System.arraycopy(order, l + 1, order, l, columns - l - 1);
                order[columns - 1] = aside;
                rank--;
            }
            if (l < rank && l < count.length - 1) {
                reflect(order, l);
            }
        }
        return Math.min(rank, count.length);
    }

    private void reflect(int[] order, int l) {
        double[] column = reduced[order[l]];
        double norm = norm(order[l], l);
        if (norm == 0) {
            return;
        }
        double signed = column[l] < 0 ? -norm : norm;
        for (int i = l; i < count.length; i++) {
            direction[i] = column[i] / signed;
        }
        direction[l] += 1;
        for (int j = l + 1; j < columns; j++) {
            reflect(reduced[order[j]], l);
        }
        reflect(response, l);
        Arrays.fill(column, l, count.length, 0);
        column[l] = -signed;
    }

    private void reflect(double[] values, int l) {
        double product = 0;
        for (int i = l; i < count.length; i++) {
            product += direction[i] * values[i];
        }
        double share = product / direction[l];
        for (int i = l; i < count.length; i++) {
            values[i] -= share * direction[i];
        }
    }

    private double norm(int column, int from) {
        double[] values = reduced[column];
        double sum = 0;
        for (int i = from; i < count.length; i++) {
            sum += values[i] * values[i];
        }
        return Math.sqrt(sum);
    }
}
