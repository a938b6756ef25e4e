package org.tongmai.print;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;

/** The words of a kind of paper in one language: {@link MessageFormat} patterns in a file of properties beside the class that uses them. */
public final class Wording {

    /** The country's one time. */
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    /** Languages of papers. */
    public enum Language {
        ZH(Locale.SIMPLIFIED_CHINESE, "yyyy年M月d日", "yyyy年M月d日HH时mm分", "%s24时", "M-d HH:mm"),
        EN(Locale.ENGLISH, "d MMM yyyy", "d MMM yyyy HH:mm", "%s 24:00", "d MMM HH:mm");

        private final Locale locale;
        private final DateTimeFormatter day;
        private final DateTimeFormatter minute;
        private final String midnight;
        private final DateTimeFormatter brief;

        Language(Locale locale, String day, String minute, String midnight, String brief) {
            this.locale = locale;
            this.day = DateTimeFormatter.ofPattern(day, locale);
            this.minute = DateTimeFormatter.ofPattern(minute, locale);
            this.midnight = midnight;
            this.brief = DateTimeFormatter.ofPattern(brief, locale);
        }

        /** BCP 47. */
        public String tag() {
            return locale.toLanguageTag();
        }
    }

    private final Language language;
    private final Properties patterns = new Properties();

    /**
     * @param name of the file, which ends in the language: {@code name_zh.properties}
     * @throws NullPointerException there is no such file
     */
    public Wording(Class<?> beside, String name, Language language) {
        this.language = language;
        String file = name + "_" + language.locale.getLanguage() + ".properties";
        try (Reader read = new InputStreamReader(
                Objects.requireNonNull(beside.getResourceAsStream(file), file), StandardCharsets.UTF_8)) {
            patterns.load(read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Language language() {
        return language;
    }

    /** @throws NullPointerException the file has no such words */
    public String of(String name, Object... values) {
        String pattern = Objects.requireNonNull(patterns.getProperty(name), name);
        return new MessageFormat(pattern, language.locale).format(values);
    }

    /** Whether the file has such words. */
    public boolean has(String name) {
        return patterns.containsKey(name);
    }

    public String day(LocalDate day) {
        return language.day.format(day);
    }

    /** A moment; midnight is the end of the day before, as reports have it (24 时). */
    public String moment(Instant at) {
        ZonedDateTime local = at.atZone(ZONE);
        return local.toLocalTime().equals(LocalTime.MIDNIGHT)
                ? language.midnight.formatted(day(local.toLocalDate().minusDays(1)))
                : language.minute.format(local);
    }

    /** A moment of this year or so. */
    public String brief(Instant at) {
        return language.brief.format(at.atZone(ZONE));
    }
}
