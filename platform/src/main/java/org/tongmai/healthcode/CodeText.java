package org.tongmai.healthcode;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.crypto.Suite;

/**
 * What stands in a QR picture: {@code TM1.} and base64url of these bytes, big-endian, the signature last.
 *
 * <pre>
 *  0  1  version, 1
 *  1  1  form: 1 dynamic, 2 printed, 3 dynamic of a guardian, 4 dynamic of an institution
 *  2  1  purpose: 0 identify, 1 read
 *  3  1  life in seconds, 0 for a printed code
 *  4  8  id of the key
 * 12  6  issued at, milliseconds since 1970
 * 18 12  nonce, its first 4 bytes the same for whoever shows this code (IndexKey.shower); of a printed code its serial (4) and its end (8), milliseconds since 1970
 * 30 16  id of the code
 * 46 18  USCC of the only institution that may read, or nothing
 *    64  signature of {@value #SIGNED_AS} and all bytes before
 * </pre>
 *
 * @param key id of the key, 16 hexadecimal places
 * @param nonce of a printed code {@link #print its serial and end}
 * @param institution USCC of the only institution that may read; null where whoever verifies it may
 */
record CodeText(
        Verified.Form form,
        CodePurpose purpose,
        Duration life,
        String key,
        Instant issuedAt,
        byte[] nonce,
        UUID code,
        @Nullable String institution) {

    static final int NONCE_BYTES = 12;

    static final String PREFIX = "TM1.";
    static final String SIGNED_AS = "tongmai health code 1";

    private static final byte VERSION = 1;
    private static final int KEY_BYTES = 8;
    private static final int HEAD_BYTES = 46;
    private static final int INSTITUTION_BYTES = 18;
    private static final byte[] CONTEXT = SIGNED_AS.getBytes(StandardCharsets.US_ASCII);

    /** A code as it was read, with what its signature was made of. */
    record Signed(CodeText code, byte[] signed, byte[] signature) {}

    /** What stands in a printed code in place of a nonce. */
    static byte[] print(int serial, Instant until) {
        return ByteBuffer.allocate(NONCE_BYTES)
                .putInt(serial)
                .putLong(until.toEpochMilli())
                .array();
    }

    /** How many prints of the code there were with this one; 0 for a dynamic code. */
    int serial() {
        return form.fresh() ? 0 : ByteBuffer.wrap(nonce).getInt();
    }

    /** From when on it is refused. */
    Instant until() {
        return form.fresh()
                ? issuedAt.plus(life)
                : Instant.ofEpochMilli(ByteBuffer.wrap(nonce).getLong(Integer.BYTES));
    }

    /** What is to be signed. */
    byte[] signed() {
        byte[] named = institution == null ? new byte[0] : institution.getBytes(StandardCharsets.US_ASCII);
        long millis = issuedAt.toEpochMilli();
        return ByteBuffer.allocate(CONTEXT.length + HEAD_BYTES + named.length)
                .put(CONTEXT)
                .put(VERSION)
                .put((byte) (form.ordinal() + 1))
                .put((byte) purpose.ordinal())
                .put((byte) life.toSeconds())
                .put(HexFormat.of().parseHex(key))
                .putShort((short) (millis >> Integer.SIZE))
                .putInt((int) millis)
                .put(nonce)
                .putLong(code.getMostSignificantBits())
                .putLong(code.getLeastSignificantBits())
                .put(named)
                .array();
    }

    /** The text that a QR picture carries. */
    String text(byte[] signature) {
        byte[] signed = signed();
        byte[] all = Arrays.copyOfRange(signed, CONTEXT.length, signed.length + signature.length);
        System.arraycopy(signature, 0, all, signed.length - CONTEXT.length, signature.length);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    }

    /** Reads a text; empty where it is none of ours, or written in another way than we write it. */
    static Optional<Signed> parse(String text) {
        int longest = HEAD_BYTES + INSTITUTION_BYTES + Suite.SIGNATURE_BYTES;
        if (!text.startsWith(PREFIX) || text.length() > PREFIX.length() + 2 * longest) {
            return Optional.empty();
        }
        String body = text.substring(PREFIX.length());
        try {
            byte[] all = Base64.getUrlDecoder().decode(body);
            boolean ours =
                    Base64.getUrlEncoder().withoutPadding().encodeToString(all).equals(body);
            int named = all.length - HEAD_BYTES - Suite.SIGNATURE_BYTES;
            return ours && (named == 0 || named == INSTITUTION_BYTES) ? read(all, named) : Optional.empty();
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
    }

    private static Optional<Signed> read(byte[] all, int named) {
        ByteBuffer bytes = ByteBuffer.wrap(all);
        byte version = bytes.get();
        int form = bytes.get() - 1;
        int purpose = bytes.get();
        int life = Byte.toUnsignedInt(bytes.get());
        byte[] key = new byte[KEY_BYTES];
        bytes.get(key);
        long millis =
                (long) Short.toUnsignedInt(bytes.getShort()) << Integer.SIZE | Integer.toUnsignedLong(bytes.getInt());
        byte[] nonce = new byte[NONCE_BYTES];
        bytes.get(nonce);
        UUID id = new UUID(bytes.getLong(), bytes.getLong());
        byte[] institution = new byte[named];
        bytes.get(institution);
        byte[] signature = new byte[Suite.SIGNATURE_BYTES];
        bytes.get(signature);
        boolean known = version == VERSION
                && form >= 0
                && form < Verified.Form.CARD.ordinal()
                && purpose >= 0
                && purpose < CodePurpose.values().length
                && (form == Verified.Form.PRINTED.ordinal()
                        ? life == 0 && purpose == CodePurpose.IDENTIFY.ordinal()
                        : life > 0 && life <= HealthCodeSettings.LIFE_LONGEST.toSeconds());
        if (!known) {
            return Optional.empty();
        }
        CodeText code = new CodeText(
                Verified.Form.values()[form],
                CodePurpose.values()[purpose],
                Duration.ofSeconds(life),
                HexFormat.of().formatHex(key),
                Instant.ofEpochMilli(millis),
                nonce,
                id,
                named == 0 ? null : new String(institution, StandardCharsets.US_ASCII));
        byte[] signed = Arrays.copyOf(CONTEXT, CONTEXT.length + all.length - signature.length);
        System.arraycopy(all, 0, signed, CONTEXT.length, all.length - signature.length);
        return Optional.of(new Signed(code, signed, signature));
    }
}
