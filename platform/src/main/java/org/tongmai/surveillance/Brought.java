package org.tongmai.surveillance;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.access.Caller;
import org.tongmai.directory.Csv;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;
import org.tongmai.store.Json;
import org.tongmai.surveillance.disease.DiseaseList;
import org.tongmai.surveillance.disease.Source;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Counts by source, place and day that CDC staff bring in as lists (多渠道监测). A list is taken whole or not at all; what it says of a day
 * takes the place of what was said of it, and is known from now on. From then on it is a series like those of cases.
 */
final class Brought {

    /** Lines of one list: a year of a hundred counties, with room. */
    static final int ROWS_MOST = 50_000;

    /** Wrong lines that are named. */
    private static final int FAULTS_MOST = 100;

    /** A week of such counts still is a number of cases. */
    private static final int COUNT_MOST = 10_000_000;

    private static final int ITEM_LONGEST = 60;
    private static final int YEARS_BACK = 20;

    private static final List<String> NEEDED = List.of("source", "place", "day", "count");
    private static final String ITEM = "item";

    private final BroughtStore store;
    private final DiseaseList list;
    private final Jurisdiction.Finder jurisdictions;
    private final TransactionOperations transaction;
    private final Clock clock;

    Brought(
            BroughtStore store,
            DiseaseList list,
            Jurisdiction.Finder jurisdictions,
            TransactionOperations transaction,
            Clock clock) {
        this.store = store;
        this.list = list;
        this.jurisdictions = jurisdictions;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** How a list is written. */
    enum Form {
        /** With a line of column names; {@code item} may be left out. */
        CSV,
        /** One object a line. */
        NDJSON
    }

    /**
     * What was taken.
     *
     * @param list its number
     * @param changed lines that say something new
     */
    record Taken(long list, int rows, int series, int changed) {}

    /** What one line says of its series. */
    private record Told(String place, String what, LocalDate day, int count) {}

    /**
     * Takes a list in.
     *
     * @throws Problem {@code surveillance.list-wrong}, {@code surveillance.list-too-long}
     */
    Taken take(Caller caller, Form form, String text) {
        Jurisdiction of = jurisdictions.of(caller);
        if (of.institution() != null) {
            throw Jurisdiction.notYours();
        }
        Map<Integer, Map<String, String>> lines = form == Form.CSV ? csv(text) : ndjson(text);
        Reading reading = new Reading(of);
        Map<String, SortedMap<LocalDate, Integer>> series = reading.series(lines);
        Instant now = clock.instant();
        return Objects.requireNonNull(transaction.execute(status -> {
            long number = store.list(caller, lines.size(), now);
            int changed = 0;
            for (Map.Entry<String, SortedMap<LocalDate, Integer>> each : series.entrySet()) {
                int blank = each.getKey().indexOf(' ');
                changed += store.tell(
                        each.getKey().substring(0, blank),
                        each.getKey().substring(blank + 1),
                        each.getValue(),
                        number,
                        now);
            }
            return new Taken(number, lines.size(), series.size(), changed);
        }));
    }

    // -- reading: lines by their number in the file, each a value by column

    private static Map<Integer, Map<String, String>> csv(String text) {
        var lines = new TreeMap<Integer, Map<String, String>>();
        List<String> head = List.of();
        int number = 0;
        for (String line : text.split("\r?\n", -1)) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            List<String> cells = Csv.fields(line).stream().map(String::strip).toList();
            if (head.isEmpty()) {
                head = cells;
                if (!head.containsAll(NEEDED)) {
                    throw wrong(List.of(number + ":columns"));
                }
            } else {
                lines.put(number, cells.size() == head.size() ? row(head, cells) : Map.of());
                bounded(lines.size());
            }
        }
        return filled(lines);
    }

    private static Map<String, String> row(List<String> head, List<String> cells) {
        var row = new HashMap<String, String>();
        for (int i = 0; i < head.size(); i++) {
            row.put(head.get(i), cells.get(i));
        }
        return row;
    }

    private static Map<Integer, Map<String, String>> ndjson(String text) {
        var lines = new TreeMap<Integer, Map<String, String>>();
        int number = 0;
        for (String line : text.split("\r?\n", -1)) {
            number++;
            if (!line.isBlank()) {
                lines.put(number, object(line));
                bounded(lines.size());
            }
        }
        return filled(lines);
    }

