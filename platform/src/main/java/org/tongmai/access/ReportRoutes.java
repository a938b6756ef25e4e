package org.tongmai.access;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;

/** "I was not there": a resident reports a look, the operator answers. */
@RestController
@RequestMapping("/api/access")
final class ReportRoutes {

    private final LookReports reports;
    private final LookStore looks;
    private final InstitutionNames institutions;

    ReportRoutes(LookReports reports, LookStore looks, InstitutionNames institutions) {
        this.reports = reports;
        this.looks = looks;
        this.institutions = institutions;
    }

    record Reported(@Nullable String words) {}

    record Answered(
            LookReport.@Nullable Outcome outcome, @Nullable String answer) {}

    /** What the resident sees of a report. */
    record ReportView(
            Instant at,
            String words,
            LookReport.@Nullable Outcome outcome,
            @Nullable String answer,
            @Nullable Instant answeredAt) {

        static ReportView of(LookReport report) {
            return new ReportView(
                    report.reportedAt(), report.words(), report.outcome(), report.answer(), report.answeredAt());
        }
    }

    /** What the operator sees: the look, nothing of the record, and not whose it is. */
    record CaseView(
            String id,
            ReportView report,
            Instant at,
            String name,
            Role role,
            String account,
            @Nullable InstitutionName institution,
            Purpose purpose,
            Text basis,
            String interaction,
            boolean automatic,
            boolean shown) {}

    record Cases(List<CaseView> reports, @Nullable Instant next) {}

    @PostMapping("/looks/{id}/report")
    ReportView report(@PathVariable String id, @RequestBody Reported said) {
        long look;
        try {
            look = Long.parseLong(id);
        } catch (NumberFormatException noNumber) {
            throw LookReports.noSuchLook();
        }
        return ReportView.of(reports.report(Callers.current(), look, said.words() == null ? "" : said.words()));
    }

    /** Reports that wait for an answer, or those that have one; {@code next} goes into {@code before}. */
    @GetMapping("/reports")
    Cases reports(
            @RequestParam(defaultValue = "true") boolean waiting,
            @RequestParam @Nullable Instant before,
            @RequestParam(defaultValue = "50") int count) {
        int wanted = Math.clamp(count, 1, LookReports.PAGE_MAX);
        List<LookReport> found = reports.list(waiting, before, wanted);
        return new Cases(
                found.stream().map(this::view).toList(),
                found.size() < wanted ? null : found.getLast().reportedAt());
    }

    @PostMapping("/reports/{id}/answer")
    CaseView answer(@PathVariable String id, @RequestBody Answered answered) {
        LookReport.Outcome outcome = answered.outcome();
        String answer = answered.answer();
        if (outcome == null || answer == null || answer.isBlank()) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.answer-incomplete",
                    "The answer lacks its outcome or its words.",
                    "The resident reads both.",
                    "Say what was found out.");
        }
        AuditEvents.Key key = AuditEvents.parse(id).orElseThrow(LookReports::noSuchLook);
        return view(reports.answer(Callers.current(), key, outcome, answer));
    }

    private CaseView view(LookReport report) {
        Look look = looks.one(report.compartment(), report.look()).getFirst();
        return new CaseView(
                AuditEvents.id(report.compartment(), report.look()),
                ReportView.of(report),
                look.at(),
                look.name(),
                look.role(),
                look.account(),
                look.institution() == null ? null : institutions.named(look.institution()),
                look.purpose(),
                look.basis().words(),
                look.interaction(),
                look.automatic(),
                look.shown());
    }
}
