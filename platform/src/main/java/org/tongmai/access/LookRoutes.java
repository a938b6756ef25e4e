package org.tongmai.access;

import java.time.Instant;
import java.util.List;
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

    LookRoutes(Looks looks, InstitutionNames institutions) {
        this.looks = looks;
        this.institutions = institutions;
    }

    @GetMapping("/api/access/looks")
    Page looks(@RequestParam @Nullable Long before, @RequestParam(defaultValue = COUNT) int count) {
        int wanted = Math.clamp(count, 1, Looks.PAGE_MAX);
        List<List<Look>> found = looks.at(Callers.current(), before == null ? Long.MAX_VALUE : before, wanted);
        String next = found.size() < wanted
                ? null
                : Long.toString(found.getLast().getFirst().id());
        return new Page(found.stream().map(this::view).toList(), next);
    }

    private LookView view(List<Look> rows) {
        Look look = rows.getFirst();
        Basis basis = rows.stream().anyMatch(row -> row.basis() == Basis.CONSENT) ? Basis.CONSENT : look.basis();
        return new LookView(
                Long.toString(look.id()),
                look.at(),
                new Who(look.name(), look.role()),
                look.institution() == null ? null : institutions.named(look.institution()),
                look.purpose(),
                LookWords.what(rows),
                basis.words(),
                look.automatic(),
                look.interaction().equals(Looks.REFRESH),
                look.shown() ? "shown" : "refused");
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
            String outcome) {}
}
