package org.tongmai.intake.hl7v2;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * In which zone a time without one was written, by the date from which that holds.
 *
 * @param since zone by first day; the earliest one also holds before its day
 */
public record Zones(NavigableMap<LocalDate, ZoneId> since) {

    public Zones {
        if (since.isEmpty()) {
            throw new IllegalArgumentException("at least one zone is needed");
        }
    }

    /**
     * Reads the setting: one zone, or several with their first days as {@code Asia/Shanghai,2031-01-01=Asia/Urumqi}.
     *
     * @throws DateTimeException where a day or a zone is none
     */
    public static Zones parse(String text) {
        NavigableMap<LocalDate, ZoneId> since = new TreeMap<>();
        for (String part : text.split(",")) {
            int equals = part.indexOf('=');
            LocalDate day = equals < 0
                    ? LocalDate.EPOCH
                    : LocalDate.parse(part.substring(0, equals).strip());
            since.put(day, ZoneId.of(part.substring(equals + 1).strip()));
        }
        return new Zones(since);
    }

    /** The moment that this local time means. */
    public OffsetDateTime at(LocalDateTime local) {
        Map.Entry<LocalDate, ZoneId> entry = since.floorEntry(local.toLocalDate());
        return local.atZone((entry == null ? since.firstEntry() : entry).getValue())
                .toOffsetDateTime();
    }

    /** The local time of a moment. */
    public LocalDateTime at(Instant moment) {
        LocalDate day = LocalDate.ofInstant(moment, ZoneOffset.UTC);
        Map.Entry<LocalDate, ZoneId> entry = since.floorEntry(day);
        return LocalDateTime.ofInstant(moment, (entry == null ? since.firstEntry() : entry).getValue());
    }
}
