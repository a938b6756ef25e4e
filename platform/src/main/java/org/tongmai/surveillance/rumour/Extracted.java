package org.tongmai.surveillance.rumour;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What a text says of illness.
 *
 * @param place GB/T 2260; null where it names none for sure
 * @param site school, estate, village or works as the text calls it; empty where it names none
 * @param day since when; the day of publication where it does not say
 * @param dayTold whether the text says it
 * @param what disease (by what it is counted under) or syndrome; empty where it speaks of none that is there
 * @param word by which that was known; empty without
 * @param masked the text without telephone numbers, identity numbers and names
 */
public record Extracted(
        @Nullable String place,
        String site,
        LocalDate day,
        boolean dayTold,
        String what,
        String word,
        @Nullable Integer ill,
        @Nullable Integer dead,
        String masked) {}
