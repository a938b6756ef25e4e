package org.tongmai.surveillance;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the past lets expect of a window of days: the mean of the same days of up to five past years, and of as long a window a week before
 * and after them (as CIDARS takes its baseline, Yang 2014); where no whole year is known, the mean of the last windows before; nothing
 * where not even one is known.
 *
 * @param windows the window itself, then those of the past
 * @param basis where they come from
 */
record Past(List<OverviewStore.Window> windows, Basis basis) {

    /** CIDARS takes five years at most. */
    static final int YEARS_MOST = 5;

    private static final int WINDOWS_MOST = 4;
    private static final int WEEK = 7;

    enum Basis {
        /** The same time of past years. */
        YEARS,
        /** The windows right before. */
        BEFORE,
        NONE
    }

    Past {
        windows = List.copyOf(windows);
    }

    /** @param known since when anything is known of the region */
    static Past of(LocalDate first, LocalDate last, Optional<LocalDate> known) {
        var windows = new ArrayList<>(List.of(new OverviewStore.Window(first, last)));
        for (int year = 1; year <= YEARS_MOST; year++) {
            LocalDate then = first.minusYears(year);
            if (known.isEmpty() || then.minusDays(WEEK).isBefore(known.get())) {
                break;
            }
            long days = ChronoUnit.DAYS.between(first, last);
            for (int shift = -WEEK; shift <= WEEK; shift += WEEK) {
                windows.add(new OverviewStore.Window(
                        then.plusDays(shift), then.plusDays(shift).plusDays(days)));
            }
        }
        if (windows.size() > 1) {
            return new Past(windows, Basis.YEARS);
        }
        long length = ChronoUnit.DAYS.between(first, last) + 1;
        for (int before = 1; before <= WINDOWS_MOST; before++) {
            LocalDate then = first.minusDays(before * length);
            if (known.isEmpty() || then.isBefore(known.get())) {
                break;
            }
            windows.add(new OverviewStore.Window(then, then.plusDays(length - 1)));
        }
        return new Past(windows, windows.size() > 1 ? Basis.BEFORE : Basis.NONE);
    }

    /** Mean of the past windows; {@code NaN} where there is none. */
    double expected(long[] cases) {
        return windows.size() < 2
                ? Double.NaN
                : Arrays.stream(cases, 1, windows.size()).average().orElse(Double.NaN);
    }
}
