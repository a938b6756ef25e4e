package org.tongmai.fhir;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;

/**
 * Resources that somebody sent over REST, and what became of them.
 *
 * @param asked what was asked for
 * @param kind {@code Bundle} or the resource type
 * @param hash SHA-256 of the body, hexadecimal
 * @param body as received
 * @param locations what was written; empty where refused
 * @param batch of a batch each entry, refused ones too; empty for everything else
 * @param refused why it was refused; null where it was taken
 */
public record Submitted(
        Instant at,
        @Nullable String institution,
        String account,
        Asked asked,
        String kind,
        String hash,
        byte[] body,
        int created,
        int updated,
        int unchanged,
        List<String> locations,
        List<BatchEntry> batch,
        @Nullable Problem refused) {

    /** SHA-256 of a body, hexadecimal. */
    public static String hash(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
