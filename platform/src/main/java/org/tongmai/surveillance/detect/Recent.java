package org.tongmai.surveillance.detect;

/** What came lately. */
final class Recent {

    private Recent() {}

    /**
     * Cases of the last periods, the evaluated one among them; {@code NaN} where one is missing. R, too, goes without a single
     * period before the first.
     */
    static double cases(Series series, int t, int periods) {
        if (t - periods < -2) {
            throw Refusal.seriesShort(
                    series, t, "The cases of the last " + periods + " periods are counted (limit54).");
        }
        double sum = 0;
        for (int i = Math.max(0, t - periods + 1); i <= t; i++) {
            sum += series.observed()[i];
        }
        return sum;
    }
}
