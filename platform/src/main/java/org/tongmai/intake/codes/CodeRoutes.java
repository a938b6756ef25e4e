package org.tongmai.intake.codes;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
import org.tongmai.intake.codes.CodeDecisions.Wish;
import org.tongmai.intake.codes.CodeStore.Count;
import org.tongmai.intake.codes.CodeStore.Day;
import org.tongmai.intake.codes.CodeStore.Decision;
import org.tongmai.intake.codes.CodeStore.Seen;
import org.tongmai.intake.codes.NameIndex.Found;
import org.tongmai.intake.codes.Suggestions.Suggestion;
import org.tongmai.intake.codes.TermLoad.As;
import org.tongmai.intake.codes.TermLoad.Told;
import org.tongmai.intake.codes.TranslatedAgain.Run;

/** Codes of institutions. An institution sees and decides its own; the operator those of all, and loads terminology. */
@RestController
public final class CodeRoutes {

    /** Days that a trend shows at most. */
    private static final int DAYS_MAX = 92;

    private static final int DAYS = 30;

    private final LocalCodes codes;
    private final TermLoad load;
    private final InstitutionNames institutions;

    public CodeRoutes(LocalCodes codes, TermLoad load, InstitutionNames institutions) {
        this.codes = codes;
        this.load = load;
        this.institutions = institutions;
    }

    /**
     * A line of the work list.
     *
     * @param likely what is meant most likely; null where nothing is like it
     */
    record Line(
            Seen seen,
            @Nullable String institutionName,
            @Nullable Suggestion likely) {}

    record Listing(
            @Nullable String institution, List<Line> lines, List<Decision> proposed, boolean twoEyes, boolean more) {}

    record OneCode(
            Seen seen, @Nullable String institutionName, List<Suggestion> suggestions, List<Decision> decisions) {}

    record Coverage(
            LocalDate from, LocalDate until, List<Count> counts, List<Day> days, List<Institution> institutions) {}

    record Institution(String institution, String name, long occurrences, long mapped, long settled) {}

    record Candidate(String system, String code, String display, double score) {}

    record Wishes(@Nullable List<WishBody> decisions) {}

    record WishBody(
            @Nullable String system,
            @Nullable String code,
            @Nullable String targetSystem,
            @Nullable String targetCode,
            @Nullable String targetDisplay,
            @Nullable String equivalence,
            @Nullable String reason,
            @Nullable LocalDate validFrom) {}

    record Done(int decided) {}

    record Loaded(
            String url,
            String version,
            String title,
            @Nullable CodeKind kind,
            int codes,
            @Nullable String shortName) {}

    /** Codes of a state, most used first, each with what it may mean. */
    @GetMapping("/api/intake/codes")
    Listing list(
            @RequestParam @Nullable String institution,
            @RequestParam(defaultValue = "UNMAPPED") String state,
            @RequestParam(defaultValue = "") String kind,
            @RequestParam(defaultValue = "") String text,
            @RequestParam(defaultValue = "0") int offset) {
        codes.flush();
        String whose = whose(institution);
        List<Seen> page = codes.codes()
                .list(whose, state, kind, text.strip(), Math.clamp(offset, 0, 100_000), CodeStore.PAGE + 1);
        List<Line> lines = page.stream()
                .limit(CodeStore.PAGE)
                .map(seen -> new Line(
                        seen,
                        name(seen.institution()),
                        state.equals("UNMAPPED")
                                ? codes.suggestions().of(seen).stream()
                                        .findFirst()
                                        .orElse(null)
                                : null))
                .toList();
        return new Listing(
                whose.isEmpty() ? null : whose,
                lines,
                codes.codes().proposed(whose),
                codes.decisions().twoEyes(),
                page.size() > CodeStore.PAGE);
    }

    /** One code with what it may mean, and what was decided about it. */
    @GetMapping("/api/intake/codes/one")
    OneCode one(@RequestParam @Nullable String institution, @RequestParam String system, @RequestParam String code) {
        Seen seen = codes.codes().find(required(institution), system, code).orElseThrow(CodeDecisions::unknown);
        return new OneCode(
                seen,
                name(seen.institution()),
                codes.suggestions().of(seen),
                codes.codes().decisions(seen.institution(), system, code));
    }

    /** Standard codes of a kind by a name or a part of it. */
    @GetMapping("/api/intake/codes/standard")
    List<Candidate> standard(@RequestParam CodeKind kind, @RequestParam String text) {
        List<Found> found = codes.standards().of(kind).like(List.of(text), 20);
        return found.stream()
                .map(each -> new Candidate(
                        each.standard().system(),
                        each.standard().code(),
                        each.standard().display(),
                        each.score()))
                .toList();
    }

    /** How much of what came had a standard code. */
    @GetMapping("/api/intake/codes/coverage")
    Coverage coverage(
            @RequestParam @Nullable String institution,
            @RequestParam @Nullable LocalDate from,
            @RequestParam @Nullable LocalDate until) {
        String whose = whose(institution);
        LocalDate last = until == null ? codes.today() : until;
        LocalDate first = from == null ? last.minusDays(DAYS - 1L) : from;
        if (first.isAfter(last) || first.plusDays(DAYS_MAX).isBefore(last)) {
            throw CodeDecisions.wrong("from", "It is at most " + DAYS_MAX + " days before until.");
        }
        List<Institution> all = whose.isEmpty()
                ? codes.codes().institutions(first, last).stream()
                        .map(each -> new Institution(
                                each.institution(),
                                String.valueOf(name(each.institution())),
                                each.occurrences(),
                                each.mapped(),
                                each.settled()))
                        .toList()
                : List.of();
        return new Coverage(
                first, last, codes.codes().counts(whose), codes.codes().days(whose, first, last), all);
    }

