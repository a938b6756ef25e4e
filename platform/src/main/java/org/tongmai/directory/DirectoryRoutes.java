package org.tongmai.directory;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.RegionCode;

/** {@code /api/directory}: nothing here is about a patient; any account may read it. {@code date} defaults to today. */
@RestController
@RequestMapping("/api/directory")
class DirectoryRoutes {

    private static final ZoneId CHINA = ZoneId.of("Asia/Shanghai");

    private final Directory directory;
    private final Clock clock;

    DirectoryRoutes(Directory directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    @GetMapping("/regions")
    Regions regions(
            @RequestParam(required = false) @Nullable String parent,
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) @Nullable LocalDate date) {
        RegionCode code = parent == null || parent.isBlank() ? null : new RegionCode(parent);
        return new Regions(directory.regions(code, on(date)).stream()
                .map(region -> new RegionBody(
                        region.code().value(),
                        region.name(),
                        region.code().level().name(),
                        region.from().orElse(null),
                        region.until().orElse(null)))
                .toList());
    }

    @GetMapping("/institutions")
    Institutions institutions(@RequestParam(defaultValue = "") String query) {
        return new Institutions(directory.institutions(query).stream()
                .map(institution -> new InstitutionBody(
                        institution.code(),
                        institution.name(),
                        institution.category().orElse(null),
                        institution.region().value(),
                        institution.organization()))
                .toList());
    }

    @GetMapping("/code-tables")
    Tables tables() {
        return new Tables(directory.codeTables());
    }

    @GetMapping("/code-tables/{table}")
    TableBody table(
            @PathVariable String table,
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) @Nullable LocalDate date) {
        CodeTable.Content content = directory.codeTable(table, on(date));
        List<CodeBody> codes = content.codes().stream()
                .map(code -> new CodeBody(
                        code.code(),
                        code.display(),
                        code.from().orElse(null),
                        code.until().orElse(null),
                        code.source()))
                .toList();
        return new TableBody(
                content.table().name(), content.table().title(), content.table().source(), codes);
    }

    private LocalDate on(@Nullable LocalDate date) {
        return date == null ? LocalDate.ofInstant(clock.instant(), CHINA) : date;
    }

    record RegionBody(
            String code,
            String name,
            String level,
            @Nullable LocalDate from,
            @Nullable LocalDate until) {}

    record Regions(List<RegionBody> regions) {}

    record InstitutionBody(
            String code, String name, @Nullable String category, String region, String organization) {}

    record Institutions(List<InstitutionBody> institutions) {}

    record Tables(List<CodeTable> tables) {}

    record CodeBody(
            String code,
            Text display,
            @Nullable LocalDate from,
            @Nullable LocalDate until,
            String source) {}

    record TableBody(String name, Text title, String source, List<CodeBody> codes) {}
}
