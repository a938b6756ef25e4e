package org.tongmai.healthcode;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * That an institution verified a code of which it reports a use: what the node told it with the answer, or, where it had no
 * network, the signed text that was shown. Neither is stored by the node.
 */
final class Evidence {

    /** A code is used on the day on which it was verified. */
    static final Duration GOOD = Duration.ofDays(1);

    private final Crypto crypto;

    Evidence(Crypto crypto) {
        this.crypto = crypto;
    }

    /** That this institution verified this code then. */
    String of(UUID code, String institution, Instant verifiedAt) {
        long second = verifiedAt.getEpochSecond();
        return second + "." + crypto.index().verification(code, institution, second);
    }

    /** Whether the report is of a code that the institution verified at most {@link #GOOD} before. */
    boolean supports(UseReport report, String institution) {
        String evidence = report.evidence();
        if (evidence == null) {
            return false;
        }
        return evidence.startsWith(CodeText.PREFIX)
                ? shown(report, evidence, institution)
                : told(report, evidence, institution);
    }

    private boolean shown(UseReport report, String text, String institution) {
        return CodeCheck.check(text, CodePurpose.IDENTIFY, institution, report.at(), crypto.keys()::find)
                        instanceof CodeCheck.Outcome.Sound sound
                && sound.code().code().equals(report.code());
    }

    private boolean told(UseReport report, String evidence, String institution) {
        int dot = evidence.indexOf('.');
        Instant verified;
        try {
            verified = Instant.ofEpochSecond(Long.parseLong(evidence, 0, Math.max(dot, 0), 10));
        } catch (NumberFormatException | DateTimeException none) {
            return false;
        }
        byte[] right = of(report.code(), institution, verified).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(right, evidence.getBytes(StandardCharsets.UTF_8))
                && report.at().isAfter(verified.minus(HealthCodeSettings.CLOCK_SKEW))
                && report.at().isBefore(verified.plus(GOOD));
    }
}
