package org.tongmai.surveillance.detect;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * Sequential likelihood ratio of Höhle and Paul: how much better the last counts fit a level shifted by a factor than the level that the
 * periods before the evaluated ones tell (a Poisson or negative binomial model with waves of the year). With {@code theta} the factor is
 * told ({@code exp(theta)}); else it is the likeliest. After an alarm it starts anew.
 *
 * <p>Score: the statistic. Alarm where it reaches {@code c.ARL}, with {@code theta} where it is above. Bound: the statistic again, or
 * with {@code ret=cases} the cases that would have been an alarm.
 *
 * @param limit of the statistic, {@code c.ARL}
 * @param theta logarithm of the factor; empty: the likeliest
 * @param dispersion {@code alpha}: variance is {@code mean + alpha mean^2}; 0: Poisson; empty: learned
 * @param waves of the year, {@code S}
 * @param trend whether the level has one
 * @param answer what the bound is, {@code ret}
 * @param window periods that a shift may be old, {@code M}; -1: any
 * @param shortest periods that a shift lasts at least, {@code Mtilde}
 * @param direction of the shift, {@code dir}; for likeliest factors only
 * @see <a href="https://doi.org/10.1016/j.csda.2008.02.015">Höhle and Paul 2008, doi 10.1016/j.csda.2008.02.015</a>
 */
