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
 * @param every how often it is looked whether a task is overdue, or the data of a closed event are to be disposed of
 * @param retention how long after its closing the personal data of an event are kept for its evaluation (突发事件应对法 85)
 */
@ConfigurationProperties("tongmai.emergency")
public record EmergencySettings(
        @Nullable String tables,
        @DefaultValue("10s") Duration every,
        @DefaultValue("180d") Duration retention) {

    private static final Duration EVERY_LONGEST = Duration.ofMinutes(5);
    private static final Duration RETENTION_LONGEST = Duration.ofDays(5 * 366);

    /** @throws Problem {@code emergency.setting-wrong} */
    public EmergencySettings {
        if (!every.isPositive() || every.compareTo(EVERY_LONGEST) > 0) {
            throw wrong("every", "At most 5 minutes: some tasks have two hours.");
        }
        if (retention.isNegative() || retention.compareTo(RETENTION_LONGEST) > 0) {
            throw wrong("retention", "From none to five years: the law has personal data disposed of after the event.");
        }
    }

    private static Problem wrong(String setting, String why) {
        return new Problem(
                Problem.Kind.INVALID,
                "emergency.setting-wrong",
                "The value of tongmai.emergency." + setting + " is not usable.",
                why,
                "Correct it; docs/reference/settings.md lists every setting.");
    }
}
