package org.tongmai.surveillance;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;
import org.tongmai.surveillance.disease.DiseaseList;

/** {@code /api/surveillance/items}, {@code /reports}, {@code /rumours}: what is heard of illness, and what is done with it. */
@RestController
@RequestMapping("/api/surveillance")
final class RumourRoutes {

    private final Items items;
    private final Rumours rumours;
    private final DiseaseList list;
    private final RegionNames regions;
    private final Clock clock;

    RumourRoutes(Items items, Rumours rumours, DiseaseList list, RegionNames regions, Clock clock) {
        this.items = items;
        this.rumours = rumours;
        this.list = list;
        this.regions = regions;
        this.clock = clock;
    }

    @PostMapping(path = "/items", consumes = "application/x-ndjson")
    Items.Taken lines(HttpServletRequest request) throws IOException {
        return items.lines(Callers.current(), BroughtRoutes.text(request));
    }

    /** @param source code of the source that the feed is of */
    @PostMapping(
            path = "/items",
            consumes = {"application/atom+xml", "application/rss+xml"})
    Items.Taken feed(HttpServletRequest request, @RequestParam String source) throws IOException {
        return items.feed(Callers.current(), source, BroughtRoutes.text(request));
    }

    /** A resident tells of illness around. */
    @PostMapping("/reports")
    Understood report(@RequestBody Items.Report report) {
        return new Understood(regions.named(items.report(Callers.current(), report)));
    }

    /**
     * @param ended those that were dismissed or raised a signal instead of the open ones, the last first
     * @param before of those, what comes after the one of this number
     */
    @GetMapping("/rumours")
    Inbox list(
            @RequestParam @Nullable String region,
            @RequestParam @Nullable String what,
            @RequestParam(defaultValue = "false") boolean ended,
            @RequestParam @Nullable Long before) {
        List<Rumour> found = rumours.list(Callers.current(), region, ended, what, before);
        return new Inbox(
                clock.instant(),
                found.stream().map(this::line).toList(),
                ended && found.size() == Rumours.LISTED
                        ? String.valueOf(found.getLast().id())
                        : null);
    }

    @GetMapping("/rumours/{id}")
    RumourView rumour(@PathVariable long id) {
        Rumours.Whole whole = rumours.whole(Callers.current(), id);
        return new RumourView(
                clock.instant(),
                line(whole.rumour()),
                whole.items().stream().map(this::item).toList(),
                whole.events());
    }

    /** @param step verify, signal, dismiss or reopen */
    @PostMapping("/rumours/{id}/{step}")
    Line take(@PathVariable long id, @PathVariable String step, @RequestBody Rumours.Order order) {
        Caller caller = Callers.current();
        return line(rumours.take(caller, id, step(step), order));
    }

    private static Rumour.Step step(String word) {
        String name = word.toUpperCase(Locale.ROOT);
        return Arrays.stream(Rumour.Step.values())
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Problem(
                        Problem.Kind.NOT_FOUND,
                        "surveillance.step-unknown",
                        "There is no such step.",
                        "Steps are " + Arrays.toString(Rumour.Step.values()) + ".",
                        "Take one of them."));
    }

    private Line line(Rumour rumour) {
        Long signal = rumour.signal();
        Long into = rumour.mergedInto();
        return new Line(
                String.valueOf(rumour.id()),
                rumour.version(),
                rumour.state().name(),
                rumour.what(),
                rumour.what().isEmpty() ? null : list.name(rumour.what(), today()),
                regions.named(rumour.place()),
                rumour.site(),
                rumour.headline(),
                rumour.items(),
                rumour.told(),
                rumour.sources().stream().map(each -> list.name(each, today())).toList(),
                rumour.ill(),
                rumour.dead(),
                rumour.firstAt(),
                rumour.lastAt(),
                rumour.firstDay(),
                signal == null ? null : String.valueOf(signal),
                into == null ? null : String.valueOf(into),
                new TreeSet<>(rumour.state().steps()));
    }

    private ItemView item(Rumour.Item item) {
        return new ItemView(
                String.valueOf(item.id()),
                list.name(item.source(), today()),
                item.reference(),
                item.publishedAt(),
                item.receivedAt(),
                Math.max(
                        0,
                        Duration.between(item.publishedAt(), item.receivedAt()).toMinutes()),
                regions.named(item.place()),
                item.site(),
                item.day(),
                item.what().isEmpty() ? null : list.name(item.what(), today()),
                item.word(),
                item.ill(),
                item.dead(),
                item.text(),
                item.repeats());
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), Surveillance.ZONE);
    }

    record Understood(CardRoutes.Place place) {}

    /** @param older before which further ones stand; null where there are none */
    record Inbox(Instant now, List<Line> rumours, @Nullable String older) {}

    record RumourView(Instant now, Line rumour, List<ItemView> items, List<Rumour.Event> events) {}

    record Line(
            String id,
            int version,
            String state,
            String what,
            @Nullable Text name,
            CardRoutes.Place place,
            String site,
            String headline,
            int items,
            int told,
            List<Text> sources,
            @Nullable Integer ill,
            @Nullable Integer dead,
            Instant firstAt,
            Instant lastAt,
            LocalDate firstDay,
            @Nullable String signal,
            @Nullable String mergedInto,
            Set<Rumour.Step> steps) {}

    record ItemView(
            String id,
            Text source,
            String reference,
            Instant publishedAt,
            Instant receivedAt,
            long delayMinutes,
            CardRoutes.Place place,
            String site,
            LocalDate day,
            @Nullable Text name,
            String word,
            @Nullable Integer ill,
            @Nullable Integer dead,
            String text,
            boolean repeats) {}
}
