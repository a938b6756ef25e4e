package org.tongmai.intake.cda;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tongmai.intake.hl7v2.Zones;

/**
 * Times as HL7 version 3 writes them, {@code YYYY[MM[DD[HH[MM[SS[.S+]]]]]][+/-ZZ[ZZ]]}, and as Chinese senders also do, with a T
 * before the hour or with dashes and colons. They become FHIR's, no more precise than they were.
 *
 * @see <a href="https://www.hl7.org/documentcenter/public/standards/dstu/V3_DT_R1.pdf">HL7 V3 data types R1, TS</a>
 */
final class Times {

    private static final Pattern TS = Pattern.compile("(\\d{4})(?:(\\d{2})(?:(\\d{2})"
            + "(?:(\\d{2})(?:(\\d{2})(?:(\\d{2})(?:\\.(\\d{1,9}))?)?)?)?)?)?(Z|[+-]\\d{2,4})?");

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx", Locale.ROOT);

    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx", Locale.ROOT);

    /** Up to a day FHIR writes a date. */
    private static final int DATE_LENGTH = 10;

    private final Zones zones;

    Times(Zones zones) {
        this.zones = zones;
    }

    /** A FHIR dateTime; nothing where the text is no time. */
    Optional<String> dateTime(String text) {
        Matcher ts = TS.matcher(plain(text));
        if (!ts.matches()) {
            return Optional.empty();
        }
        try {
            if (ts.group(4) == null) {
                return Optional.of(day(ts));
            }
            OffsetDateTime moment = moment(ts);
            return Optional.of((moment.getNano() == 0 ? SECONDS : MILLIS).format(moment));
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }

    /** A FHIR date: the day of a time. */
    Optional<String> date(String text) {
        return dateTime(text).map(time -> time.substring(0, Math.min(DATE_LENGTH, time.length())));
    }

    /** Whether a FHIR dateTime names a moment. */
    static boolean isMoment(String dateTime) {
        return dateTime.length() > DATE_LENGTH;
    }

    /** {@code 2012-10-24 15:48:23} and {@code 20121024T154823} are what {@code 20121024154823} is. */
    private static String plain(String text) {
        String bare = text.strip();
        int time = Math.max(bare.indexOf('T'), bare.indexOf(' '));
        String day = (time < 0 ? bare : bare.substring(0, time));
        if (day.matches("\\d{4}[-/]\\d{2}([-/]\\d{2})?")) {
            day = day.replace("-", "").replace("/", "");
        }
        return time < 0 ? day : day + bare.substring(time + 1).replaceAll("(?<=\\d{2}):(?=\\d{2})", "");
    }

    private static String day(Matcher ts) {
        String month = ts.group(2);
        String day = ts.group(3);
        LocalDate known = LocalDate.of(Integer.parseInt(ts.group(1)), number(month, 1), number(day, 1));
        String text = known.toString();
        return month == null ? text.substring(0, 4) : day == null ? text.substring(0, 7) : text;
    }

    private OffsetDateTime moment(Matcher ts) {
        LocalDateTime local = LocalDateTime.of(
                Integer.parseInt(ts.group(1)),
                number(ts.group(2), 1),
                number(ts.group(3), 1),
                number(ts.group(4), 0),
                number(ts.group(5), 0),
                number(ts.group(6), 0),
                ts.group(7) == null ? 0 : Integer.parseInt((ts.group(7) + "000000000").substring(0, 9)));
        String offset = ts.group(8);
        return offset == null ? zones.at(local) : local.atOffset(ZoneOffset.of(offset));
    }

    private static int number(@Nullable String digits, int otherwise) {
        return digits == null ? otherwise : Integer.parseInt(digits);
    }
}
