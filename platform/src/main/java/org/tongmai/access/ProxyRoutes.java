package org.tongmai.access;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.access.Proxy.Ground;
import org.tongmai.access.Proxy.Level;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;

/** Who may act for me, and for whom I may (谁可以代我). */
@RestController
@RequestMapping("/api/access/proxies")
final class ProxyRoutes {

    private final Proxies proxies;
    private final ProxyGiving giving;
    private final Subjects subjects;
    private final InstitutionNames institutions;

    ProxyRoutes(Proxies proxies, ProxyGiving giving, Subjects subjects, InstitutionNames institutions) {
        this.proxies = proxies;
        this.giving = giving;
        this.subjects = subjects;
        this.institutions = institutions;
    }

    @GetMapping
    Listed list() {
        Set<Long> own = subjects.compartmentsOf(Callers.current());
        Instant now = proxies.now();
        return new Listed(
                proxies.all(own).stream().map(each -> ofMe(each, now)).toList(),
                proxies.ofHolder(own, now).stream()
                        .filter(each -> !proxies.gone(each))
                        .flatMap(each -> subjects
                                .patientOf(each.ward())
                                .map(patient -> new Ward(
                                        each.id(),
                                        patient,
                                        subjects.name(each.ward()),
                                        each.ground(),
                                        each.level(),
                                        new TreeSet<>(proxies.withheld(each, now)),
                                        each.until()))
                                .stream())
                        .toList());
    }

    /** A code for whom I would act for. */
    @PostMapping("/offers")
    ProxyGiving.Offer offer() {
        return giving.offer(Callers.current());
    }

    @PostMapping("/preview")
    Preview preview(@RequestBody Given given) {
        Text sentence = giving.preview(Callers.current(), draft(given));
        return new Preview(new Text("保存后，" + sentence.zh(), "Once saved: " + sentence.en()));
    }

    @PostMapping
    Mine give(@RequestBody Given given) {
        return ofMe(giving.give(Callers.current(), draft(given)), proxies.now());
    }

    @PostMapping("/{id}/withheld")
    void withhold(@PathVariable UUID id, @RequestBody Withheld withheld) {
        giving.withhold(Callers.current(), id, Sensitivity.ofAll(none(withheld.classes())));
    }

    @PostMapping("/{id}/end")
    void end(@PathVariable UUID id) {
        giving.end(Callers.current(), id);
    }

    private Mine ofMe(Proxy proxy, Instant now) {
        State state = state(proxy, now);
        boolean stands = state == State.IN_FORCE || state == State.TO_COME;
        return new Mine(
                proxy.id(),
                subjects.name(proxy.holder()),
                proxy.ground(),
                proxy.level(),
                new TreeSet<>(proxies.withheld(proxy, now)),
                stands ? new TreeSet<>(proxies.mayWithhold(proxy, now)) : Set.of(),
                stands && proxy.ground() == Ground.ENTRUSTED,
                proxy.from(),
                proxy.until(),
                state,
                proxy.endedAt(),
                proxy.institution() == null ? null : institutions.named(proxy.institution()),
                giving.sentence(proxy));
    }

    private State state(Proxy proxy, Instant now) {
        if (proxy.endedAt() != null && !now.isBefore(proxy.endedAt())) {
            return State.ENDED;
        }
        if (!proxies.stands(proxy, now) || proxies.gone(proxy)) {
            return State.EXPIRED;
        }
        return proxy.holds(now) ? State.IN_FORCE : State.TO_COME;
    }

    private static ProxyGiving.Draft draft(Given given) {
        Level level = Arrays.stream(Level.values())
                .filter(each -> each.name().equals(given.level()))
                .findFirst()
                .orElse(null);
        if (given.code() == null || level == null || given.until() == null) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.proxy-incomplete",
                    "The code, how far the proxy goes, or its end is missing.",
                    "A proxy says who may do what until when.",
                    "Send code, level (CODE, SEE or ACT) and until.");
        }
        return new ProxyGiving.Draft(given.code(), level, Sensitivity.ofAll(none(given.classes())), given.until());
    }

    private static List<String> none(@Nullable List<String> words) {
        return words == null ? List.of() : words;
    }

    /** Where a proxy stands. */
    enum State {
        IN_FORCE,
        TO_COME,
        /** Ended before its time. */
        ENDED,
        /** Its time is over, the ward is of age, or one of the two died. */
        EXPIRED
    }

    record Given(
            @Nullable String code,
            @Nullable String level,
            @Nullable List<String> classes,
            @Nullable Instant until) {}

    record Withheld(@Nullable List<String> classes) {}

    record Preview(Text sentence) {}

    record Listed(List<Mine> mine, List<Ward> wards) {}

    /**
     * @param name of who may act for me
     * @param mayWithhold special classes that I may keep from that person
     * @param mayEnd whether I may end it here
     * @param institution that saw the proof; null where it was my own word
     */
    record Mine(
            UUID id,
            String name,
            Ground ground,
            Level level,
            Set<Sensitivity> withheld,
            Set<Sensitivity> mayWithhold,
            boolean mayEnd,
            Instant from,
            Instant until,
            State state,
            @Nullable Instant endedAt,
            @Nullable InstitutionName institution,
            Text sentence) {}

    /** @param patient what the header {@value ActingFor#HEADER} names */
    record Ward(
            UUID id,
            String patient,
            String name,
            Ground ground,
            Level level,
            Set<Sensitivity> withheld,
            Instant until) {}
}
