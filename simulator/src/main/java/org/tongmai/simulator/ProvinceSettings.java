package org.tongmai.simulator;

import java.time.LocalDate;
import java.time.LocalTime;

/**
 * What a province is made from. Equal settings give byte-identical output.
 *
 * @param seed any number
 * @param residents how many, 1 to {@value #RESIDENTS_MAX}; the scripted resident comes in addition
 * @param region GB/T 2260 code of a province in {@code regions.tsv}: 330000, 320000 or 620000
 * @param today the last day of history; open encounters are of this day
 * @param now how far that day has come, China Standard Time: what is open began before
 * @param errors how often identity data go wrong
 * @param visited the scripted resident lives elsewhere and falls ill here today
 * @param epidemic whether there is an outbreak in the last days
 */
public record ProvinceSettings(
        long seed,
        int residents,
        String region,
        LocalDate today,
        LocalTime now,
        ErrorRates errors,
        boolean visited,
        boolean epidemic) {

    /** Residents are held in memory, some 2 kB each with their registrations. */
    public static final int RESIDENTS_MAX = 1_000_000;

    public ProvinceSettings {
        if (residents < 1 || residents > RESIDENTS_MAX) {
            throw new IllegalArgumentException("residents: 1 to " + RESIDENTS_MAX);
        }
        if (!Regions.provinces().contains(region)) {
            throw new IllegalArgumentException("region: one of " + String.join(", ", Regions.provinces()));
        }
    }

    /** At the end of the day, with the usual errors. */
    public ProvinceSettings(long seed, int residents, String region, LocalDate today) {
        this(seed, residents, region, today, ErrorRates.usual());
    }

    /** At the end of the day. */
    public ProvinceSettings(long seed, int residents, String region, LocalDate today, ErrorRates errors) {
        this(seed, residents, region, today, LocalTime.MAX, errors, false, false);
    }

    /** The same province at another time of its last day. */
    public ProvinceSettings at(LocalTime time) {
        return new ProvinceSettings(seed, residents, region, today, time, errors, visited, epidemic);
    }

    /** The same province, of which the scripted resident is a visitor. */
    public ProvinceSettings asVisited() {
        return new ProvinceSettings(seed, residents, region, today, now, errors, true, epidemic);
    }

    /** The same province with an outbreak in its last days. */
    public ProvinceSettings withEpidemic() {
        return new ProvinceSettings(seed, residents, region, today, now, errors, visited, true);
    }
}
