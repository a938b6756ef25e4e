package org.tongmai.surveillance;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.access.Caller;
import org.tongmai.access.Callers;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;
import org.tongmai.surveillance.disease.DiseaseList;
import org.tongmai.surveillance.fusion.Budget;

/** {@code /api/surveillance/signals}: the inbox of a CDC, and what is done with each signal. */
@RestController
@RequestMapping("/api/surveillance/signals")
final class SignalRoutes {

    /** Days of the small picture. */
    private static final int SPARK = 42;

    private final Signals signals;
    private final CountStore counts;
    private final DiseaseList list;
    private final RegionNames regions;
    private final Clock clock;

    SignalRoutes(Signals signals, CountStore counts, DiseaseList list, RegionNames regions, Clock clock) {
        this.signals = signals;
        this.counts = counts;
        this.list = list;
        this.regions = regions;
        this.clock = clock;
    }

    /** @param ended those that ended instead of the open ones */
    @GetMapping
    Inbox list(
            @RequestParam @Nullable String region,
            @RequestParam @Nullable String what,
            @RequestParam(defaultValue = "false") boolean ended) {
        Caller caller = Callers.current();
        List<Signal> found = signals.list(caller, region, !ended, ended, what);
        Map<Long, Set<SignalState.Step>> steps = signals.steps(caller, found);
        return new Inbox(
                clock.instant(),
                found.stream()
                        .map(each -> line(each, steps.getOrDefault(each.id(), Set.of())))
                        .toList());
    }

    @GetMapping("/{id}")
    SignalView signal(@PathVariable long id) {
        Caller caller = Callers.current();
        Signal.Whole whole = signals.signal(caller, id);
        return new SignalView(
                clock.instant(),
                line(caller, whole.signal()),
                whole.signal().alarm().explanation(),
                whole.events().stream().map(this::happened).toList(),
                whole.products());
    }

    /** @param step verify, dismiss, assess, issue, acknowledge, respond, feed-back, close, reopen, hand-over, merge or split */
    @PostMapping("/{id}/{step}")
    Line take(@PathVariable long id, @PathVariable String step, @RequestBody Signals.Order order) {
        Caller caller = Callers.current();
        return line(caller, signals.take(caller, id, step(step), order));
    }

    private static SignalState.Step step(String word) {
        String name = word.toUpperCase(Locale.ROOT).replace('-', '_');
        return Arrays.stream(SignalState.Step.values())
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Problem(
                        Problem.Kind.NOT_FOUND,
                        "surveillance.step-unknown",
                        "There is no such step.",
                        "Steps are " + Arrays.toString(SignalState.Step.values()) + ".",
                        "Take one of them."));
    }

    private Happened happened(Signal.Event event) {
        return new Happened(
                event.version(),
                event.at(),
                event.kind(),
                event.account(),
                event.name(),
                regions.named(event.owner()),
                event.state().name(),
                event.words());
    }

    private Line line(Caller caller, Signal signal) {
        return line(signal, signals.steps(caller, List.of(signal)).getOrDefault(signal.id(), Set.of()));
    }

    private Line line(Signal signal, Set<SignalState.Step> steps) {
        Signal.Assessed assessed = signal.assessed();
        LocalDate today = LocalDate.ofInstant(clock.instant(), Surveillance.ZONE);
        Map<LocalDate, Integer> days =
                counts.days(signal.place(), signal.what(), Dated.DIAGNOSIS, today.minusDays(SPARK - 1L), today);
        int[] spark = new int[SPARK];
        days.forEach((day, cases) -> spark[(int) (day.toEpochDay() - today.toEpochDay()) + SPARK - 1] = cases);
        return new Line(
                String.valueOf(signal.id()),
                signal.version(),
                signal.state().name(),
                signal.what(),
                list.name(signal.what(), today),
                regions.named(signal.place()),
                signal.site(),
                regions.named(signal.owner()),
                signal.alarm().rule(),
                signal.observed(),
                signal.alarm().expected(),
                signal.alarm().bound(),
                signal.alarm().recurrenceDays(),
                withinBudget(signal, today),
                signal.alarm().firstDay(),
                signal.lastDay(),
                signal.raisedAt(),
                signal.grownAt(),
                signal.dueAt(),
                assessed == null ? null : assessed.likelihood(),
                assessed == null ? null : assessed.impact(),
                assessed == null ? null : assessed.risk().name(),
                signal.mergedInto() == null ? null : String.valueOf(signal.mergedInto()),
                signal.alarm().explanation().sentence(),
                new TreeSet<>(steps),
                spark);
    }

    /** Whether chance shows as much no more often than the place can look into it; null where that is not known. */
    private @Nullable Boolean withinBudget(Signal signal, LocalDate today) {
        Double days = signal.alarm().recurrenceDays();
        return days == null ? null : Budget.QUARTER / days <= list.budget(signal.place(), today);
    }

    record Inbox(Instant now, List<Line> signals) {}

    record SignalView(
            Instant now, Line signal, Explanation explanation, List<Happened> events, List<Signal.Product> products) {}

    /** One thing that happened, with the jurisdiction that had the signal from then on. */
    record Happened(
            int version,
            Instant at,
            String kind,
            String account,
            String name,
            CardRoutes.Place owner,
            String state,
            String words) {}

    @SuppressWarnings("ArrayRecordComponent") // goes out as JSON and nowhere else
    record Line(
            String id,
            int version,
            String state,
            String what,
            Text name,
            CardRoutes.Place place,
            String site,
            CardRoutes.Place owner,
            String rule,
            int observed,
            @Nullable Double expected,
            @Nullable Double bound,
            @Nullable Double recurrenceDays,
            @Nullable Boolean withinBudget,
            LocalDate firstDay,
            LocalDate lastDay,
            Instant raisedAt,
            Instant grownAt,
            @Nullable Instant dueAt,
            @Nullable Integer likelihood,
            @Nullable Integer impact,
            @Nullable String risk,
            @Nullable String mergedInto,
            Text sentence,
            Set<SignalState.Step> steps,
            int[] spark) {}
}
