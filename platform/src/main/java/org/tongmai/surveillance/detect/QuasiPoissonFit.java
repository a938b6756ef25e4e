package org.tongmai.surveillance.detect;

import java.util.Arrays;

/**
 * Log-linear model of counts with free dispersion: a level for each group of periods, and one slope over time or none. Fitted by
 * iteratively reweighted least squares with the starting values, the least mean and the end of R's {@code glm.fit}, so that the numbers
 * are its numbers also where it stops early. Levels are taken out group by group, so a step costs a pass over the values.
 *
 * <p>One is used for many fits: fill {@code count}, {@code time}, {@code group}, {@code offset} up to {@code size}, then fit.
 *
 * @see <a href="https://doi.org/10.2307/2344614">Nelder and Wedderburn 1972, doi 10.2307/2344614</a>
 */
final class QuasiPoissonFit {

    private static final double CLOSE = 1e-8;
    private static final int STEPS_MOST = 25;
    /** Least mean, and distance from 1 from which on a leverage is 1. */
    private static final double UNIT = 0x1p-52;

    private static final double LEVERAGE_MOST = 1 - 10 * UNIT;
    /** Above it the difference of two logarithms is not as good as the logarithm of the quotient. */
    private static final double COUNT_LARGE = 10_000;

    /** A slope that so little of the time is left for is none. */
    private static final double ALIASED = 1e-11;

    int size;
    double[] count;
    double[] time;
    int[] group;
    double[] offset;
    /** Weights of the values; what {@link #reweight} last made of them. */
    double[] weight;

    private double[] mean;
    private double[] linear;
    private double[] working;
    private double[] response;
    /** Count to the power of two thirds. */
    private double[] twoThirds;
    /** Logarithms of the count, and of the mean that the iteration starts with. */
    private double[] logCount;

    private double[] logStart;
    private boolean offsets;

    private int groups = 1;
    private double[] level = new double[1];
    private double[] levelBefore = new double[1];
    private double[] levelMean = new double[1];
    private double[] mass = new double[1];
    private double[] centre = new double[1];
    private double[] centreResponse = new double[1];
    private double slope;
    private double slopeBefore;
    private double spread;
    private boolean trend;
    private boolean converged;
    private int rank;

    QuasiPoissonFit(int most) {
        count = new double[most];
        time = new double[most];
        group = new int[most];
        offset = new double[most];
        weight = new double[most];
        mean = new double[most];
        linear = new double[most];
        working = new double[most];
        twoThirds = new double[most];
        logStart = new double[most];
        logCount = new double[most];
        response = new double[most];
    }

    /** Room for as many values. */
    void room(int most) {
        if (count.length < most) {
            int length = Math.max(most, 2 * count.length);
            count = Arrays.copyOf(count, length);
            time = Arrays.copyOf(time, length);
            group = Arrays.copyOf(group, length);
            offset = Arrays.copyOf(offset, length);
            weight = Arrays.copyOf(weight, length);
            mean = Arrays.copyOf(mean, length);
            linear = Arrays.copyOf(linear, length);
            working = Arrays.copyOf(working, length);
            twoThirds = Arrays.copyOf(twoThirds, length);
            logStart = Arrays.copyOf(logStart, length);
            logCount = Arrays.copyOf(logCount, length);
            response = Arrays.copyOf(response, length);
        }
    }

    /** Says how many groups there are, all from 0 on with values in them, and gives each value the same weight. */
    void begin(int groups) {
        this.groups = groups;
        if (level.length < groups) {
            level = new double[groups];
            levelBefore = new double[groups];
            levelMean = new double[groups];
            mass = new double[groups];
            centre = new double[groups];
            centreResponse = new double[groups];
        }
        Arrays.fill(weight, 0, size, 1);
        offsets = false;
        for (int i = 0; i < size; i++) {
            double root = Math.cbrt(count[i]);
            twoThirds[i] = root * root;
            logCount[i] = Math.log(count[i]);
            logStart[i] = Math.log(count[i] + 0.1);
            offsets |= offset[i] != 0;
        }
    }

    void evenWeights() {
        Arrays.fill(weight, 0, size, 1);
    }

    /** False where no coefficients fit at all. */
    boolean fit(boolean withTrend) {
        trend = withTrend;
        converged = false;
        for (int i = 0; i < size; i++) {
            mean[i] = count[i] + 0.1;
            linear[i] = logStart[i];
        }
        double devianceBefore = deviance();
        for (int step = 1; step <= STEPS_MOST; step++) {
            solve();
            predict();
            double deviance = deviance();
            if (!Double.isFinite(deviance)) {
                if (step == 1) {
                    return false;
                }
                deviance = halve();
                if (!Double.isFinite(deviance)) {
                    return false;
                }
            }
            if (Math.abs(deviance - devianceBefore) / (0.1 + Math.abs(deviance)) < CLOSE) {
                converged = true;
                return true;
            }
            devianceBefore = deviance;
            System.arraycopy(level, 0, levelBefore, 0, groups);
            slopeBefore = slope;
        }
        return true;
    }