    /** Empty where it is none. */
    private static Map<String, String> object(String line) {
        try {
            JsonNode object = Json.mapper().readTree(line);
            return object.properties().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            each -> each.getValue().asString("").strip()));
        } catch (JacksonException notOne) {
            return Map.of();
        }
    }

    private static Map<Integer, Map<String, String>> filled(Map<Integer, Map<String, String>> lines) {
        if (lines.isEmpty()) {
            throw wrong(List.of("1:columns"));
        }
        return lines;
    }

    private static void bounded(int lines) {
        if (lines > ROWS_MOST) {
            throw tooLong();
        }
    }

    /** One list, with what is wrong in it. */
    private final class Reading {

        private final Jurisdiction of;
        private final LocalDate today = LocalDate.ofInstant(clock.instant(), Surveillance.ZONE);
        private final Set<String> sources = list.sources(today).stream()
                .filter(each -> each.way() == Source.Way.LIST)
                .map(Source::code)
                .collect(Collectors.toUnmodifiableSet());
        private final Map<String, Boolean> places = new HashMap<>();
        private final List<String> faults = new ArrayList<>();

        Reading(Jurisdiction of) {
            this.of = of;
        }

        /** By {@code place what}, in an order that lets no two writers wait for each other. */
        Map<String, SortedMap<LocalDate, Integer>> series(Map<Integer, Map<String, String>> lines) {
            var series = new TreeMap<String, SortedMap<LocalDate, Integer>>();
            lines.forEach((number, line) -> {
                Told told = told(number, line);
                if (told != null
                        && series.computeIfAbsent(told.place + " " + told.what, key -> new TreeMap<>())
                                        .put(told.day, told.count)
                                != null) {
                    fault(number, "repeated");
                }
            });
            if (!faults.isEmpty()) {
                throw wrong(faults);
            }
            return series;
        }

        private @Nullable Told told(int number, Map<String, String> line) {
            if (line.isEmpty()) {
                fault(number, "columns");
                return null;
            }
            String source = line.getOrDefault("source", "");
            String item = line.getOrDefault(ITEM, "");
            String place = line.getOrDefault("place", "");
            LocalDate day = day(line.getOrDefault("day", ""));
            int count = count(line.getOrDefault("count", ""));
            check(sources.contains(source), number, "source");
            check(item.length() <= ITEM_LONGEST && item.chars().noneMatch(Character::isISOControl), number, ITEM);
            check(places.computeIfAbsent(place, this::mine), number, "place");
            check(count >= 0, number, "count");
            if (day == null) {
                fault(number, "day");
                return null;
            }
            return new Told(place, item.isEmpty() ? source : source + Source.ITEM + item, day, count);
        }

        private void check(boolean right, int number, String column) {
            if (!right) {
                fault(number, column);
            }
        }

        private void fault(int number, String what) {
            if (faults.size() < FAULTS_MOST) {
                faults.add(number + ":" + what);
            }
        }

        private boolean mine(String place) {
            return RegionCode.find(place).isPresent() && jurisdictions.known(place) && of.covers(place);
        }

        private @Nullable LocalDate day(String text) {
            try {
                LocalDate day = LocalDate.parse(text);
                return day.isAfter(today) || day.isBefore(today.minusYears(YEARS_BACK)) ? null : day;
            } catch (DateTimeParseException notOne) {
                return null;
            }
        }

        /** Below 0 where it is none. */
        private static int count(String text) {
            try {
                int count = Integer.parseInt(text);
                return count > COUNT_MOST ? -1 : count;
            } catch (NumberFormatException notOne) {
                return -1;
            }
        }
    }

    private static Problem wrong(List<String> faults) {
        return new Problem(
                Problem.Kind.INVALID,
                "surveillance.list-wrong",
                "Some lines of the list cannot be used; nothing was taken.",
                "Each has source, place (six digits, in your region), day (not ahead) and count (a whole number from 0), once for a day.",
                "Correct the lines that are named, as line:column, and send the list again.",
                faults);
    }

    static Problem notUtf8() {
        return new Problem(
                Problem.Kind.INVALID,
                "surveillance.list-not-utf8",
                "The list is not UTF-8.",
                "In another character set its names would be kept as other names.",
                "Save it as “CSV UTF-8” and send it again.");
    }

    static Problem tooLong() {
        return new Problem(
                Problem.Kind.TOO_LARGE,
                "surveillance.list-too-long",
                "The list is too long.",
                "A list has at most " + ROWS_MOST + " lines and 8 MB.",
                "Send it in parts.");
    }
}