public record LikelihoodRatio(
        double limit,
        OptionalDouble theta,
        OptionalDouble dispersion,
        int waves,
        boolean trend,
        Answer answer,
        int window,
        int shortest,
        Direction direction)
        implements Detector {

    /** R's limit of the search for the cases that would have been an alarm. */
    private static final int CASES_MOST = 10_000;
    /** What R answers where none would. */
    private static final double NO_CASES = 1e99;

    private static final double NONE = -1e99;
    private static final double NEWTON_CLOSE = 1e-6;
    private static final int NEWTON_MOST = 1_000;
    /** Logarithm of a factor that is none. */
    private static final double VANISHED = -18;

    private static final int WAVES_MOST = 100;
    private static final int COUNT_MOST = Integer.MAX_VALUE;

    /** What the bound is. */
    public enum Answer {
        VALUE("value"),
        CASES("cases");

        private final String word;

        Answer(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /** Of the shift that is looked for. */
    public enum Direction {
        INCREASE("inc", 1),
        DECREASE("dec", -1);

        private final String word;
        private final int sign;

        Direction(String word, int sign) {
            this.word = word;
            this.sign = sign;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    public LikelihoodRatio {
        Check.positive("c.ARL", limit);
        dispersion.ifPresent(each -> Check.notNegative("alpha", each));
        Check.atLeast("S", waves, 0);
        if (waves > WAVES_MOST) {
            throw Refusal.parameterWrong("S", String.valueOf(waves), "A model has at most " + WAVES_MOST + " waves.");
        }
        if (theta.isPresent() && (theta.getAsDouble() == 1 || theta.getAsDouble() == 0)) {
            throw Refusal.parameterWrong(
                    "theta",
                    Parameters.text(theta.getAsDouble()),
                    "It is neither 1, which R keeps out, nor 0, which is no shift.");
        }
        Check.atLeast("M", window, -1);
        Check.atLeast("Mtilde", shortest, 1);
    }

    @Override
    public String rule() {
        return "detect.likelihood-ratio@1";
    }

    @Override
    public Map<String, String> parameters() {
        return Parameters.map(
                "c.ARL", limit,
                "theta", theta.isPresent() ? theta.getAsDouble() : "–",
                "alpha", dispersion.isPresent() ? dispersion.getAsDouble() : "–",
                "S", waves,
                "trend", trend,
                "ret", answer,
                "M", window,
                "Mtilde", shortest,
                "dir", direction);
    }

    /** A year is learned from. */
    @Override
    public int firstPosition(Series series) {
        return series.perYear();
    }

    @Override
    public void evaluate(Series series, int from, int to, Evaluation into) {
        if (from == 0) {
            throw Refusal.seriesShort(series, from, "The level is learned from the periods before.");
        }
        into.begin(from, to);
        var chart = chart(series, from, to);
        int start = 0;
        while (start < to - from) {
            start = chart.run(start, from, into);
        }
    }

    private Chart chart(Series series, int from, int to) {
        var seasonal = new SeasonalMean(series, from, waves, trend);
        double alpha = learn(series, from, seasonal);
        double[] x = new double[to - from];
        double[] mu = new double[to - from];
        for (int t = from; t < to; t++) {
            double count = series.observed()[t];
            if (Double.isNaN(count)) {
                throw Refusal.countMissing(series, t);
            }
            x[t - from] = Math.min(count, COUNT_MOST);
            mu[t - from] = seasonal.at(t);
        }
        return new Chart(x, mu, alpha);
    }

    /** Fits the model, and answers its dispersion. */
    private double learn(Series series, int from, SeasonalMean seasonal) {
        double alpha = dispersion.orElse(Double.NaN);
        boolean fitted;
        if (dispersion.isEmpty()) {
            alpha = 1 / seasonal.fitSize();
            fitted = Double.isFinite(alpha);
        } else {
            fitted = seasonal.fit(alpha == 0 ? LogLinearFit.POISSON : 1 / alpha);
        }
        if (!fitted) {
            throw Refusal.noFit(series, from, "The model of the periods before does not end in finite numbers.");
        }
        return alpha;
    }

    /** The chart over all evaluated periods; a run goes from a start to the next alarm. */
    private final class Chart {

        private final double[] x;
        private final double[] mu;
        private final double alpha;

        Chart(double[] x, double[] mu, double alpha) {
            this.x = x;
            this.mu = mu;
            this.alpha = alpha;
        }

        /** Answers where the next run starts. */
        int run(int start, int from, Evaluation into) {
            boolean told = theta.isPresent();
            double sum = 0;
            for (int n = start; n < x.length; n++) {
                double before = sum;
                boolean asked = told || n - start >= firstAsked();
                double value = told ? Math.max(0, before + ratio(x[n], mu[n])) : asked ? statistic(start, n, x[n]) : 0;
                sum = value;
                boolean alarm = asked && (told ? value > limit : value >= limit);
                double bound = answer == Answer.VALUE ? value : asked ? cases(start, n, before, alarm) : unasked();
                into.set(from + n, mu[n], bound > 0 ? bound : 0, value, alarm);
                if (alarm) {
                    return n + 1;
                }
            }
            return x.length;
        }

        /** How many periods a run has before its first statistic. */
        private int firstAsked() {
            return alpha == 0 && window > 0 ? shortest : shortest - 1;
        }

        /** Cases before the first statistic, which no number of them makes an alarm. */
        private double unasked() {
            return alpha == 0 ? 0 : NO_CASES;
        }

        private double cases(int start, int n, double before, boolean alarm) {
            if (theta.isPresent()) {
                return casesTold(n, before);
            }
            return alpha == 0 ? casesPoisson(start, n) : casesNegativeBinomial(start, n, alarm);
        }

        /** One count's logarithm of the likelihood ratio, with the factor told. */
        private double ratio(double count, double mean) {
            double kappa = theta.orElseThrow();
            return alpha == 0
                    ? kappa * count + (1 - Math.exp(kappa)) * mean
                    : kappa * count + (count + 1 / alpha) * shrink(kappa, mean);
        }

        private double shrink(double kappa, double mean) {
            return Math.log((1 + alpha * mean) / (1 + alpha * mean * Math.exp(kappa)));
        }

        private double casesTold(int n, double before) {
            double kappa = theta.orElseThrow();
            if (alpha == 0) {
                return (limit - before + mu[n] * (Math.exp(kappa) - 1)) / kappa;
            }
            double shrink = shrink(kappa, mu[n]);
            return -(before * alpha + shrink - limit * alpha) / alpha / (kappa + shrink);
        }

        /** The statistic at n, with another count there. */
        private double statistic(int start, int n, double count) {
            return alpha == 0 ? poisson(start, n, count) : negativeBinomial(start, n, count);
        }

        private double poisson(int start, int n, double count) {
            boolean windowed = window > 0;
            double most = NONE;
            double sum = 0;
            double means = 0;
            int begin = windowed ? Math.max(start, n - window) : start;
            for (int k = n; k >= begin; k--) {
                sum += k == n ? count : x[k];
                means += mu[k];
                if (windowed && k > n - shortest) {
                    continue;
                }
                double kappa = direction.sign * Math.max(0, direction.sign * Math.log(sum / means));
                double value = kappa * sum + (1 - Math.exp(kappa)) * means;
                if (value > most) {
                    most = value;
                }
            }
            return most;
        }

        private double negativeBinomial(int start, int n, double count) {
            double most = NONE;
            double likeliest = 0.5;
            int begin = window == -1 ? start : Math.max(start, n - window);
            for (int k = begin; k <= n - (shortest - 1); k++) {
                double before = 0.4;
                double kappa = likeliest;
                for (int step = 0;
                        kappa > VANISHED && Math.abs(kappa - before) > NEWTON_CLOSE && step < NEWTON_MOST;
                        step++) {
                    before = kappa;
                    kappa = newton(before, k, n, count);
                }
                likeliest = direction.sign * Math.max(0, direction.sign * kappa);
                double value = 0;
                for (int i = k; i <= n; i++) {
                    double y = i == n ? count : x[i];
                    value += likeliest * y + (y + 1 / alpha) * shrink(likeliest, mu[i]);
                }
                if (value > most) {
                    most = value;
                }
            }
            return most;
        }

        private double newton(double kappa, int k, int n, double count) {
            double factor = Math.exp(kappa);
            double score = 0;
            double fisher = 0;
            for (int i = k; i <= n; i++) {
                double y = i == n ? count : x[i];
                double spread = 1 + alpha * factor * mu[i];
                score += (y - factor * mu[i]) / spread;
                fisher += mu[i] * (alpha * y + 1) / (spread * spread);
            }
            return kappa + score / (factor * fisher);
        }

        /** The least count at which the statistic reaches the limit. */
        private double casesPoisson(int start, int n) {
            int sign = direction.sign;
            double high = 0;
            if (sign > 0) {
                double step = 1;
                double low = 0;
                while (poisson(start, n, high) < limit) {
                    low = high + 1;
                    high += step;
                    step *= 2;
                }
                while (low < high) {
                    double middle = Math.floor((low + high) / 2);
                    if (poisson(start, n, middle) >= limit) {
                        high = middle;
                    } else {
                        low = middle + 1;
                    }
                }
                return high;
            }
            while (poisson(start, n, high) > limit) {
                high++;
            }
            return high;
        }

        private double casesNegativeBinomial(int start, int n, boolean alarm) {
            double count = x[n];
            int step = alarm ? -1 : 1;
            while (count >= 1 && count <= CASES_MOST) {
                count += step;
                boolean reached = negativeBinomial(start, n, count) >= limit;
                if (alarm != reached) {
                    return alarm ? count + 1 : count;
                }
            }
            return alarm ? 0 : NO_CASES;
        }
    }
}
