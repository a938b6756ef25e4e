package org.tongmai.surveillance;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.access.Callers;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;

/** {@code /api/surveillance/overview}, {@code /map}: how the caller's region stands. Each panel asks for itself, so none waits for another. */
@RestController
@RequestMapping("/api/surveillance")
final class OverviewRoutes {

    private static final int MONTH = 30;

    /** Onsets that growth and reproduction are estimated from. */
    private static final int ONSETS = 120;

    private final Overview overview;
    private final SeriesViews views;
    private final RegionNames names;
    private final Jurisdiction.Finder jurisdictions;
    private final Clock clock;

    OverviewRoutes(
            Overview overview, SeriesViews views, RegionNames names, Jurisdiction.Finder jurisdictions, Clock clock) {
        this.overview = overview;
        this.views = views;
        this.names = names;
        this.jurisdictions = jurisdictions;
        this.clock = clock;
    }

    /** Cards that wait, and those that kept their time badly. */
    @GetMapping("/overview/work")
    Work work(@RequestParam @Nullable String region) {
        Jurisdiction of = cdc();
        RegionCode asked = asked(of, region);
        return new Work(
                clock.instant(),
                names.named(asked == null ? RegionCode.NATION : asked.value()),
                overview.places(asked),
                overview.lateSince(),
                overview.work(of.within(region)));
    }

    /** Open signals by state. */
    @GetMapping("/overview/signals")
    Signalled signals(@RequestParam @Nullable String region) {
        return new Signalled(overview.signals(cdc().within(region)));
    }

    /** Cases of each notifiable disease against its past; of the last 30 days where no period is told. */
    @GetMapping("/overview/diseases")
    Overview.Ranking diseases(
            @RequestParam @Nullable String region,
            @RequestParam @Nullable LocalDate from,
            @RequestParam @Nullable LocalDate until) {
        LocalDate last = until == null ? today() : until;
        return overview.ranking(cdc().within(region), from == null ? last.minusDays(MONTH - 1L) : from, last);
    }

    /** When each thing that is counted was last heard of. */
    @GetMapping("/overview/sources")
    Sources sources(@RequestParam @Nullable String region) {
        return new Sources(clock.instant(), overview.heard(cdc().within(region)));
    }

    /**
     * Growth of a series by day of onset, and its reproduction number where a serial interval is told.
     *
     * @param mean of the serial interval in days
     */
    @GetMapping("/overview/growth")
    Grown growth(
            @RequestParam String what,
            @RequestParam @Nullable String region,
            @RequestParam @Nullable Instant asOf,
            @RequestParam @Nullable Double mean,
            @RequestParam @Nullable Double sd) {
        LocalDate last = asOf == null ? today() : LocalDate.ofInstant(asOf, Surveillance.ZONE);
        LocalDate first = last.minusDays(ONSETS - 1L);
        List<SeriesViews.Point> points = views.view(new SeriesViews.Asked(
                        cdc().within(region), what, Dated.ONSET, first, last, "", Map.of(), asOf, false))
                .points();
        double[] cases = points.stream()
                .mapToDouble(each -> {
                    Double estimate = each.estimate();
                    return estimate == null ? each.cases() : estimate;
                })
                .toArray();
        return new Grown(first, last, Growths.of(cases, mean, sd));
    }

    /** The divisions right under one, with their cases, rates, expectation and signals. */
    @GetMapping("/map")
    Overview.Drawn map(
            @RequestParam(defaultValue = "") String what,
            @RequestParam @Nullable String region,
            @RequestParam @Nullable LocalDate from,
            @RequestParam @Nullable LocalDate until) {
        Jurisdiction of = cdc();
        LocalDate last = until == null ? today() : until;
        return overview.map(
                asked(of, region), of.within(region), what, from == null ? last.minusDays(MONTH - 1L) : from, last, of);
    }

    /** Parameters of a method, each written {@code name=value}. */
    static Map<String, String> parameters(List<String> written) {
        var parameters = new HashMap<String, String>();
        for (String each : written) {
            int is = each.indexOf('=');
            if (is < 1 || parameters.put(each.substring(0, is), each.substring(is + 1)) != null) {
                throw new Problem(
                        Problem.Kind.INVALID,
                        "surveillance.parameters-wrong",
                        "A parameter of the method cannot be read.",
                        "Each is written name=value, once.",
                        "Correct the parameter.");
            }
        }
        return parameters;
    }

    /** The region that is asked for, else the caller's own; null for the country. */
    private static @Nullable RegionCode asked(Jurisdiction of, @Nullable String region) {
        RegionCode asked = region == null || region.isBlank() ? of.region() : new RegionCode(region);
        return asked == null || asked.value().equals(RegionCode.NATION) ? null : asked;
    }

    private Jurisdiction cdc() {
        return jurisdictions.cdc(Callers.current());
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), Surveillance.ZONE);
    }

    /**
     * @param places divisions right under the region
     * @param lateSince since when a card came to be known that is counted as late
     */
    record Work(
            Instant now,
            CardRoutes.Place region,
            List<CardRoutes.Place> places,
            Instant lateSince,
            OverviewStore.Work cards) {}

    record Signalled(List<OverviewStore.InState> states) {}

    record Sources(Instant now, List<Overview.Heard> sources) {}

    record Grown(LocalDate from, LocalDate until, Growths.Said said) {}
}
