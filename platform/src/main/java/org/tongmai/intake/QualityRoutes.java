package org.tongmai.intake;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.access.Caller;
import org.tongmai.access.Callers;
import org.tongmai.access.InstitutionNames;
import org.tongmai.access.Role;
import org.tongmai.intake.QualityCheck.Group;
import org.tongmai.intake.QualityCheck.Progress;
import org.tongmai.intake.QualityStore.Counted;
import org.tongmai.intake.QualityStore.Sample;
import org.tongmai.intake.QualityViews.ElementView;
import org.tongmai.intake.QualityViews.Finding;
import org.tongmai.intake.QualityViews.Row;
import org.tongmai.intake.QualityViews.RuleView;
import org.tongmai.intake.quality.Rule;
import org.tongmai.kernel.Csv;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.print.Paper;
import org.tongmai.print.Printer;
import org.tongmai.print.Wording.Language;

/** The quality of what institutions send. An institution sees its own, the operator all of it. */
@RestController
final class QualityRoutes {

    /** Days of one answer. */
    private static final int DAYS_MAX = 92;

    /** Days of an answer about all institutions. */
    private static final int DAYS_OF_ALL_MAX = 31;

    /** Days that are shown where none are asked for. */
    private static final int DAYS = 14;

    /** Counts of one request: all data sets of a day, or one of some months. */
    private static final int COUNTS_MAX = 500;

    private static final long COUNT_MAX = 1_000_000_000L;

    private final QualityStore store;
    private final QualityViews views;
    private final QualityCheck check;
    private final Quality quality;
    private final InstitutionNames institutions;
    private final Printer printer;
    private final Clock clock;

    QualityRoutes(IntakeParts parts, QualityCheck check, InstitutionNames institutions, Printer printer, Clock clock) {
        this.printer = printer;
        this.store = parts.qualities();
        this.quality = parts.quality();
        this.views = new QualityViews(quality.book());
        this.check = check;
        this.institutions = institutions;
        this.clock = clock;
    }

    /** @param institution null where the rows are all institutions */
    record Board(
            LocalDate from,
            LocalDate until,
            @Nullable String institution,
            @Nullable String name,
            List<Row> rows) {}

    record Findings(
            LocalDate from,
            LocalDate until,
            String institution,
            @Nullable String name,
            List<Finding> findings) {}

    record RulePage(RuleView rule, LocalDate from, LocalDate until, List<Finding> findings, List<Row> trend) {}

    /** How many of a data set a source sent on a day. */
    record Count(
            @Nullable LocalDate day,
            @Nullable String dataset,
            @Nullable Long count) {}

    record Counts(@Nullable List<Count> counts) {}

    record Kept(int kept) {}

    private record Period(LocalDate from, LocalDate until) {}

    /** Scores of data sets, or of all institutions where the operator names none; the worst first. */
    @GetMapping("/api/intake/quality")
    Board board(
            @RequestParam @Nullable String institution,
            @RequestParam @Nullable LocalDate from,
            @RequestParam @Nullable LocalDate until) {
        String whose = whose(institution);
        Period period = period(from, until, whose == null ? DAYS_OF_ALL_MAX : DAYS_MAX);
        var sums = store.sums(whose, null, period.from(), period.until());
        var counts = store.counts(whose, period.from(), period.until());
        List<Row> rows = views.rows(sums, counts, whose == null, whose == null ? this::name : group -> "");
        return new Board(period.from(), period.until(), whose, whose == null ? null : name(whose), rows);
    }

    /** What was broken, by rule and data set. */
    @GetMapping("/api/intake/quality/findings")
    Findings findings(
            @RequestParam @Nullable String institution,
            @RequestParam @Nullable String dataset,
            @RequestParam @Nullable LocalDate from,
            @RequestParam @Nullable LocalDate until) {
        String whose = required(institution);
        Period period = period(from, until, DAYS_MAX);
        return new Findings(
                period.from(), period.until(), whose, name(whose), found(whose, blank(dataset), null, period));
    }

