package org.tongmai.onboarding;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.access.Caller;
import org.tongmai.access.Callers;
import org.tongmai.access.InstitutionNames;
import org.tongmai.access.Role;
import org.tongmai.onboarding.VolumeStore.Feed;
import tools.jackson.databind.JsonNode;

/** {@code /api/onboarding}: for the IT people of an institution about its own systems, for the operator about all. */
@RestController
@RequestMapping("/api/onboarding")
final class OnboardingRoutes {

    private final Onboardings onboardings;
    private final Volumes volumes;
    private final InstitutionNames names;

    OnboardingRoutes(Onboardings onboardings, Volumes volumes, InstitutionNames names) {
        this.onboardings = onboardings;
        this.volumes = volumes;
        this.names = names;
    }

    /** @param institution for the operator; IT people open those of their own */
    record Wanted(
            @Nullable String institution,
            @Nullable String client,
            @Nullable String name,
            @Nullable String application,
            @Nullable List<String> kinds,
            @Nullable JsonNode keys) {}

    record Told(@Nullable LocalDate day, @Nullable Map<String, Long> sent) {}

    record Listed(
            List<OnboardingView> onboardings,
            Map<String, String> institutions,
            @Nullable String next) {}

    record Feeds(List<Feed> feeds, Map<String, String> institutions, Instant countedUntil) {}

    record Day(LocalDate day, List<Habit.Hour> hours, Instant countedUntil) {}

    /** Those of the own institution, or of all; {@code next} goes into {@code after} of the following request. */
    @GetMapping("/systems")
    Listed list(
            @RequestParam(defaultValue = "") String institution,
            @RequestParam(defaultValue = "") String after,
            @RequestParam(defaultValue = "50") int count) {
        int wanted = Math.clamp(count, 1, 200);
        List<OnboardingView> found = onboardings.list(own(institution), after, wanted);
        return new Listed(
                found,
                named(found.stream().map(OnboardingView::institution).toList()),
                found.size() < wanted ? null : found.getLast().client());
    }

    @PostMapping("/systems")
    OnboardingView open(@RequestBody Wanted sent) {
        JsonNode keys = sent.keys();
        return onboardings.open(
                new Onboardings.Opening(
                        own(text(sent.institution())),
                        text(sent.client()),
                        text(sent.name()),
                        sent.application(),
                        sent.kinds() == null ? List.of() : sent.kinds(),
                        keys == null ? "" : keys.isString() ? keys.asString() : keys.toString()),
                by());
    }

    @GetMapping("/systems/{client}")
    OnboardingView view(@PathVariable String client) {
        return onboardings.view(mine(client));
    }

    /** Examines what the sandbox took, and files the report. */
    @PostMapping("/systems/{client}/examine")
    OnboardingView examine(@PathVariable String client) {
        return onboardings.examine(mine(client), by());
    }

    /** Hands in the report of a robot, as it was written. */
    @PostMapping(path = "/systems/{client}/reports", consumes = MediaType.APPLICATION_JSON_VALUE)
    OnboardingView handIn(@PathVariable String client, @RequestBody String report) {
        return onboardings.handIn(mine(client), report, by());
    }

    @GetMapping(path = "/systems/{client}/reports/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    String report(@PathVariable String client, @PathVariable long id) {
        return onboardings.report(mine(client), id);
    }

    @PostMapping("/systems/{client}/counts")
    OnboardingView tell(@PathVariable String client, @RequestBody Told told) {
        LocalDate day = told.day();
        return onboardings.tell(
                mine(client), day == null ? volumes.today() : day, told.sent() == null ? Map.of() : told.sent(), by());
    }

    @PostMapping("/systems/{client}/approve")
    OnboardingView approve(@PathVariable String client) {
        return onboardings.approve(client, by());
    }

    @PostMapping("/systems/{client}/back")
    OnboardingView back(@PathVariable String client) {
        return onboardings.back(client, by());
    }

    /** What comes at all, silent feeds first. */
    @GetMapping("/feeds")
    Feeds feeds(@RequestParam(defaultValue = "") String institution) {
        List<Feed> feeds = volumes.feeds(own(institution));
        return new Feeds(feeds, named(feeds.stream().map(Feed::institution).toList()), volumes.countedUntil());
    }

    /** The hours of a day beside their habit. */
    @GetMapping("/volumes")
    Day volumes(
            @RequestParam(defaultValue = "") String institution,
            @RequestParam(defaultValue = "") String system,
            @RequestParam(defaultValue = "") String kind,
            @RequestParam @Nullable LocalDate day) {
        LocalDate asked = day == null ? volumes.today() : day;
        return new Day(asked, volumes.day(own(institution), system, kind, asked), volumes.countedUntil());
    }

    /** The operator asks for any institution, or for all; IT people for their own. */
    private static String own(String institution) {
        Caller caller = Callers.current();
        if (caller.unrestricted() || caller.role() == Role.OPERATOR) {
            return institution.strip();
        }
        String own = caller.institution();
        if (own == null || !institution.isBlank() && !institution.strip().equals(own)) {
            throw Onboardings.unknown();
        }
        return own;
    }

    private String mine(String client) {
        String institution = onboardings.institution(client);
        if (!own("").isEmpty() && !own("").equals(institution)) {
            throw Onboardings.unknown();
        }
        return client;
    }

    private Map<String, String> named(List<String> institutions) {
        return institutions.stream()
                .distinct()
                .collect(
                        Collectors.toMap(code -> code, code -> names.named(code).name()));
    }

    private static String by() {
        return Callers.current().account();
    }

    private static String text(@Nullable String sent) {
        return sent == null ? "" : sent;
    }
}
