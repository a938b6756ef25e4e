package org.tongmai.recognition;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.tongmai.kernel.Problem;

/**
 * Settings of recognition, prefix {@code tongmai.recognition}.
 *
 * @param limit how long an order waits for cards; beyond, it goes on without and that is counted. At most one second
 */
@ConfigurationProperties("tongmai.recognition")
public record RecognitionSettings(@DefaultValue("900ms") Duration limit) {

    /** An order form that waits longer than this is in the way of care. */
    static final Duration LONGEST = Duration.ofSeconds(1);

    /** @throws Problem {@code recognition.setting-wrong} */
    public RecognitionSettings {
        if (!limit.isPositive() || limit.compareTo(LONGEST) > 0) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "recognition.setting-wrong",
                    "The value of tongmai.recognition.limit is not usable.",
                    "An order waits for cards, and for no more than a second.",
                    "Give 1 ms to 1 s; docs/reference/settings.md lists every setting.");
        }
    }
}
