package org.tongmai.access.signin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Codes by time: six digits of HMAC-SHA-1 over steps of 30 seconds, which every authenticator understands.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6238">RFC 6238</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4226#section-5.3">RFC 4226 §5.3</a>
 */
public final class Totp {

    /** Length of a step in seconds (RFC 6238 §5.2). */
    public static final int STEP_SECONDS = 30;

    /** Digits of a code. */
    public static final int DIGITS = 6;

    /** Steps by which the clock of a telephone may be wrong, before and after (RFC 6238 §5.2 advises one). */
    static final int SKEW = 1;

    /** Length of a secret in bytes, that of the hash (RFC 4226 §4 R6). */
    static final int SECRET_BYTES = 20;

    private static final SecureRandom RANDOM = new SecureRandom();

    private Totp() {}

    /** A new secret. */
    public static byte[] secret() {
        byte[] secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return secret;
    }

    /** The number of the step in which a moment lies. */
    public static long step(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), STEP_SECONDS);
    }

    /** The code of a step. */
    public static String code(byte[] secret, long step) {
        return code(secret, step, DIGITS);
    }

    static String code(byte[] secret, long step, int digits) {
        byte[] hash = hmac(secret, ByteBuffer.allocate(Long.BYTES).putLong(step).array());
        int offset = hash[hash.length - 1] & 0xf;
        int number = ByteBuffer.wrap(hash).getInt(offset) & 0x7fff_ffff;
        int limit = 1;
        for (int i = 0; i < digits; i++) {
            limit *= 10;
        }
        String written = Integer.toString(number % limit);
        return "0".repeat(digits - written.length()) + written;
    }

    /**
     * The step whose code this is: that of the moment, the one before or the one after.
     *
     * @param after a step; it and those before were used already
     * @return empty where the code is none of these
     */
    public static OptionalLong match(byte[] secret, String code, Instant now, long after) {
        long step = step(now);
        byte[] typed = code.getBytes(StandardCharsets.UTF_8);
        OptionalLong found = OptionalLong.empty();
        for (long each = step - SKEW; each <= step + SKEW; each++) {
            boolean same = MessageDigest.isEqual(code(secret, each).getBytes(StandardCharsets.UTF_8), typed);
            if (same && each > after && found.isEmpty()) {
                found = OptionalLong.of(each);
            }
        }
        return found;
    }

    private static byte[] hmac(byte[] secret, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret, "RAW"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA1", e);
        }
    }
}
