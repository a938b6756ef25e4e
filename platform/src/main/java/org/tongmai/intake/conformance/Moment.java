package org.tongmai.intake.conformance;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tongmai.intake.hl7v2.Zones;

/** Times read strictly as HL7 v2.5 section 2.A.22 has them; intake itself is kinder. */
final class Moment {

    private static final Pattern DTM = Pattern.compile(
            "(\\d{4})(?:(\\d{2})(?:(\\d{2})(?:(\\d{2})(\\d{2})" + "(?:(\\d{2})(?:\\.\\d{1,4})?)?)?)?)?([+-]\\d{4})?");

    private Moment() {}

    /** Whether it is a time, or nothing. */
    static boolean wellFormed(String text, Zones zones) {
        return text.isEmpty() || of(text, zones).isPresent();
    }

    /** The moment, missing parts read as their first value; empty where the text is none. */
    static Optional<OffsetDateTime> of(String text, Zones zones) {
        Matcher dtm = DTM.matcher(text);
        if (!dtm.matches()) {
            return Optional.empty();
        }
        try {
            LocalDateTime local = LocalDateTime.of(
                    part(dtm.group(1), 1),
                    part(dtm.group(2), 1),
                    part(dtm.group(3), 1),
                    part(dtm.group(4), 0),
                    part(dtm.group(5), 0),
                    part(dtm.group(6), 0));
            String offset = dtm.group(7);
            return Optional.of(offset == null ? zones.at(local) : local.atOffset(ZoneOffset.of(offset)));
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }

    /** The day that stands there; empty where there is none. */
    static Optional<LocalDate> day(String text, Zones zones) {
        return text.length() < 8 ? Optional.empty() : of(text, zones).map(OffsetDateTime::toLocalDate);
    }

    /** Whether a time of day stands there, so that it can be compared with another to the minute. */
    static boolean exact(String text) {
        return text.length() >= 12;
    }

    private static int part(@Nullable String digits, int otherwise) {
        return digits == null ? otherwise : Integer.parseInt(digits);
    }
}
