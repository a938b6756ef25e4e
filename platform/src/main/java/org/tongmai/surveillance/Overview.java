package org.tongmai.surveillance;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tongmai.directory.Directory;
import org.tongmai.directory.Region;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;
import org.tongmai.surveillance.disease.Disease;
import org.tongmai.surveillance.disease.DiseaseList;
import org.tongmai.surveillance.disease.RegionTables;

/** How a region stands (态势): what waits, which diseases and which places have more cases than their past lets expect. */
final class Overview {

    /** Longer periods say nothing of now, and their past would not fit beside them. */
    static final int DAYS_MOST = 366;

    private static final int LATE_DAYS = 30;
    private static final int HUNDRED_THOUSAND = 100_000;

    private final OverviewStore store;
    private final CountStore counts;
    private final DiseaseList list;
    private final RegionTables tables;
    private final Shapes shapes;
    private final Directory directory;
    private final RegionNames names;
    private final Clock clock;

    Overview(
            OverviewStore store,
            CountStore counts,
            DiseaseList list,
            RegionTables tables,
            Shapes shapes,
            Directory directory,
            RegionNames names,
            Clock clock) {
        this.store = store;
        this.counts = counts;
        this.list = list;
        this.tables = tables;
        this.shapes = shapes;
        this.directory = directory;
        this.names = names;
        this.clock = clock;
    }

    /**
     * Cases of a disease in a period against its past.
     *
     * @param expected null where there is no past
     */
    record Ranked(
            String what, Text name, long cases, @Nullable Double expected) {
        /** Above what was expected; all of them where nothing is known to expect. */
        double excess() {
            return cases - (expected == null ? 0 : expected);
        }
    }

    /** @param windows past periods that the expectation is the mean of */
    record Ranking(LocalDate from, LocalDate until, Past.Basis basis, int windows, List<Ranked> diseases) {}

    /**
     * One division on the map.
     *
     * @param people null where nobody told
     * @param rate cases per 100,000; null without people
     * @param column of its tile
     * @param path of its outline; null where tiles are drawn, or the operator's file has none
     * @param inner whether there are divisions below it
     */
    record Area(
            String code,
            String name,
            long cases,
            @Nullable Double expected,
            @Nullable Long people,
            @Nullable Double rate,
            long signals,
            int column,
            int row,
            @Nullable String path,
            boolean inner) {}

    /** @param elsewhere cases that are counted at a division above these */
    record Drawn(
            CardRoutes.Place region,
            CardRoutes.@Nullable Place above,
            LocalDate from,
            LocalDate until,
            Past.Basis basis,
            int windows,
            @Nullable Integer width,
            @Nullable Integer height,
            long total,
            long elsewhere,
            List<Area> areas) {}

    /**
     * When something was last heard of.
     *
     * @param until of a list that was brought: the last day it told
     */
    record Heard(
            String what,
            Text name,
            Instant at,
            int places,
            @Nullable LocalDate until) {}

    OverviewStore.Work work(String prefix) {
        return store.work(prefix, clock.instant(), lateSince());
    }

    /** A day's beginning, so that the list behind the number is of the same cards. */
    Instant lateSince() {
        return today().minusDays(LATE_DAYS).atStartOfDay(Surveillance.ZONE).toInstant();
    }

    List<OverviewStore.InState> signals(String prefix) {
        return store.signals(prefix, clock.instant());
    }

    /** All diseases of the list that have cases in the period or were to have some, the largest excess first. */
    Ranking ranking(String prefix, LocalDate from, LocalDate until) {
        Past past = past(prefix, from, until);
        var sums = new HashMap<String, long[]>();
        store.byDisease(prefix, families(), Dated.DIAGNOSIS, past.windows())
                .forEach(each -> sums.computeIfAbsent(
                                        each.of(),
                                        key -> new long[past.windows().size()])[each.window() - 1] =
                        each.cases());
        LocalDate today = today();
        List<Ranked> ranked = sums.entrySet().stream()
                .map(each -> new Ranked(
                        each.getKey(),
                        list.name(each.getKey(), today),
                        each.getValue()[0],
                        finite(past.expected(each.getValue()))))
                .sorted(Comparator.comparingDouble(Ranked::excess).reversed().thenComparing(Ranked::what))
                .toList();
        return new Ranking(from, until, past.basis(), past.windows().size() - 1, ranked);
    }

