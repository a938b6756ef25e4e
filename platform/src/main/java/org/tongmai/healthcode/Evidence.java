package org.tongmai.healthcode;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * That an institution verified a code of which it reports a use, on what it was shown and for what: what the node told it with the
 * answer, or, where it had no network, the signed text that was shown. Neither is stored by the node.
 */
final class Evidence {

    /** A code is used on the day on which it was verified. */
    static final Duration GOOD = Duration.ofDays(1);

    /** Second, form, purpose, digest; between them a dot. */
    private static final int PARTS = 4;

    private final Crypto crypto;

    Evidence(Crypto crypto) {
        this.crypto = crypto;
    }

    /**
     * What evidence says of a use.
     *
     * @param purpose READ only where the institution was allowed to read
     * @param offline verified without network
     */
    record Said(Verified.Form form, CodePurpose purpose, boolean offline) {}

    /** That this institution verified this code then. */
    String of(UUID code, String institution, Instant verifiedAt, Verified.Form form, CodePurpose purpose) {
        String how = verifiedAt.getEpochSecond() + "." + form + "." + purpose;
        return how + "." + crypto.index().verification(code, institution, how);
    }

    /** What is said of a code that the institution verified at most {@link #GOOD} before; empty where nothing shows that it did. */
    Optional<Said> of(UseReport report, String institution) {
        String evidence = report.evidence();
        if (evidence == null) {
            return Optional.empty();
        }
        return evidence.startsWith(CodeText.PREFIX)
                ? shown(report, evidence, institution)
                : told(report, evidence, institution);
    }

    private Optional<Said> shown(UseReport report, String text, String institution) {
        return CodeCheck.check(text, CodePurpose.IDENTIFY, institution, report.at(), crypto.keys()::find)
                                instanceof CodeCheck.Outcome.Sound sound
                        && sound.code().code().equals(report.code())
                ? Optional.of(new Said(sound.code().form(), CodePurpose.IDENTIFY, true))
                : Optional.empty();
    }

    private Optional<Said> told(UseReport report, String evidence, String institution) {
        String[] parts = evidence.split("\\.", -1);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        Instant verified;
        Said said;
        try {
            verified = Instant.ofEpochSecond(Long.parseLong(parts[0]));
            said = new Said(Verified.Form.valueOf(parts[1]), CodePurpose.valueOf(parts[2]), false);
        } catch (IllegalArgumentException | DateTimeException none) {
            return Optional.empty();
        }
        byte[] right = of(report.code(), institution, verified, said.form(), said.purpose())
                .getBytes(StandardCharsets.UTF_8);
        boolean good = MessageDigest.isEqual(right, evidence.getBytes(StandardCharsets.UTF_8))
                && report.at().isAfter(verified.minus(HealthCodeSettings.CLOCK_SKEW))
                && report.at().isBefore(verified.plus(GOOD));
        return good ? Optional.of(said) : Optional.empty();
    }
}
