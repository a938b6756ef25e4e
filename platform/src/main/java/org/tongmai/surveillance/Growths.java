package org.tongmai.surveillance;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation;
import org.tongmai.surveillance.transmission.Cori;
import org.tongmai.surveillance.transmission.Growth;
import org.tongmai.surveillance.transmission.Incidence;
import org.tongmai.surveillance.transmission.Prior;
import org.tongmai.surveillance.transmission.Reproduction;
import org.tongmai.surveillance.transmission.SerialInterval;

/** How fast a series grows, and how many a case infects, from its days of onset with what is still to be reported. */
final class Growths {

    /** Two weeks: each day of the week counts twice, so that Sundays make no slope. */
    private static final int GROWTH_WINDOW = 14;

    private static final int REPRODUCTION_WINDOW = 7;
    private static final int DRAWN = 60;

    private Growths() {}

    /** @param day of the end of its window, counted from the first day of the series; values are null where they cannot be told */
    record Reproduced(
            int day,
            @Nullable Double mean,
            @Nullable Double low,
            @Nullable Double high) {}

    /**
     * @param growth a day; null where there are too few cases
     * @param reproduction of the last days; empty without a serial interval
     */
    record Said(
            @Nullable Double growth,
            @Nullable Double low,
            @Nullable Double high,
            @Nullable Double doubling,
            @Nullable Explanation why,
            List<Reproduced> reproduction,
            @Nullable Explanation reproduced) {}

    /**
     * @param cases by day of onset, nowcast
     * @param mean of the serial interval in days; null for no reproduction number
     */
    static Said of(double[] cases, @Nullable Double mean, @Nullable Double sd) {
        double[] whole = Arrays.stream(cases).map(Math::rint).toArray();
        if (whole.length < GROWTH_WINDOW) {
            return new Said(null, null, null, null, null, List.of(), null);
        }
        Growth growth = Growth.estimate(
                        Incidence.of(Arrays.copyOfRange(whole, whole.length - GROWTH_WINDOW, whole.length)),
                        GROWTH_WINDOW)
                .getLast();
        List<Reproduction> reproductions = mean == null || sd == null
                ? List.of()
                : new Cori(Prior.USUAL)
                        .estimate(
                                Incidence.of(whole), SerialInterval.gamma(mean, sd, whole.length), REPRODUCTION_WINDOW);
        List<Reproduction> drawn =
                reproductions.subList(Math.max(0, reproductions.size() - DRAWN), reproductions.size());
        return new Said(
                finite(growth.rate()),
                finite(growth.lower()),
                finite(growth.upper()),
                finite(growth.doubling()),
                growth.explanation(),
                drawn.stream()
                        .map(each -> new Reproduced(
                                each.end() - 1,
                                finite(each.mean()),
                                each.defined() ? finite(each.quantile(0.025)) : null,
                                each.defined() ? finite(each.quantile(0.975)) : null))
                        .toList(),
                drawn.isEmpty() ? null : Objects.requireNonNull(drawn.getLast()).explanation());
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
