package org.tongmai.insight.deidentify;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HexFormat;
import org.tongmai.kernel.crypto.Suite;

/**
 * Pseudonyms of one project: keyed digests (HMAC-SM3 or HMAC-SHA-256 by the suite of the node) of the person's number in the index.
 * Who has no key can neither make nor undo one, and what two projects call a person has nothing in common. Once the key is
 * destroyed nobody can.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2104">RFC 2104</a>
 */
public final class Pseudonyms {

    /** Length of a key. */
    public static final int KEY_BYTES = 32;

    /** Days by which events of one person are moved at most, back or forth. */
    public static final int SHIFT_MOST = 182;

    /** 96 bits: that two of a billion persons share one is less likely than 1 in 10^10. */
    private static final int BYTES = 12;

    private final Suite suite;
    private final byte[] key;

    /** @throws IllegalArgumentException where the key is not of {@value #KEY_BYTES} bytes */
    public Pseudonyms(Suite suite, byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("a key of pseudonyms has " + KEY_BYTES + " bytes");
        }
        this.suite = suite;
        this.key = key.clone();
    }

    /** What the project calls this person: {@code P} and 24 digits of base 16, which no spreadsheet takes for a number. */
    public String of(long person) {
        return "P" + HexFormat.of().formatHex(keyed("person", person), 0, BYTES);
    }

    /**
     * The day in the person's own calendar, moved by a secret number of days that is the same for all days of the person: how long
     * passed between two events stays true.
     */
    public LocalDate shifted(long person, LocalDate day) {
        long drawn = ByteBuffer.wrap(keyed("shift", person)).getLong();
        int days = (int) Math.floorMod(drawn, 2L * SHIFT_MOST) - SHIFT_MOST;
        return day.plusDays(days < 0 ? days : days + 1);
    }

    private byte[] keyed(String use, long person) {
        return suite.authenticate(key, ("tongmai research " + use + "|" + person).getBytes(StandardCharsets.UTF_8));
    }
}