    private void solve() {
        Arrays.fill(mass, 0, groups, 0);
        Arrays.fill(centre, 0, groups, 0);
        Arrays.fill(centreResponse, 0, groups, 0);
        for (int i = 0; i < size; i++) {
            double w = weight[i] * mean[i];
            int g = group[i];
            working[i] = w;
            mass[g] += w;
            response[i] = linear[i] - offset[i] + (count[i] - mean[i]) / mean[i];
            centreResponse[g] += w * response[i];
            centre[g] += w * time[i];
        }
        for (int g = 0; g < groups; g++) {
            centre[g] /= mass[g];
            centreResponse[g] /= mass[g];
        }
        rank = groups;
        slope = 0;
        if (trend) {
            slope();
        }
        for (int g = 0; g < groups; g++) {
            level[g] = centreResponse[g] - slope * centre[g];
        }
    }

    private void slope() {
        double product = 0;
        double all = 0;
        spread = 0;
        for (int i = 0; i < size; i++) {
            int g = group[i];
            double apart = time[i] - centre[g];
            spread += working[i] * apart * apart;
            all += working[i] * time[i] * time[i];
            product += working[i] * apart * (response[i] - centreResponse[g]);
        }
        if (spread > ALIASED * ALIASED * all) {
            slope = product / spread;
            rank++;
        } else {
            spread = 0;
        }
    }

    private void predict() {
        if (slope == 0 && !offsets) {
            for (int g = 0; g < groups; g++) {
                levelMean[g] = Math.max(Math.exp(level[g]), UNIT);
            }
            for (int i = 0; i < size; i++) {
                linear[i] = level[group[i]];
                mean[i] = levelMean[group[i]];
            }
            return;
        }
        for (int i = 0; i < size; i++) {
            linear[i] = level[group[i]] + slope * time[i] + offset[i];
            mean[i] = Math.max(Math.exp(linear[i]), UNIT);
        }
    }

    private double halve() {
        double deviance = Double.NaN;
        for (int times = 1; times <= STEPS_MOST && !Double.isFinite(deviance); times++) {
            for (int g = 0; g < groups; g++) {
                level[g] = (level[g] + levelBefore[g]) / 2;
            }
            slope = (slope + slopeBefore) / 2;
            predict();
            deviance = deviance();
        }
        return deviance;
    }

    private double deviance() {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            double y = count[i];
            double mu = mean[i];
            if (y > 0) {
                double ratio = y < COUNT_LARGE && mu > UNIT ? logCount[i] - linear[i] : Math.log(y / mu);
                sum += weight[i] * (y * ratio - (y - mu));
            } else {
                sum += weight[i] * mu;
            }
        }
        return 2 * sum;
    }

    boolean converged() {
        return converged;
    }

    /** Whether the fit has a slope that the values tell. */
    boolean sloped() {
        return trend && spread > 0;
    }

    double slopeValue() {
        return slope;
    }

    int degrees() {
        return size - rank;
    }

    /** Dispersion by Pearson's residuals; {@code NaN} without degrees of freedom. */
    double dispersion() {
        if (degrees() <= 0) {
            return Double.NaN;
        }
        double sum = 0;
        for (int i = 0; i < size; i++) {
            double residual = (count[i] - mean[i]) / mean[i];
            sum += working[i] * residual * residual;
        }
        return sum / degrees();
    }

    /** The same with the weights of the values in place of the working weights. */
    double dispersionByWeights() {
        if (degrees() <= 0) {
            return Double.NaN;
        }
        double sum = 0;
        for (int i = 0; i < size; i++) {
            double residual = (count[i] - mean[i]) / mean[i];
            sum += weight[i] * residual * residual;
        }
        return sum / degrees();
    }

    /**
     * Gives values whose standardised Anscombe residual is above a threshold less weight, as Farrington et al. 1996 do. A value that the
     * fit must go through (leverage 1) has no residual and keeps its weight.
     */
    void reweight(double phi, double threshold) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            double leverage = leverage(i);
            double residual = 0;
            if (leverage < 1) {
                double distance = twoThirds[i] / Math.sqrt(Math.cbrt(mean[i])) - Math.sqrt(mean[i]);
                residual = 1.5 * distance / Math.sqrt(phi * (1 - leverage));
            }
            weight[i] = residual > threshold ? 1 / (residual * residual) : 1;
            sum += weight[i];
        }
        double gamma = size / sum;
        for (int i = 0; i < size; i++) {
            weight[i] *= gamma;
        }
    }

    private double leverage(int i) {
        double leverage = working[i] * variance(group[i], time[i]);
        return leverage > LEVERAGE_MOST ? 1 : leverage;
    }

    /** Variance of the linear predictor at a time of a group, at dispersion 1. */
    double variance(int ofGroup, double at) {
        double apart = at - centre[ofGroup];
        return 1 / mass[ofGroup] + (sloped() ? apart * apart / spread : 0);
    }

    double linear(int ofGroup, double at, double offsetThere) {
        return level[ofGroup] + slope * at + offsetThere;
    }

    static double mean(double linear) {
        return Math.max(Math.exp(linear), UNIT);
    }

    /** Standard error of the slope, at a dispersion. */
    double slopeError(double dispersion) {
        return Math.sqrt(dispersion / spread);
    }
}
