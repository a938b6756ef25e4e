package org.tongmai.access;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import org.tongmai.kernel.Problem;

/** The Chinese of refusals, from {@code problems_zh.properties}; where a code is missing there, the English stands. */
final class ProblemWords {

    private static final Properties ZH = load();

    private ProblemWords() {}

    /** @param part {@code what}, {@code why} or {@code mend} */
    static String say(String code, String part, String english, Locale locale) {
        return isChinese(locale) ? ZH.getProperty(code + "." + part, english) : english;
    }

    static String title(Problem.Kind kind, Locale locale) {
        String word = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String english = Character.toUpperCase(word.charAt(0)) + word.substring(1);
        return isChinese(locale) ? ZH.getProperty("kind." + kind.name(), english) : english;
    }

    static Set<String> keys() {
        return ZH.stringPropertyNames();
    }

    static boolean isChinese(Locale locale) {
        return locale.getLanguage().equals("zh");
    }

    private static Properties load() {
        try (var reader = new InputStreamReader(
                Objects.requireNonNull(ProblemWords.class.getResourceAsStream("problems_zh.properties")),
                StandardCharsets.UTF_8)) {
            Properties words = new Properties();
            words.load(reader);
            return words;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