    /** The same as a table. */
    @GetMapping("/api/intake/quality/table")
    ResponseEntity<byte[]> table(
            @RequestParam @Nullable String institution,
            @RequestParam @Nullable String dataset,
            @RequestParam @Nullable LocalDate from,
            @RequestParam @Nullable LocalDate until) {
        String whose = required(institution);
        Period period = period(from, until, DAYS_MAX);
        StringBuilder csv = new StringBuilder(Csv.BEGIN
                + "dataset,rule,dimension,severity,judged,broken,untold,first,last,places,words,mend,before,after\r\n");
        for (Finding each : found(whose, blank(dataset), null, period)) {
            String places = each.samples().stream().map(QualityRoutes::place).collect(Collectors.joining("; "));
            csv.append(List.of(
                                    each.dataset(),
                                    each.rule(),
                                    each.dimension().name(),
                                    each.severity().name(),
                                    Long.toString(each.judged()),
                                    Long.toString(each.broken()),
                                    Long.toString(each.untold()),
                                    each.first().toString(),
                                    each.last().toString(),
                                    places,
                                    each.words().zh(),
                                    each.mend().zh(),
                                    each.before(),
                                    each.after())
                            .stream()
                            .map(Csv::cell)
                            .collect(Collectors.joining(",")))
                    .append("\r\n");
        }
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType("text/csv;charset=UTF-8"))
                .header("Content-Disposition", "attachment; filename=\"quality-" + period.until() + ".csv\"")
                .body(csv.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** A report for people who do not open the platform: of one institution, or for the operator of all. */
    @GetMapping("/api/intake/quality/report")
    ResponseEntity<byte[]> report(
            @RequestParam @Nullable String institution,
            @RequestParam @Nullable LocalDate from,
            @RequestParam @Nullable LocalDate until,
            @RequestParam(defaultValue = "ZH") Language language) {
        String whose = whose(institution);
        Period period = period(from, until, whose == null ? DAYS_OF_ALL_MAX : DAYS_MAX);
        var sums = store.sums(whose, null, period.from(), period.until());
        var counts = store.counts(whose, period.from(), period.until());
        var report = new QualityReport(
                language, period.from(), period.until(), Callers.current().name(), clock.instant());
        List<Row> institutionRows = views.rows(sums, counts, true, this::name);
        Paper paper = whose == null
                ? report.ofAll(institutionRows)
                : report.of(
                        name(whose),
                        institutionRows.stream().findFirst(),
                        views.rows(sums, counts, false, group -> ""),
                        found(whose, null, null, period));
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_PDF)
                .header("Content-Disposition", "inline; filename=\"quality-" + period.until() + ".pdf\"")
                .body(printer.pdf(paper));
    }

    /** Every rule of today. */
    @GetMapping("/api/intake/quality/rules")
    List<RuleView> rules() {
        LocalDate today = quality.day(clock.instant());
        return quality.book().inForce(today).stream()
                .map(rule -> views.view(rule, today))
                .toList();
    }

    /** Every data element of today. */
    @GetMapping("/api/intake/quality/elements")
    List<ElementView> elements() {
        return quality.book().dictionary().inForce(quality.day(clock.instant())).stream()
                .map(QualityViews::view)
                .toList();
    }

    /** One rule, and what became of it day by day. */
    @GetMapping("/api/intake/quality/rules/{rule}")
    RulePage rule(
            @PathVariable String rule,
            @RequestParam @Nullable String institution,
            @RequestParam @Nullable LocalDate from,
            @RequestParam @Nullable LocalDate until) {
        LocalDate today = quality.day(clock.instant());
        Rule found = quality.book()
                .rule(rule, today)
                .or(() -> quality.book().newest(rule))
                .orElseThrow(QualityRoutes::unknownRule);
        Period period = period(from, until, DAYS_MAX);
        RuleView view = views.view(found, today);
        String whose = whose(institution);
        if (whose == null) {
            return new RulePage(view, period.from(), period.until(), List.of(), List.of());
        }
        var sums = store.sums(whose, null, period.from(), period.until()).stream()
                .filter(each -> each.rule().equals(rule))
                .toList();
        List<Row> trend = views.rows(sums, List.of(), false, group -> "");
        return new RulePage(view, period.from(), period.until(), found(whose, null, rule, period), trend);
    }

    /** Runs a rule again over what is stored, one step; {@code anew} begins. */
    @PostMapping("/api/intake/quality/recheck")
    Progress recheck(
            @RequestParam String rule,
            @RequestParam String dataset,
            @RequestParam LocalDate day,
            @RequestParam(defaultValue = "false") boolean anew) {
        Caller caller = Callers.current();
        return check.step(new Group(own(caller), day, dataset, rule), anew, caller.account());
    }

