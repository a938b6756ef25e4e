package org.tongmai.emergency;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.tongmai.kernel.Problem;

/**
 * Settings of emergency command, prefix {@code tongmai.emergency}.
 *
 * @param tables folder with tables that take the place of those that come with the platform: levels.tsv, plans.tsv, plan_roles.tsv,
 *     plan_items.tsv; none by default
 * @param every how often it is looked whether a task is overdue
 */
@ConfigurationProperties("tongmai.emergency")
public record EmergencySettings(
        @Nullable String tables, @DefaultValue("10s") Duration every) {

    private static final Duration EVERY_LONGEST = Duration.ofMinutes(5);

    /** @throws Problem {@code emergency.setting-wrong} */
    public EmergencySettings {
        if (!every.isPositive() || every.compareTo(EVERY_LONGEST) > 0) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "emergency.setting-wrong",
                    "The value of tongmai.emergency.every is not usable.",
                    "At most 5 minutes: some tasks have two hours.",
                    "Correct it; docs/reference/settings.md lists every setting.");
        }
    }
}
