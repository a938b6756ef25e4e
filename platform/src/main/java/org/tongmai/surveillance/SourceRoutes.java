package org.tongmai.surveillance;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.access.Callers;
import org.tongmai.kernel.Explanation.Text;

/** {@code GET /api/surveillance/sources}: how each source is in the caller's region. */
@RestController
@RequestMapping("/api/surveillance/sources")
final class SourceRoutes {

    private final Sources sources;
    private final Jurisdiction.Finder jurisdictions;
    private final RegionNames regions;
    private final Clock clock;

    SourceRoutes(Sources sources, Jurisdiction.Finder jurisdictions, RegionNames regions, Clock clock) {
        this.sources = sources;
        this.jurisdictions = jurisdictions;
        this.regions = regions;
        this.clock = clock;
    }

    /** @param region the caller's own where none is told */
    @GetMapping
    All sources(@RequestParam @Nullable String region) {
        Jurisdiction of = jurisdictions.cdc(Callers.current());
        return new All(
                clock.instant(),
                sources.states(of.within(region)).stream().map(this::line).toList());
    }

    private Line line(Sources.State state) {
        return new Line(
                state.source().code(),
                state.source().name(),
                state.source().way().name(),
                state.source().silentDays(),
                state.series(),
                state.lastAt(),
                state.lastDay(),
                state.median(),
                state.late(),
                state.places().stream()
                        .map(each -> new Place(
                                regions.named(each.place()), each.lastAt(), each.silent(), each.told(), each.due()))
                        .toList());
    }

    record All(Instant now, List<Line> sources) {}

    record Line(
            String code,
            Text name,
            String way,
            int silentDays,
            int series,
            @Nullable Instant lastAt,
            @Nullable LocalDate lastDay,
            @Nullable Integer median,
            @Nullable Integer late,
            List<Place> places) {}

    record Place(
            CardRoutes.Place place,
            Instant lastAt,
            boolean silent,
            @Nullable Integer told,
            @Nullable Integer due) {}
}
