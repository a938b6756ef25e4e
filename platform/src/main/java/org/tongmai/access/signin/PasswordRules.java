package org.tongmai.access.signin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.tongmai.kernel.Problem;

/**
 * What a password that a person chooses must be (GB/T 22239-2019 8.1.4.1 a; NIST SP 800-63B 5.1.1.2 for common ones).
 *
 * @param shortest characters at least
 * @param classes of small letters, capital letters, digits and other signs, so many at least
 * @param passphrase from so many characters on the classes are not asked
 */
public record PasswordRules(int shortest, int classes, int passphrase) {

    /** Longest password in bytes of UTF-8: bcrypt reads no more. */
    public static final int LONGEST_BYTES = 72;

    /** Different characters at least: aaaaaaaaaA1 is long and no password. */
    private static final int DIFFERENT = 5;

    /** A login or name shorter than this may stand in a password by chance. */
    private static final int NAME_SHORTEST = 3;

    private static final Set<String> COMMON = common();

    /**
     * Refuses a password that is too weak.
     *
     * @param login of the person, which must not stand in it; neither must the name
     * @throws Problem {@code access.password-too-weak}, {@code access.password-common}
     */
    public void check(String password, String login, String name) {
        int length = password.codePointCount(0, password.length());
        if (length < shortest
                || password.getBytes(StandardCharsets.UTF_8).length > LONGEST_BYTES
                || (length < passphrase && classesOf(password) < classes)
                || password.codePoints().distinct().count() < DIFFERENT) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.password-too-weak",
                    "The password is too short, too simple or too long.",
                    "At least " + shortest + " characters with " + classes
                            + " of small letters, capital letters, digits and other signs, or at least " + passphrase
                            + " characters of any kind; at most " + LONGEST_BYTES + " bytes.",
                    "Choose another password; a sentence that only you know is easy to keep in mind.");
        }
        String lower = password.toLowerCase(Locale.ROOT);
        if (COMMON.contains(stem(lower)) || contains(lower, login) || contains(lower, name)) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.password-common",
                    "The password is one that many people have, or has your name in it.",
                    "Whoever guesses tries such passwords first, with digits or signs around them, too.",
                    "Choose another password.");
        }
    }

    private static int classesOf(String password) {
        boolean small = password.chars().anyMatch(Character::isLowerCase);
        boolean capital = password.chars().anyMatch(Character::isUpperCase);
        boolean digit = password.chars().anyMatch(Character::isDigit);
        boolean sign = password.chars().anyMatch(each -> !Character.isLetterOrDigit(each));
        return (small ? 1 : 0) + (capital ? 1 : 0) + (digit ? 1 : 0) + (sign ? 1 : 0);
    }

    /** What is left of a password without what people put around a common word and the signs that they write for letters. */
    static String stem(String password) {
        String letters = Normalizer.normalize(password.toLowerCase(Locale.ROOT), Normalizer.Form.NFKC)
                .replaceAll("^[^\\p{L}]+", "")
                .replaceAll("[^\\p{L}]+$", "")
                .replace('@', 'a')
                .replace('4', 'a')
                .replace('0', 'o')
                .replace('1', 'i')
                .replace('!', 'i')
                .replace('3', 'e')
                .replace('$', 's')
                .replace('5', 's')
                .replaceAll("[^\\p{L}]", "");
        return letters;
    }

    private static boolean contains(String password, String name) {
        String lower = name.strip().toLowerCase(Locale.ROOT);
        return lower.length() >= NAME_SHORTEST && password.contains(lower);
    }

    private static Set<String> common() {
        try (InputStream file = PasswordRules.class.getResourceAsStream("common-passwords.txt")) {
            return new String(
                            Objects.requireNonNull(file, "common-passwords.txt is missing")
                                    .readAllBytes(),
                            StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(PasswordRules::stem)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new IllegalStateException("common-passwords.txt cannot be read", e);
        }
    }
}
