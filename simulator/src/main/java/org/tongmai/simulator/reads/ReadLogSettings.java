package org.tongmai.simulator.reads;

import java.time.LocalDate;

/**
 * What a log of reads is made from. Equal settings give the same log.
 *
 * @param seed any number
 * @param reads how many, {@value #READS_MIN} to {@value #READS_MAX}
 * @param first the first day, China Standard Time
 * @param days how many days, {@value #DAYS_MIN} to {@value #DAYS_MAX}
 * @param incidents how often each kind of misuse is planted; 0 for a log without
 * @param quietDays days at the beginning in which nothing is planted
 * @param region GB/T 2260 code of the province
 */
public record ReadLogSettings(
        long seed, int reads, LocalDate first, int days, int incidents, int quietDays, String region) {

    /** Fewer make no hospital. */
    public static final int READS_MIN = 10_000;

    /** They are held in memory, some 100 bytes each. */
    public static final int READS_MAX = 10_000_000;

    public static final int DAYS_MIN = 21;
    public static final int DAYS_MAX = 90;

    public ReadLogSettings {
        if (reads < READS_MIN || reads > READS_MAX) {
            throw new IllegalArgumentException("reads: " + READS_MIN + " to " + READS_MAX);
        }
        if (days < DAYS_MIN || days > DAYS_MAX) {
            throw new IllegalArgumentException("days: " + DAYS_MIN + " to " + DAYS_MAX);
        }
        if (incidents < 0 || incidents > 100) {
            throw new IllegalArgumentException("incidents: 0 to 100");
        }
        if (quietDays < 0 || quietDays > days - 14) {
            throw new IllegalArgumentException("quiet-days: 0 to 14 less than the days");
        }
    }

    /** Four weeks, of which nothing is planted in the first. */
    public ReadLogSettings(long seed, int reads, LocalDate first, int incidents) {
        this(seed, reads, first, 28, incidents, 7, "330000");
    }
}
