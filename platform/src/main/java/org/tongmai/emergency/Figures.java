package org.tongmai.emergency;

import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of people of an event.
 *
 * @param cases by classification
 * @param onsets cases that count, by day of onset and classification
 * @param undated cases that count and whose onset is unknown
 * @param contacts people who were written down as contacts
 * @param followed contacts that are no cases, by the last day of their medical observation
 * @param became contacts that became cases
 */
public record Figures(
        Map<Classification, Integer> cases,
        Map<LocalDate, Map<Classification, Integer>> onsets,
        int undated,
        int deaths,
        int recovered,
        int contacts,
        Map<LocalDate, Integer> followed,
        int became) {

    static final Figures NONE = new Figures(Map.of(), Map.of(), 0, 0, 0, 0, Map.of(), 0);

    /** Cases that count. */
    int total() {
        return cases.entrySet().stream()
                .filter(each -> each.getKey().counts())
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /** Contacts whose medical observation lasts on a day. */
    int following(LocalDate day) {
        return followed.entrySet().stream()
                .filter(each -> !each.getKey().isBefore(day))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /** These numbers once somebody is written down, or is known better than before. */
    Figures changed(@Nullable Counted before, Counted after) {
        return (before == null ? this : plus(before, -1)).plus(after, 1);
    }

    private Figures plus(Counted person, int sign) {
        Classification classification = person.classification();
        LocalDate onset = person.onset();
        LocalDate until = person.followUntil();
        boolean counts = person.counts();
        Map<LocalDate, Map<Classification, Integer>> days = new TreeMap<>(onsets);
        if (counts && onset != null) {
            Map<Classification, Integer> day = with(days.getOrDefault(onset, Map.of()), classification, sign);
            days.put(onset, day);
            days.remove(onset, Map.of());
        }
        Map<LocalDate, Integer> watched = new TreeMap<>(followed);
        if (until != null) {
            watched.merge(until, sign, Figures::sum);
        }
        return new Figures(
                with(cases, classification, sign),
                days,
                undated + (counts && onset == null ? sign : 0),
                deaths + (counts && person.ending() == Ending.DIED ? sign : 0),
                recovered + (counts && person.ending() == Ending.RECOVERED ? sign : 0),
                contacts + (person.wasContact() ? sign : 0),
                watched,
                became + (counts && person.wasContact() ? sign : 0));
    }

    private static Map<Classification, Integer> with(
            Map<Classification, Integer> before, @Nullable Classification classification, int sign) {
        Map<Classification, Integer> after = new EnumMap<>(Classification.class);
        after.putAll(before);
        if (classification != null) {
            after.merge(classification, sign, Figures::sum);
        }
        return after;
    }

    /** Nothing where none is left. */
    private static @Nullable Integer sum(int before, int more) {
        return before + more == 0 ? null : before + more;
    }
}
