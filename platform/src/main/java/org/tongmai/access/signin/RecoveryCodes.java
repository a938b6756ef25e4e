package org.tongmai.access.signin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Codes on paper that stand for the second factor when the telephone is lost: 80 bits each, kept as hashes, good once. */
public final class RecoveryCodes {

    /** Codes of one set. */
    public static final int COUNT = 10;

    /** Bytes of a code: 16 letters. */
    private static final int BYTES = 10;

    /** Letters of a group, as people copy them. */
    private static final int GROUP = 4;

    private static final int LETTERS = 16;

    private static final SecureRandom RANDOM = new SecureRandom();

    private RecoveryCodes() {}

    /** A new set, in groups parted by hyphens. */
    public static List<String> next() {
        return Stream.generate(RecoveryCodes::one).limit(COUNT).toList();
    }

    /** Whether somebody typed a recovery code and not a code of six digits. */
    public static boolean looksLike(String typed) {
        return plain(typed).length() == LETTERS;
    }

    /** What is kept of a code; hyphens, spaces and small letters make no difference. */
    public static byte[] hash(String typed) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(plain(typed).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String one() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base32.of(bytes).replaceAll("(.{" + GROUP + "})(?=.)", "$1-");
    }

    private static String plain(String typed) {
        return typed.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
    }
}
