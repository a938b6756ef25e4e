package org.tongmai.surveillance.detect;

/** Reference counts of {@link Bayes} and {@link Rki}: the last periods, and the same time of earlier years by counting periods. */
final class YearWindows {

    private YearWindows() {}

    static int most(int years, int around) {
        return years * (2 * around + 1) + Math.max(2, around);
    }

    static int firstPosition(Series series, int years, int around) {
        return years * series.perYear() + around;
    }

    /**
     * Collects them, and answers how many there are; those behind the series are {@code NaN}.
     *
     * @param thisYear whether the {@code around} periods before are among them; with none R takes the evaluated period and the one
     *     before
     */
    static int collect(Series series, int t, int years, int around, boolean thisYear, double[] into) {
        if (t < firstPosition(series, years, around)) {
            throw Refusal.seriesShort(
                    series, t, "The method looks back " + firstPosition(series, years, around) + " periods.");
        }
        double[] counts = series.observed();
        int size = 0;
        if (thisYear) {
            int last = around == 0 ? t : t - 1;
            for (int i = Math.min(t - around, t - 1); i <= last; i++) {
                into[size++] = i < 0 ? Double.NaN : counts[i];
            }
        }
        for (int year = 1; year <= years; year++) {
            int middle = t - year * series.perYear();
            for (int i = middle - around; i <= middle + around; i++) {
                into[size++] = i < series.length() ? counts[i] : Double.NaN;
            }
        }
        if (size == 0) {
            throw Refusal.parameterWrong(
                    "b", "0", "Without earlier years (b) and this year (actY) there is nothing to compare with.");
        }
        return size;
    }
}