    /** Decides about codes: all of them or none. */
    @PostMapping("/api/intake/codes/decisions")
    Done decide(@RequestParam @Nullable String institution, @RequestBody Wishes wishes) {
        List<Wish> all = new ArrayList<>();
        for (WishBody each : Optional.ofNullable(wishes.decisions()).orElse(List.of())) {
            String target = text(each.targetCode());
            all.add(new Wish(
                    text(each.system()),
                    text(each.code()),
                    target.isEmpty()
                            ? null
                            : new Wish.Target(text(each.targetSystem()), target, text(each.targetDisplay())),
                    text(each.equivalence()),
                    text(each.reason()),
                    each.validFrom()));
        }
        codes.decisions().decide(required(institution), all, Callers.current().account());
        return new Done(all.size());
    }

    /** The second person agrees. */
    @PostMapping("/api/intake/codes/decisions/{id}/confirm")
    Done confirm(@PathVariable long id) {
        codes.decisions().confirm(of(id), id, Callers.current().account());
        return new Done(1);
    }

    /** Takes a decision back. */
    @PostMapping("/api/intake/codes/decisions/{id}/undo")
    Done undo(@PathVariable long id) {
        codes.decisions().undo(of(id), id, Callers.current().account());
        return new Done(1);
    }

    /** Runs over records that came before a map changed. */
    @GetMapping("/api/intake/codes/again")
    List<Run> runs(@RequestParam @Nullable String institution) {
        return codes.again().runs(whose(institution));
    }

    /** Begins one; without an institution, which only the operator may, over the records of all. */
    @PostMapping("/api/intake/codes/again")
    List<Run> again(
            @RequestParam @Nullable String institution,
            @RequestParam String system,
            @RequestParam @Nullable CodeKind kind) {
        String whose = whose(institution);
        List<CodeKind> kinds = kind == null ? Arrays.asList(CodeKind.values()) : List.of(kind);
        codes.again().begin(whose, system, kinds, Callers.current().account());
        return codes.again().runs(whose);
    }

    /** Stops one; what was written stays. */
    @PostMapping("/api/intake/codes/again/{id}/stop")
    List<Run> stop(@PathVariable long id) {
        String whose = whose(null);
        if (!codes.again().stop(id, whose)) {
            throw CodeDecisions.unknown();
        }
        return codes.again().runs(whose);
    }

    /** Code systems that were loaded, and those that have a short name. */
    @GetMapping("/api/intake/terminology")
    List<Loaded> loaded() {
        List<Loaded> all = new ArrayList<>();
        codes.standards()
                .all()
                .forEach(each -> all.add(new Loaded(
                        each.url(),
                        each.version(),
                        each.title(),
                        each.kind(),
                        each.codes().size(),
                        TermSystem.of(each.url()).map(TermSystem::shortName).orElse(null))));
        for (TermSystem each : TermSystem.values()) {
            if (all.stream().noneMatch(one -> one.url().equals(each.url()))) {
                all.add(new Loaded(each.url(), "", each.title(), each.kind(), 0, each.shortName()));
            }
        }
        return all;
    }

    /** Looks at a file, or loads it. */
    @PostMapping("/api/intake/terminology")
    List<Told> load(
            HttpServletRequest request,
            @RequestParam(defaultValue = "") String system,
            @RequestParam(defaultValue = "") String target,
            @RequestParam(defaultValue = "") String kind,
            @RequestParam(defaultValue = "") String edition,
            @RequestParam(defaultValue = "") String from,
            @RequestParam(defaultValue = "") String until,
            @RequestParam(defaultValue = "false") boolean apply)
            throws IOException {
        byte[] bytes = request.getInputStream().readNBytes(TermFile.BYTES_MAX + 1);
        return load.load(bytes, new As(system, target, kind, edition, from, until), apply);
    }

    private String of(long id) {
        Decision decision = codes.codes().decision(id).orElseThrow(CodeDecisions::unknown);
        Caller caller = Callers.current();
        if (!seesAll(caller) && !decision.institution().equals(caller.institution())) {
            throw CodeDecisions.unknown();
        }
        return decision.institution();
    }

    private @Nullable String name(String institution) {
        return institution.isEmpty() ? null : institutions.named(institution).name();
    }

    /** Empty where the operator means all. */
    private static String whose(@Nullable String institution) {
        Caller caller = Callers.current();
        return seesAll(caller)
                ? text(institution)
                : Optional.ofNullable(caller.institution()).orElseThrow(CodeDecisions::unknown);
    }

    private static String required(@Nullable String institution) {
        String whose = whose(institution);
        if (whose.isEmpty()) {
            throw CodeDecisions.unknown();
        }
        return whose;
    }

    private static boolean seesAll(Caller caller) {
        return caller.unrestricted() || caller.role() == Role.OPERATOR;
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text.strip();
    }
}
