package org.tongmai.access;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Mask;
import org.tongmai.kernel.Problem;

/** Emergency access: doctors open it, residents see and end it, reviewers look whether it was right. */
@RestController
@RequestMapping("/api/access")
final class EmergencyRoutes {

    private final Emergencies emergencies;
    private final Subjects subjects;
    private final LookStore looks;
    private final InstitutionNames institutions;

    EmergencyRoutes(Emergencies emergencies, Subjects subjects, LookStore looks, InstitutionNames institutions) {
        this.emergencies = emergencies;
        this.subjects = subjects;
        this.looks = looks;
        this.institutions = institutions;
    }

    record Opening(
            @Nullable String patient,
            @Nullable String ground,
            @Nullable String words) {}

    record Reviewed(
            Emergency.@Nullable Verdict verdict, @Nullable String words) {}

    record Ground(String code, Text text) {}

    /**
     * What the doctor and the resident see; whoever acts for the resident, and is not shown everything, without the words.
     *
     * @param patient logical id of the Patient with the visit; null for a reviewer
     */
    record View(
            String id,
            @Nullable String patient,
            String name,
            InstitutionName institution,
            Text ground,
            String words,
            Instant openedAt,
            Instant until,
            @Nullable Instant endedAt,
            Emergency.@Nullable Verdict verdict,
            @Nullable String reviewWords) {}

    /**
     * What a reviewer sees: nothing of the record.
     *
     * @param patient masked name, by which the institution finds the visit together with the time
     * @param looks how many there were at what other institutions have
     */
    record Case(
            View emergency,
            String account,
            String patient,
            Instant reviewBy,
            @Nullable Instant reviewedAt,
            int looks) {}

    record Views(List<View> emergencies) {}

    record Queue(List<Case> emergencies, @Nullable Instant next) {}

    @GetMapping("/emergencies/grounds")
    List<Ground> grounds() {
        return Arrays.stream(Emergency.Ground.values())
                .map(each -> new Ground(each.name(), each.text()))
                .toList();
    }

    @PostMapping("/emergencies")
    View open(@RequestBody Opening opening) {
        if (opening.patient() == null) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.emergency-incomplete",
                    "The patient is missing.",
                    "Emergency access is about one patient with a visit.",
                    "Send patient and ground.");
        }
        return whole(emergencies.open(
                Callers.current(),
                opening.patient(),
                String.valueOf(opening.ground()),
                opening.words() == null ? "" : opening.words()));
    }

    /** A resident's, all; a doctor's, those that are open, of one person where a Patient is named. */
    @GetMapping("/emergencies")
    Views list(@RequestParam @Nullable String patient) {
        return new Views(emergencies.list(Callers.current(), patient).stream()
                .map(this::whole)
                .toList());
    }

    @PostMapping("/emergencies/{id}/end")
    View end(@PathVariable String id) {
        return whole(emergencies.end(Callers.current(), id));
    }

    /** Those that wait, the oldest first; or those that were reviewed. {@code next} goes into {@code from}. */
    @GetMapping("/emergencies/queue")
    Queue queue(
            @RequestParam(defaultValue = "true") boolean waiting,
            @RequestParam @Nullable Instant from,
            @RequestParam(defaultValue = "50") int count) {
        int wanted = Math.clamp(count, 1, Emergencies.PAGE_MAX);
        List<Emergency> found = emergencies.queue(waiting, from, wanted);
        Emergency last = found.isEmpty() ? null : found.getLast();
        return new Queue(
                found.stream().map(this::reviewed).toList(),
                last == null || found.size() < wanted ? null : waiting ? last.openedAt() : last.reviewedAt());
    }

    @PostMapping("/emergencies/{id}/review")
    Case review(@PathVariable String id, @RequestBody Reviewed said) {
        return reviewed(emergencies.review(Callers.current(), id, said.verdict(), said.words()));
    }

    private View whole(Emergency emergency) {
        return view(emergency, subjects.patientOf(emergency.compartment()).orElse(null));
    }

    private View view(Emergency emergency, @Nullable String patient) {
        boolean silent = silent(Callers.current().acting());
        return new View(
                emergency.id(),
                patient,
                emergency.name(),
                institutions.named(emergency.institution()),
                emergency.ground().text(),
                silent ? "" : emergency.words(),
                emergency.openedAt(),
                emergency.until(),
                emergency.endedAt(),
                emergency.verdict(),
                silent ? null : emergency.reviewWords());
    }

    /** Free words may say what a class that is kept back would say: who acts reads ground and time, then. */
    private static boolean silent(@Nullable Acting acting) {
        return acting != null && !acting.withheld().isEmpty();
    }

    private Case reviewed(Emergency emergency) {
        return new Case(
                view(emergency, null),
                emergency.account(),
                Mask.name(subjects.name(emergency.compartment())),
                emergency.reviewBy(),
                emergency.reviewedAt(),
                looks.countOf(
                        emergency.account(),
                        subjects.samePerson(emergency.compartment()),
                        Basis.EMERGENCY,
                        emergency.openedAt(),
                        emergency.endedAt() == null ? emergency.until() : emergency.endedAt()));
    }
}
