package org.tongmai.simulator.epidemic;

import java.time.LocalDate;

/**
 * What to simulate.
 *
 * @param seed the same one gives the same counts
 * @param counties 1 to 3,000
 * @param first first day; public holidays are known from 2019 to 2026
 * @param days 28 to 2,922
 * @param outbreaks seeded in a county and year on average, of any size; 0 for none
 */
public record EpidemicSettings(long seed, int counties, LocalDate first, int days, double outbreaks) {

    private static final int COUNTIES_MOST = 3_000;
    private static final int DAYS_LEAST = 28;
    private static final int DAYS_MOST = 2_922;
    private static final double OUTBREAKS_MOST = 50;

    /** @throws IllegalArgumentException naming the option that cannot be */
    public EpidemicSettings {
        if (counties < 1 || counties > COUNTIES_MOST) {
            throw new IllegalArgumentException("counties: 1 to " + COUNTIES_MOST);
        }
        if (days < DAYS_LEAST || days > DAYS_MOST) {
            throw new IllegalArgumentException("days: " + DAYS_LEAST + " to " + DAYS_MOST);
        }
        if (!(outbreaks >= 0 && outbreaks <= OUTBREAKS_MOST)) {
            throw new IllegalArgumentException("outbreaks: 0 to " + (int) OUTBREAKS_MOST);
        }
        if (first.getYear() < Days.FIRST_YEAR || first.plusDays(days - 1L).getYear() > Days.LAST_YEAR) {
            throw new IllegalArgumentException(
                    "from: the days lie between " + Days.FIRST_YEAR + " and " + Days.LAST_YEAR);
        }
    }
}
