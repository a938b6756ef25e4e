package org.tongmai.cli.surveillance;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * The periods of a table in their order. Numbers and dates that follow each other at the same distance are filled up where some are missing;
 * other names of periods are put in the order of their letters.
 *
 * @param names oldest first
 * @param of the number of each value of the column
 */
record Periods(List<String> names, Map<String, Integer> of) {

    /** A hundred years of days. */
    private static final int MOST = 36_600;

    static Periods of(Columns table, int column) {
        var texts = new TreeSet<String>();
        for (int row = 0; row < table.rows(); row++) {
            if (!table.told(row, column)) {
                throw table.wrong(row, column, "a time", "Fill in the period, or leave the row out.");
            }
            texts.add(table.text(row, column));
        }
        boolean dates = texts.stream().allMatch(text -> Columns.date(text).isPresent());
        Map<String, Long> places = new HashMap<>();
        for (String text : texts) {
            Optional<Long> place = dates ? Columns.date(text).map(LocalDate::toEpochDay) : whole(text);
            if (place.isEmpty()) {
                return named(new ArrayList<>(texts));
            }
            places.put(text, place.get());
        }
        return placed(places, dates);
    }

    private static Periods named(List<String> names) {
        Map<String, Integer> of = new HashMap<>();
        for (String name : names) {
            of.put(name, of.size());
        }
        return new Periods(names, of);
    }

    private static Periods placed(Map<String, Long> places, boolean dates) {
        List<Long> there = List.copyOf(new TreeSet<>(places.values()));
        long step = step(there);
        List<Long> all = there;
        if (step > 0) {
            long last = there.getLast();
            long number = (last - there.getFirst()) / step + 1;
            if (number > MOST) {
                throw new Problem(
                        Kind.TOO_LARGE,
                        "cli.periods-number",
                        "The times span " + number + " periods.",
                        "A table has at most " + MOST + " of them.",
                        "Look for a wrong time, or leave out old periods.");
            }
            all = new ArrayList<>();
            for (long each = there.getFirst(); each <= last; each += step) {
                all.add(each);
            }
        }
        List<Long> order = all;
        Map<String, Integer> of = new HashMap<>();
        places.forEach((text, place) -> of.put(text, Collections.binarySearch(order, place)));
        List<String> names = all.stream()
                .map(each -> dates ? LocalDate.ofEpochDay(each).toString() : Long.toString(each))
                .toList();
        return new Periods(names, of);
    }

    /** The distance that is the most frequent one, where all others are multiples of it; else 0. */
    private static long step(List<Long> there) {
        Map<Long, Integer> counts = new HashMap<>();
        for (int i = 1; i < there.size(); i++) {
            counts.merge(there.get(i) - there.get(i - 1), 1, Integer::sum);
        }
        long most = counts.entrySet().stream()
                .max(Map.Entry.<Long, Integer>comparingByValue()
                        .thenComparing(Map.Entry.<Long, Integer>comparingByKey().reversed()))
                .map(Map.Entry::getKey)
                .orElse(0L);
        return counts.keySet().stream().allMatch(each -> each % most == 0) ? most : 0;
    }

    private static Optional<Long> whole(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException letters) {
            return Optional.empty();
        }
    }
}
