package org.tongmai.emergency;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;

/** The words of a report on the situation, in Chinese or English. */
enum Wording {
    ZH(Locale.SIMPLIFIED_CHINESE, ""),
    EN(Locale.ENGLISH, " ");

    private final Locale locale;
    private final String space;
    private final Properties patterns = new Properties();

    Wording(Locale locale, String space) {
        this.locale = locale;
        this.space = space;
        String file = "situation_" + locale.getLanguage() + ".properties";
        try (Reader read = new InputStreamReader(
                Objects.requireNonNull(Wording.class.getResourceAsStream(file), file), StandardCharsets.UTF_8)) {
            patterns.load(read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** BCP 47. */
    String language() {
        return locale.toLanguageTag();
    }

    /** What stands between two words. */
    String space() {
        return space;
    }

    String of(String name, Object... values) {
        return new MessageFormat(pattern(name), locale).format(values);
    }

    private String pattern(String name) {
        return Objects.requireNonNull(patterns.getProperty(name), name);
    }

    String day(LocalDate day) {
        return DateTimeFormatter.ofPattern(pattern("day"), locale).format(day);
    }

    /** A moment; midnight is the end of the day before, as reports have it (24 时). */
    String moment(Instant at) {
        ZonedDateTime local = at.atZone(Events.ZONE);
        return local.toLocalTime().equals(LocalTime.MIDNIGHT)
                ? of("midnight", day(local.toLocalDate().minusDays(1)))
                : DateTimeFormatter.ofPattern(pattern("minute"), locale).format(local);
    }

    /** A moment of this year or so. */
    String brief(Instant at) {
        return DateTimeFormatter.ofPattern(pattern("short"), locale).format(at.atZone(Events.ZONE));
    }
}
