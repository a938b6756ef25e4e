package org.tongmai.emergency;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.access.Callers;
import org.tongmai.print.Paper;

/** {@code /api/emergency/events/{id}/reports}: reports on the situation, to read and as PDF. */
@RestController
@RequestMapping("/api/emergency/events/{id}/reports")
final class SituationRoutes {

    private final Reports reports;

    SituationRoutes(Reports reports) {
        this.reports = reports;
    }

    /** The newest first. */
    @GetMapping
    Listed list(@PathVariable long id) {
        return new Listed(reports.list(Callers.current(), id).stream()
                .map(SituationRoutes::line)
                .toList());
    }

    @PostMapping
    Line make(@PathVariable long id, @RequestBody Reports.Wanted wanted) {
        return line(reports.make(Callers.current(), id, wanted));
    }

    @GetMapping("/{number}/{edition}")
    Whole report(@PathVariable long id, @PathVariable int number, @PathVariable int edition) {
        Report report = reports.report(Callers.current(), id, number, edition);
        return new Whole(line(report), report.paper());
    }

    @GetMapping("/{number}/{edition}/pdf")
    ResponseEntity<byte[]> pdf(@PathVariable long id, @PathVariable int number, @PathVariable int edition) {
        Report report = reports.report(Callers.current(), id, number, edition);
        return ResponseEntity.ok()
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.inline()
                                .filename(report.paper().title() + ".pdf", StandardCharsets.UTF_8)
                                .build()
                                .toString())
                .contentType(MediaType.APPLICATION_PDF)
                .body(reports.pdf(report));
    }

    private static Line line(Report report) {
        return new Line(
                report.number(),
                report.edition(),
                report.paper().title(),
                report.cutoff(),
                report.madeAt(),
                report.name(),
                report.language(),
                report.checksum());
    }

    record Line(
            int number,
            int edition,
            String title,
            Instant cutoff,
            Instant madeAt,
            String name,
            String language,
            String checksum) {}

    record Listed(List<Line> reports) {}

    record Whole(Line report, Paper paper) {}
}
