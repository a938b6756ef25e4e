package org.tongmai.onboarding;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.tongmai.kernel.Problem;

/**
 * Public holidays (节假日) and the weekend days on which people work instead (调休): dated data of a file, that the State Council announces
 * for each year. The operator's file in the data directory, {@code holidays.tsv}, stands in place of ours. A day that is in no file is
 * what its weekday says.
 */
final class Holidays {

    /** Weeks that make a habit. */
    static final int WEEKS = 8;

    private static final String FILE = "holidays.tsv";

    private static final int CELLS = 3;

    private final Map<LocalDate, Boolean> off;

    private Holidays(Map<LocalDate, Boolean> off) {
        this.off = Map.copyOf(off);
    }

    /** Of a data directory. @throws Problem {@code onboarding.holidays-unreadable} */
    static Holidays in(Path data) {
        Path operators = data.resolve(FILE);
        try (InputStream in = Files.exists(operators)
                        ? Files.newInputStream(operators)
                        : Objects.requireNonNull(Holidays.class.getResourceAsStream(FILE));
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            Map<LocalDate, Boolean> off = new HashMap<>();
            lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> read(line, off));
            return new Holidays(off);
        } catch (IOException | RuntimeException unreadable) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "onboarding.holidays-unreadable",
                    "The holidays cannot be read.",
                    "The file " + FILE + " of this node is not as it must be.",
                    "The operator mends the file; docs/onboarding.md says what stands in it.");
        }
    }

    private static void read(String line, Map<LocalDate, Boolean> off) {
        String[] cells = line.split("\t", -1);
        if (cells.length < CELLS || !cells[2].matches("off|work")) {
            throw new IllegalArgumentException("from, until, off or work");
        }
        LocalDate until = LocalDate.parse(cells[1]);
        for (LocalDate day = LocalDate.parse(cells[0]); !day.isAfter(until); day = day.plusDays(1)) {
            off.put(day, cells[2].equals("off"));
        }
    }

    /** The days before with which a day is compared, the nearest first; at most {@value #WEEKS}. */
    List<LocalDate> references(LocalDate day) {
        Boolean special = off.get(day);
        DayOfWeek like = special == null ? day.getDayOfWeek() : special ? DayOfWeek.SUNDAY : DayOfWeek.FRIDAY;
        List<LocalDate> days = new ArrayList<>();
        LocalDate before = day.minusDays(1);
        while (before.getDayOfWeek() != like) {
            before = before.minusDays(1);
        }
        for (int week = 0; week < WEEKS + 3 && days.size() < WEEKS; week++) {
            LocalDate each = before.minusWeeks(week);
            if (!off.containsKey(each)) {
                days.add(each);
            }
        }
        return days;
    }
}
