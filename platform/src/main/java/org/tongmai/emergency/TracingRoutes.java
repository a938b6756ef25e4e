package org.tongmai.emergency;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.access.Callers;

/** {@code /api/emergency/events/{id}/meetings}, {@code chains}, {@code follow-ups}, {@code samples}. */
@RestController
@RequestMapping("/api/emergency/events/{id}")
final class TracingRoutes {

    private final Chains chains;
    private final FollowUps followUps;
    private final Samples samples;
    private final Clock clock;

    TracingRoutes(Chains chains, FollowUps followUps, Samples samples, Clock clock) {
        this.chains = chains;
        this.followUps = followUps;
        this.samples = samples;
        this.clock = clock;
    }

    @PostMapping("/meetings")
    Meeting meet(@PathVariable long id, @RequestBody Meeting meeting) {
        return chains.meet(Callers.current(), id, meeting);
    }

    /** All people and meetings of an event, by number, with generations and intervals. */
    @GetMapping("/chains")
    TransmissionTree chains(@PathVariable long id) {
        return chains.tree(Callers.current(), id);
    }

    /** @param day today where it is left out */
    @GetMapping("/follow-ups")
    Due followUps(@PathVariable long id, @RequestParam @Nullable LocalDate day) {
        Instant now = clock.instant();
        LocalDate on = day == null ? LocalDate.ofInstant(now, Events.ZONE) : day;
        return new Due(
                now,
                on,
                followUps.on(Callers.current(), id, on).stream()
                        .map(each -> new Visit(
                                each.person().number(),
                                each.person().who().name(),
                                each.person().who().phone(),
                                each.person().who().address(),
                                each.person().category(),
                                each.index(),
                                each.days(),
                                each.done()))
                        .toList());
    }

    /** What was found; what cannot be taken is named and does not hold up the others. */
    @PostMapping("/follow-ups")
    Taken say(@PathVariable long id, @RequestBody Found found) {
        List<FollowUp> said = found.said();
        return new Taken(followUps.say(Callers.current(), id, said == null ? List.of() : said));
    }

    @GetMapping("/samples")
    Tubes samples(
            @PathVariable long id,
            @RequestParam @Nullable Integer person,
            @RequestParam Sample.@Nullable Result result) {
        return new Tubes(samples.list(Callers.current(), id, person, result));
    }

    @PostMapping("/samples")
    Sample take(@PathVariable long id, @RequestBody Samples.Taking taking) {
        return samples.take(Callers.current(), id, taking);
    }

    @PostMapping("/samples/{number}/custody")
    Sample hand(@PathVariable long id, @PathVariable int number, @RequestBody Samples.Handing handing) {
        return samples.hand(Callers.current(), id, number, handing);
    }

    @PostMapping("/samples/{number}/result")
    Sample result(@PathVariable long id, @PathVariable int number, @RequestBody Tested tested) {
        return samples.result(Callers.current(), id, number, tested.result(), tested.words());
    }

    record Visit(
            int person,
            String name,
            String phone,
            String address,
            Person.@Nullable Category category,
            int index,
            int days,
            FollowUps.@Nullable Done done) {}

    record Due(Instant now, LocalDate day, List<Visit> contacts) {}

    record Found(@Nullable List<FollowUp> said) {}

    record Taken(List<FollowUps.Taken> taken) {}

    record Tubes(List<Sample> samples) {}

    record Tested(Sample.@Nullable Result result, @Nullable String words) {}
}
