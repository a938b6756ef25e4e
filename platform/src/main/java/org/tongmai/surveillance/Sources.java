package org.tongmai.surveillance;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.surveillance.disease.DiseaseList;
import org.tongmai.surveillance.disease.Source;

/** How each source is: what it told last, how late it tells, of which places it fell silent, how much of what is due it told. */
final class Sources {

    /** Days of which completeness is told. */
    static final int DUE = 28;

    /** What came since so long, of days since then: what is older is history that was filed later. */
    static final int LATELY = 60;

    private static final Logger LOG = LoggerFactory.getLogger(Sources.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(10);

    private final SourceStore store;
    private final DiseaseList list;
    private final Clock clock;
    private Instant looked = Instant.EPOCH;

    Sources(SourceStore store, DiseaseList list, Clock clock) {
        this.store = store;
        this.list = list;
        this.clock = clock;
    }

    /**
     * One source in a region.
     *
     * @param lastAt when it told last; null where it never did
     * @param lastDay the last day it told of, of those it told of lately
     * @param median days until half of what it told lately had come; null where nothing came
     * @param late days until 95 % had come
     */
    record State(
            Source source,
            int series,
            @Nullable Instant lastAt,
            @Nullable LocalDate lastDay,
            @Nullable Integer median,
            @Nullable Integer late,
            List<Place> places) {}

    /**
     * One source in one place.
     *
     * @param silent whether it told nothing for longer than its line of the table allows
     * @param told days told of the last 28; null where a day without anything is zero
     * @param due days that were to be told
     */
    record Place(
            String place,
            Instant lastAt,
            boolean silent,
            @Nullable Integer told,
            @Nullable Integer due) {}

    List<State> states(String prefix) {
        Instant now = clock.instant();
        LocalDate today = LocalDate.ofInstant(now, Surveillance.ZONE);
        Map<String, Map<String, SourceStore.Heard>> heard = heard(prefix);
        Map<String, TreeMap<Integer, Integer>> late = new HashMap<>();
        Map<String, LocalDate> last = new HashMap<>();
        for (SourceStore.Late each : store.late(prefix, now.minus(Duration.ofDays(LATELY)), today.minusDays(LATELY))) {
            String source = list.sourceOf(each.source());
            late.computeIfAbsent(source, key -> new TreeMap<>()).merge(each.days(), each.times(), Integer::sum);
            last.merge(source, each.last(), (one, other) -> one.isAfter(other) ? one : other);
        }
        Map<String, Map<String, Integer>> told = store.told(prefix, today.minusDays(DUE)).stream()
                .collect(Collectors.groupingBy(
                        SourceStore.Told::source, Collectors.toMap(SourceStore.Told::place, SourceStore.Told::days)));
        var states = new ArrayList<State>();
        for (Source source : list.sources(today)) {
            Map<String, SourceStore.Heard> places = heard.getOrDefault(source.code(), Map.of());
            TreeMap<Integer, Integer> delays = late.getOrDefault(source.code(), new TreeMap<>());
            states.add(new State(
                    source,
                    places.values().stream().mapToInt(SourceStore.Heard::series).sum(),
                    places.values().stream()
                            .map(SourceStore.Heard::at)
                            .max(Comparator.naturalOrder())
                            .orElse(null),
                    last.get(source.code()),
                    until(delays, 0.5),
                    until(delays, 0.95),
                    places.values().stream()
                            .map(each -> place(source, each, told.getOrDefault(source.code(), Map.of()), now))
                            .sorted(Comparator.comparing((Place each) -> !each.silent)
                                    .thenComparing(Place::place))
                            .toList()));
        }
        return states;
    }

    private static Place place(Source source, SourceStore.Heard heard, Map<String, Integer> told, Instant now) {
        boolean listed = source.way() == Source.Way.LIST && source.everyDays() > 0;
        Integer due = listed ? (Integer) Math.max(1, DUE / source.everyDays()) : null;
        return new Place(
                heard.place(),
                heard.at(),
                silent(source, heard.at(), now),
                due == null ? null : (Integer) Math.min(due, told.getOrDefault(heard.place(), 0)),
                due);
    }

    private static boolean silent(Source source, Instant lastAt, Instant now) {
        return source.silentDays() > 0 && lastAt.isBefore(now.minus(Duration.ofDays(source.silentDays())));
    }

    /** Days until this share had come; null where nothing did. */
    static @Nullable Integer until(SortedMap<Integer, Integer> delays, double share) {
        long all = delays.values().stream().mapToLong(Integer::longValue).sum();
        long come = 0;
        for (Map.Entry<Integer, Integer> each : delays.entrySet()) {
            come += each.getValue();
            if (come >= share * all) {
                return each.getKey();
            }
        }
        return null;
    }

    /** By source and place; families of diseases are of the source of cases, syndromes of that of syndromes. */
    private Map<String, Map<String, SourceStore.Heard>> heard(String prefix) {
        var heard = new HashMap<String, Map<String, SourceStore.Heard>>();
        for (SourceStore.Heard each : store.heard(prefix)) {
            heard.computeIfAbsent(list.sourceOf(each.source()), key -> new HashMap<>())
                    .merge(
                            each.place(),
                            each,
                            (one, other) -> new SourceStore.Heard(
                                    one.source(),
                                    one.place(),
                                    one.at().isAfter(other.at()) ? one.at() : other.at(),
                                    one.series() + other.series()));
        }
        return heard;
    }

    /** Writes down which sources fell silent, each silence once, and which told again. */
    void round() {
        Instant now = clock.instant();
        if (now.isBefore(looked.plus(BETWEEN_LOOKS))) {
            return;
        }
        looked = now;
        look(now);
    }

    void look(Instant now) {
        LocalDate today = LocalDate.ofInstant(now, Surveillance.ZONE);
        var fell = new ArrayList<SourceStore.Heard>();
        var told = new ArrayList<SourceStore.Heard>();
        Map<String, Map<String, SourceStore.Heard>> heard = heard("%");
        for (Source source : list.sources(today)) {
            for (SourceStore.Heard each :
                    heard.getOrDefault(source.code(), Map.of()).values()) {
                (silent(source, each.at(), now) ? fell : told)
                        .add(new SourceStore.Heard(source.code(), each.place(), each.at(), each.series()));
            }
        }
        store.spoke(told, now);
        int anew = store.silent(fell, now);
        if (anew > 0) {
            LOG.warn("{} sources of a place fell silent; GET /api/surveillance/sources tells which", anew);
        }
    }
}