    /**
     * The divisions right under one, or the division itself where there are none below.
     *
     * @param region null for the country
     * @param what empty for all notifiable diseases
     * @param within that the caller may see
     */
    Drawn map(
            @Nullable RegionCode region,
            String prefix,
            String what,
            LocalDate from,
            LocalDate until,
            Jurisdiction within) {
        Past past = past(prefix, from, until);
        Collection<String> whats = what.isEmpty() ? families() : List.of(what);
        var sums = new HashMap<String, long[]>();
        store.byPlace(prefix, whats, Dated.DIAGNOSIS, past.windows())
                .forEach(each -> sums.computeIfAbsent(
                                        each.of(),
                                        key -> new long[past.windows().size()])[each.window() - 1] =
                        each.cases());
        Map<String, Long> signals = store.signalled(prefix, whats).stream()
                .collect(Collectors.toMap(OverviewStore.AtPlace::place, OverviewStore.AtPlace::signals));
        List<Region> divisions = divisions(region);
        Optional<Shapes.Picture> picture =
                shapes.picture(divisions.stream().map(Region::code).toList());
        List<RegionTables.Tile> tiles = tiles(divisions);
        var areas = new ArrayList<Area>();
        long placed = 0;
        for (int i = 0; i < divisions.size(); i++) {
            Region division = divisions.get(i);
            long[] cases = new long[past.windows().size()];
            sums.forEach((place, each) -> {
                if (division.code().contains(new RegionCode(place))) {
                    for (int window = 0; window < cases.length; window++) {
                        cases[window] += each[window];
                    }
                }
            });
            placed += cases[0];
            areas.add(area(division, cases, past, signals, tiles.get(i), picture));
        }
        long total = sums.values().stream().mapToLong(each -> each[0]).sum();
        RegionCode above = region == null ? null : above(region);
        boolean up = region != null && within.region() != null
                ? above != null && within.covers(above.value())
                : region != null;
        return new Drawn(
                names.named(region == null ? RegionCode.NATION : region.value()),
                up ? names.named(above == null ? RegionCode.NATION : above.value()) : null,
                from,
                until,
                past.basis(),
                past.windows().size() - 1,
                picture.map(Shapes.Picture::width).orElse(null),
                picture.map(Shapes.Picture::height).orElse(null),
                total,
                total - placed,
                areas);
    }

    private Area area(
            Region division,
            long[] cases,
            Past past,
            Map<String, Long> signals,
            RegionTables.Tile tile,
            Optional<Shapes.Picture> picture) {
        var people = tables.people(division.code(), today());
        Double rate = people.isPresent() && people.getAsLong() > 0
                ? (double) cases[0] * HUNDRED_THOUSAND / people.getAsLong()
                : null;
        return new Area(
                division.code().value(),
                division.name(),
                cases[0],
                finite(past.expected(cases)),
                people.isPresent() ? (Long) people.getAsLong() : null,
                rate,
                signals.entrySet().stream()
                        .filter(each -> division.code().contains(new RegionCode(each.getKey())))
                        .mapToLong(Map.Entry::getValue)
                        .sum(),
                tile.column(),
                tile.row(),
                picture.map(each -> each.paths().get(division.code())).orElse(null),
                division.code().level() != RegionCode.Level.COUNTY
                        && !directory.regions(division.code(), today()).isEmpty());
    }

    /** What is counted was last heard of then: cases of all diseases together, each syndrome, each source of lists. */
    List<Heard> heard(String prefix) {
        LocalDate today = today();
        Map<String, LocalDate> told = new HashMap<>();
        store.told(prefix, list.sources()).forEach(each -> {
            LocalDate day = each.day();
            if (day != null) {
                told.put(each.what(), day);
            }
        });
        return store.changed(prefix).stream()
                .map(each -> new Heard(
                        each.what(), list.name(each.what(), today), each.at(), each.places(), told.get(each.what())))
                .toList();
    }

    /**
     * Divisions that a page offers: those right under one.
     *
     * @param region null for the country
     */
    List<CardRoutes.Place> places(@Nullable RegionCode region) {
        return divisions(region).stream()
                .map(each -> new CardRoutes.Place(each.code().value(), each.name()))
                .toList();
    }

    private List<Region> divisions(@Nullable RegionCode region) {
        List<Region> below = directory.regions(region, today());
        return !below.isEmpty() || region == null
                ? below
                : directory.region(region, today()).map(List::of).orElse(List.of());
    }

    private static @Nullable RegionCode above(RegionCode region) {
        return switch (region.level()) {
            case PROVINCE -> null;
            case CITY -> region.province();
            case COUNTY -> region.city();
        };
    }

    /** Where all have a tile of the table these; else in the order of codes, about as many columns as rows. */
    private List<RegionTables.Tile> tiles(List<Region> divisions) {
        List<RegionTables.Tile> listed = divisions.stream()
                .map(each -> tables.tile(each.code()))
                .flatMap(Optional::stream)
                .toList();
        if (listed.size() == divisions.size()) {
            return listed;
        }
        int columns = Math.max(1, (int) Math.ceil(Math.sqrt(divisions.size())));
        var generated = new ArrayList<RegionTables.Tile>();
        for (int i = 0; i < divisions.size(); i++) {
            generated.add(new RegionTables.Tile(i % columns, i / columns));
        }
        return generated;
    }

    private Past past(String prefix, LocalDate from, LocalDate until) {
        if (until.isBefore(from) || ChronoUnit.DAYS.between(from, until) >= DAYS_MOST) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "surveillance.overview-period-wrong",
                    "That is not a period that can be compared with its past.",
                    "It begins before it ends and has at most " + DAYS_MOST + " days.",
                    "Choose a shorter one.");
        }
        return Past.of(from, until, counts.first(prefix, Dated.DIAGNOSIS, list.sources()));
    }

    /** What report cards are counted under. */
    private List<String> families() {
        return list.diseases(today()).stream()
                .filter(each -> each.kind() == Disease.Kind.NOTIFIABLE)
                .map(Disease::family)
                .distinct()
                .sorted()
                .toList();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), Surveillance.ZONE);
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
