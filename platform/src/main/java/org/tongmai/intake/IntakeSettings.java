package org.tongmai.intake;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.tongmai.intake.hl7v2.Zones;
import org.tongmai.intake.mllp.Bounds;
import org.tongmai.kernel.Problem;

/**
 * Settings under {@code tongmai.intake}.
 *
 * @param mllpAddress on which HL7 v2 over MLLP is listened for
 * @param mllpPort its port; 0 takes a free one, -1 means that it is not
 * @param mllpConnections open at once
 * @param mllpIdle how long a connection may say nothing between messages
 * @param mllpStall how long it may say nothing inside a message
 * @param messageBytes largest HL7 v2 message
 * @param roomBytes memory of all large messages being received at once
 * @param zone in which a time without one was written; with first days as {@code Asia/Shanghai,2031-01-01=Asia/Urumqi}
 * @param rules folder with tables of quality that take the place of those that come with the platform: elements.tsv, rules.tsv,
 *     weights.tsv, and code-tables/; none by default
 * @param codesTwoEyes whether a mapping of a code holds only once a second person agreed
 * @param mllpQueries whether queries about who somebody is are answered over MLLP, where MSH-4 alone says who asks
 */
@ConfigurationProperties("tongmai.intake")
public record IntakeSettings(
        @DefaultValue("127.0.0.1") String mllpAddress,
        @DefaultValue("-1") int mllpPort,
        @DefaultValue("256") int mllpConnections,
        @DefaultValue("30m") Duration mllpIdle,
        @DefaultValue("30s") Duration mllpStall,
        @DefaultValue("10000000") int messageBytes,
        @DefaultValue("64000000") long roomBytes,
        @DefaultValue("Asia/Shanghai") String zone,
        @DefaultValue("false") boolean mllpQueries,
        @Nullable String rules,
        @DefaultValue("false") boolean codesTwoEyes) {

    /** @throws Problem {@code intake.setting-wrong} */
    public IntakeSettings {
        require(mllpConnections > 0, "mllp-connections", "At least one connection has to be open.");
        require(mllpIdle.toMillis() > 0, "mllp-idle", "A time limit is longer than nothing.");
        require(mllpStall.toMillis() > 0, "mllp-stall", "A time limit is longer than nothing.");
        require(messageBytes > 0, "message-bytes", "A message has at least one byte.");
        require(roomBytes >= messageBytes, "room-bytes", "There has to be room for the largest message.");
        require(isZones(zone), "zone", "A zone is named as Asia/Shanghai; further ones as ,2031-01-01=Asia/Urumqi.");
    }

    private static boolean isZones(String zone) {
        try {
            Zones.parse(zone);
            return true;
        } catch (DateTimeException none) {
            return false;
        }
    }

    private static void require(boolean right, String key, String why) {
        if (!right) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "intake.setting-wrong",
                    "The value of tongmai.intake." + key + " is not usable.",
                    why,
                    "Correct it; docs/reference/settings.md lists every setting.");
        }
    }

    @Nullable
    Path rulesFolder() {
        return rules == null || rules.isBlank() ? null : Path.of(rules);
    }

    Bounds bounds() {
        return new Bounds(messageBytes, mllpConnections, mllpIdle, mllpStall, roomBytes);
    }

    Zones zones() {
        return Zones.parse(zone);
    }
}
