package org.tongmai.surveillance;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.access.Caller;
import org.tongmai.access.Callers;
import org.tongmai.kernel.Csv;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;
import org.tongmai.surveillance.detect.Method;

/** {@code /api/surveillance/series}, {@code /cases}: what is counted, and the cases behind each number, masked. */
@RestController
@RequestMapping("/api/surveillance")
final class SeriesRoutes {

    private static final int LATELY = 90;
    private static final int PURPOSE_LONGEST = 200;

    private final SeriesViews views;
    private final CountStore counts;
    private final ReportCards cards;
    private final Jurisdiction.Finder jurisdictions;
    private final CardRoutes lines;
    private final RegionNames regions;
    private final Clock clock;

    SeriesRoutes(
            SeriesViews views,
            CountStore counts,
            ReportCards cards,
            Jurisdiction.Finder jurisdictions,
            CardRoutes lines,
            RegionNames regions,
            Clock clock) {
        this.views = views;
        this.counts = counts;
        this.cards = cards;
        this.jurisdictions = jurisdictions;
        this.lines = lines;
        this.regions = regions;
        this.clock = clock;
    }

    /** What was counted in the caller's region in the last 90 days, most first. */
    @GetMapping("/series")
    Counted counted(@RequestParam @Nullable String region) {
        return new Counted(
                counts.counted(cdc().within(region), today().minusDays(LATELY - 1L), today()).stream()
                        .map(each -> new CountedLine(
                                each.what(),
                                views.list().name(each.what(), today()),
                                regions.named(each.place()),
                                each.cases()))
                        .toList(),
                Method.words());
    }

    /**
     * One series.
     *
     * @param region of all places under it; the caller's own where none is told
     * @param asked {@code parameter=name=value} for each parameter of the method
     * @param asOf as it was known then
     */
    @GetMapping("/series/points")
    Drawn points(
            @RequestParam String what,
            @RequestParam @Nullable String region,
            @RequestParam(defaultValue = "DIAGNOSIS") Dated dated,
            @RequestParam @Nullable LocalDate from,
            @RequestParam @Nullable LocalDate until,
            @RequestParam(defaultValue = "") String method,
            @RequestParam MultiValueMap<String, String> asked,
            @RequestParam @Nullable Instant asOf,
            @RequestParam(defaultValue = "day") String by) {
        LocalDate last = until == null ? today() : until;
        LocalDate first = from == null ? last.minusDays(LATELY - 1L) : from;
        SeriesViews.View view = views.view(new SeriesViews.Asked(
                cdc().within(region),
                what,
                dated,
                first,
                last,
                method,
                OverviewRoutes.parameters(asked.getOrDefault("parameter", List.of())),
                asOf,
                by.equals("week")));
        return new Drawn(what, views.list().name(what, today()), first, last, view.points(), view.last(), view.note());
    }

    /** The cases behind a number; nobody is recognised. */
    @GetMapping("/cases")
    Cases cases(
            @RequestParam String what,
            @RequestParam @Nullable String region,
            @RequestParam(defaultValue = "DIAGNOSIS") Dated dated,
            @RequestParam LocalDate from,
            @RequestParam LocalDate until,
            @RequestParam @Nullable String site) {
        ReportCards.Found found =
                cards.cases(Callers.current(), new ReportCards.Asked(what, region, dated, from, until, site));
        return new Cases(found.cards().stream().map(lines::line).toList(), found.cut());
    }

    /**
     * The same as a table to take along, whole, with who took it for what; each person's trace says that it was taken.
     *
     * @throws Problem {@code surveillance.purpose-missing}, {@code surveillance.table-too-long}
     */
    @GetMapping(path = "/cases.csv")
    ResponseEntity<byte[]> export(
            @RequestParam String what,
            @RequestParam @Nullable String region,
            @RequestParam(defaultValue = "DIAGNOSIS") Dated dated,
            @RequestParam LocalDate from,
            @RequestParam LocalDate until,
            @RequestParam @Nullable String site,
            @RequestParam(defaultValue = "") String purpose) {
        if (purpose.isBlank() || purpose.length() > PURPOSE_LONGEST) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "surveillance.purpose-missing",
                    "Nobody said what the table is for.",
                    "What is taken along carries who took it for what.",
                    "Tell the purpose in at most " + PURPOSE_LONGEST + " characters.");
        }
        Caller caller = Callers.current();
        var csv = new StringBuilder(Csv.BEGIN + "# ")
                .append(Csv.cell(caller.account() + " " + clock.instant() + " " + purpose))
                .append("\r\n卡片编号,病名,分类,姓名,性别,年龄,现住址,报告单位,发病日期,诊断时间,状态\r\n");
        cards.taken(caller, new ReportCards.Asked(what, region, dated, from, until, site)).stream()
                .map(lines::line)
                .forEach(each -> csv.append(String.join(
                                ",",
                                each.id(),
                                Csv.cell(each.name().zh()),
                                each.certainty(),
                                Csv.cell(each.person()),
                                each.sex(),
                                each.years() == null ? "" : String.valueOf(each.years()),
                                Csv.cell(each.place().name()),
                                Csv.cell(each.institution().name()),
                                each.onset().toString(),
                                each.diagnosedAt().toString(),
                                each.state()))
                        .append("\r\n"));
        return ResponseEntity.ok()
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename("cases-" + from + "-" + until + ".csv")
                                .build()
                                .toString())
                .contentType(new MediaType("text", "csv", StandardCharsets.UTF_8))
                .body(csv.toString().getBytes(StandardCharsets.UTF_8));
    }

    private Jurisdiction cdc() {
        return jurisdictions.cdc(Callers.current());
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), Surveillance.ZONE);
    }

    record CountedLine(String what, Text name, CardRoutes.Place place, int cases) {}

    record Counted(List<CountedLine> series, List<String> methods) {}

    record Drawn(
            String what,
            Text name,
            LocalDate from,
            LocalDate until,
            List<SeriesViews.Point> points,
            @Nullable Explanation last,
            @Nullable String note) {}

    record Cases(List<CardRoutes.Line> cases, boolean more) {}
}