    /** What a source says it sent; an earlier word about the same day and data set counts no more. */
    @PostMapping("/api/intake/counts")
    Kept counts(@RequestBody Counts told) {
        Caller caller = Callers.current();
        String institution = own(caller);
        List<Count> counts = told.counts() == null ? List.of() : told.counts();
        if (counts.isEmpty() || counts.size() > COUNTS_MAX) {
            throw wrongCount("counts", "There are 1 to " + COUNTS_MAX + " of them.");
        }
        LocalDate today = quality.day(clock.instant());
        List<Counted> sound =
                counts.stream().map(each -> counted(institution, each, today)).toList();
        sound.forEach(each -> store.count(each, caller.account()));
        return new Kept(sound.size());
    }

    private static Counted counted(String institution, Count told, LocalDate today) {
        LocalDate day = told.day();
        String dataset = told.dataset();
        Long count = told.count();
        if (day == null || day.isAfter(today) || day.isBefore(today.minusYears(1))) {
            throw wrongCount("day", "It is a day of the last year, such as 2026-03-01.");
        }
        if (dataset == null || !dataset.matches("[A-Za-z0-9^_.-]{1,64}")) {
            throw wrongCount("dataset", "It is the kind of the message or document, or the name of the table.");
        }
        if (count == null || count < 0 || count > COUNT_MAX) {
            throw wrongCount("count", "It is a whole number, from 0.");
        }
        return new Counted(institution, day, dataset, count);
    }

    private List<Finding> found(String whose, @Nullable String dataset, @Nullable String rule, Period period) {
        var sums = store.sums(whose, dataset, period.from(), period.until());
        var counts = store.counts(whose, period.from(), period.until()).stream()
                .filter(each -> dataset == null || each.dataset().equals(dataset))
                .toList();
        var samples = store.samples(whose, rule, period.from(), period.until());
        return views.findings(sums, samples, counts).stream()
                .filter(each -> rule == null || each.rule().equals(rule))
                .toList();
    }

    private Period period(@Nullable LocalDate from, @Nullable LocalDate until, int most) {
        LocalDate last = until == null ? quality.day(clock.instant()) : until;
        LocalDate first = from == null ? last.minusDays(DAYS - 1L) : from;
        if (first.isAfter(last) || ChronoUnit.DAYS.between(first, last) >= most) {
            throw new Problem(
                    Kind.INVALID,
                    "intake.period-wrong",
                    "The days asked for are none, or too many.",
                    "At most " + most + " days are shown at once.",
                    "Ask for fewer days; from is not after until.",
                    List.of("from", "until"));
        }
        return new Period(first, last);
    }

    private String name(String institution) {
        return institution.isEmpty() ? "" : institutions.named(institution).name();
    }

    private static String place(Sample sample) {
        return sample.message() == null
                ? "file " + sample.load() + " line " + sample.line()
                : "message " + sample.message();
    }

    private static @Nullable String blank(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    /** Null where the operator means all. */
    private static @Nullable String whose(@Nullable String institution) {
        Caller caller = Callers.current();
        return seesAll(caller) ? blank(institution) : own(caller);
    }

    private static String required(@Nullable String institution) {
        String whose = whose(institution);
        if (whose == null) {
            throw TableRoutes.nobody();
        }
        return whose;
    }

    private static boolean seesAll(Caller caller) {
        return caller.unrestricted() || caller.role() == Role.OPERATOR;
    }

    private static String own(Caller caller) {
        return Optional.ofNullable(caller.institution()).orElseThrow(TableRoutes::nobody);
    }

    private static Problem unknownRule() {
        return new Problem(
                Kind.NOT_FOUND,
                "intake.no-such-rule",
                "There is no such rule.",
                "Rules are dated tables; this code is in none of them.",
                "Look the rule up in the list of rules.",
                List.of("rule"));
    }

    private static Problem wrongCount(String where, String why) {
        return new Problem(
                Kind.INVALID,
                "intake.count-wrong",
                "A daily count cannot be read.",
                why,
                "Send {\"counts\": [{\"day\": \"2026-03-01\", \"dataset\": \"lab-result\", \"count\": 1200}]}.",
                List.of(where));
    }
}
