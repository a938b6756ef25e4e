package org.tongmai.surveillance;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.tongmai.kernel.Problem;

/**
 * Settings of surveillance, prefix {@code tongmai.surveillance}.
 *
 * @param tables folder with tables that take the place of those that come with the platform: diseases.tsv, laboratory.tsv, drugs.tsv,
 *     syndromes.tsv, events.tsv, detectors.tsv, families.tsv, sources.tsv, spoken.tsv, rumours.tsv, evidence.tsv, budgets.tsv,
 *     population.tsv, tiles.tsv; none by default
 * @param shapes GeoJSON file with the outlines of divisions for the map; tiles are drawn where there is none
 * @param history a diagnosis that is older than this when it comes is counted and reported by nobody
 * @param every how often clocks and series that changed are looked at
 */
@ConfigurationProperties("tongmai.surveillance")
public record SurveillanceSettings(
        @Nullable String tables,
        @Nullable String shapes,
        @DefaultValue("7d") Duration history,
        @DefaultValue("5s") Duration every) {

    /** A signal is to stand within a minute. */
    private static final Duration EVERY_LONGEST = Duration.ofSeconds(30);

    /** @throws Problem {@code surveillance.setting-wrong} */
    public SurveillanceSettings {
        require(history.compareTo(Duration.ofDays(1)) >= 0, "history", "A day at least: reports have a day's time.");
        require(
                every.isPositive() && every.compareTo(EVERY_LONGEST) <= 0,
                "every",
                "At most 30 s: a signal stands within a minute.");
    }

    private static void require(boolean right, String key, String why) {
        if (!right) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "surveillance.setting-wrong",
                    "The value of tongmai.surveillance." + key + " is not usable.",
                    why,
                    "Correct it; docs/reference/settings.md lists every setting.");
        }
    }
}
