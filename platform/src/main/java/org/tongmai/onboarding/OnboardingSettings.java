package org.tongmai.onboarding;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.tongmai.kernel.Problem;

/**
 * Settings of onboarding, prefix {@code tongmai.onboarding}.
 *
 * @param every how often counts are brought up to date, silent feeds looked for, and registrations brought to the sandbox
 * @param sandbox whether this node is the sandbox of another one: each of its answers says so in the header {@code Tongmai-Sandbox}
 * @param settle how long after its arrival a message is counted, so that none is missed whose commit is late
 */
@ConfigurationProperties("tongmai.onboarding")
public record OnboardingSettings(
        @DefaultValue("10s") Duration every,
        @DefaultValue("false") boolean sandbox,
        @DefaultValue("30s") Duration settle) {

    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** @throws Problem {@code onboarding.setting-wrong} */
    public OnboardingSettings {
        if (!every.isPositive()
                || every.compareTo(LONGEST) > 0
                || settle.isNegative()
                || settle.compareTo(LONGEST) > 0) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "onboarding.setting-wrong",
                    "A value of tongmai.onboarding.every or tongmai.onboarding.settle is not usable.",
                    "Both are at most 10 minutes: a feed that fell silent should be known within the hour.",
                    "Correct it; docs/reference/settings.md lists every setting.");
        }
    }
}
