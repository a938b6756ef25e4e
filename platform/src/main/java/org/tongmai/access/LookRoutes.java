package org.tongmai.access;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.kernel.Explanation.Text;

/** Who looked at my record (谁看过我的数据). */
@RestController
final class LookRoutes {

    private static final String COUNT = "50";

    private final Looks looks;
    private final InstitutionNames institutions;
    private final LookReports reports;
    private final Laws laws;

    LookRoutes(Looks looks, InstitutionNames institutions, LookReports reports, Laws laws) {
        this.looks = looks;
        this.institutions = institutions;
        this.reports = reports;
        this.laws = laws;
    }

    @GetMapping("/api/access/looks")
    Page looks(@RequestParam @Nullable Long before, @RequestParam(defaultValue = COUNT) int count) {
        int wanted = Math.clamp(count, 1, Looks.PAGE_MAX);
        List<List<Look>> found = looks.at(Callers.current(), before == null ? Long.MAX_VALUE : before, wanted);
        String next = found.size() < wanted
                ? null
                : Long.toString(found.getLast().getFirst().id());
        Map<Long, LookReport> reported = reported(found);
        return new Page(
                found.stream()
                        .map(rows -> view(rows, reported.get(rows.getFirst().id())))
                        .toList(),
                next);
    }

    private Map<Long, LookReport> reported(List<List<Look>> found) {
        List<Look> rows = found.stream().flatMap(List::stream).toList();
        return reports
                .of(
                        rows.stream().map(Look::compartment).distinct().toList(),
                        rows.stream().map(Look::id).distinct().toList())
                .stream()
                .collect(Collectors.toMap(LookReport::look, report -> report, (one, other) -> one));
    }

    private LookView view(List<Look> rows, @Nullable LookReport report) {
        Look look = rows.getFirst();
        Basis basis = rows.stream().anyMatch(row -> row.basis() == Basis.CONSENT) ? Basis.CONSENT : look.basis();
        return new LookView(
                Long.toString(look.id()),
                look.at(),
                new Who(look.name(), look.role()),
                look.institution() == null ? null : institutions.named(look.institution()),
                look.purpose(),
                LookWords.what(rows),
                basis == Basis.LAW ? laws.words(look.law()) : basis.words(),
                look.automatic(),
                look.interaction().equals(Looks.REFRESH),
                look.shown() ? "shown" : "refused",
                look.entry() != null,
                report == null ? null : ReportRoutes.ReportView.of(report));
    }

    record Page(List<LookView> looks, @Nullable String next) {}

    record Who(String name, Role role) {}

    record LookView(
            String id,
            Instant at,
            Who who,
            @Nullable InstitutionName institution,
            Purpose purpose,
            Text what,
            Text basis,
            boolean automatic,
            boolean refresh,
            String outcome,
            boolean receipt,
            ReportRoutes.@Nullable ReportView report) {}
}
