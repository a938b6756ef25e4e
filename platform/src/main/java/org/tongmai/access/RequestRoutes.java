package org.tongmai.access;

import java.time.Instant;
import java.util.List;
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
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.tongmai.access.AccessRequest.State;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;

/** Requests for access: asked by doctors, answered by residents. */
@RestController
@RequestMapping("/api/access")
final class RequestRoutes {

    private final Consents consents;
    private final InstitutionNames institutions;
    private final RequestEvents events;

    RequestRoutes(Consents consents, InstitutionNames institutions, RequestEvents events) {
        this.consents = consents;
        this.institutions = institutions;
        this.events = events;
    }

    @PostMapping("/requests")
    RequestView ask(@RequestBody Asked asked) {
        if (asked.patient() == null || asked.until() == null || asked.reason() == null) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.request-incomplete",
                    "Patient, end or reason is missing.",
                    "The resident decides who may see what, until when and why.",
                    "Send patient, until and reason.");
        }
        if (asked.purpose() != null && !asked.purpose().equals(Purpose.CARE.name())) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "access.purpose-not-asked",
                    "Access is asked for care only.",
                    "Other purposes rest on law or on a consent of their own.",
                    "Send the purpose CARE.");
        }
        return view(consents.ask(
                Callers.current(),
                new Consents.Wish(
                        asked.patient(),
                        none(asked.categories()),
                        none(asked.classes()),
                        asked.until(),
                        asked.reason())));
    }

    @GetMapping("/requests")
    Requests list(@RequestParam @Nullable State state, @RequestParam @Nullable String patient) {
        return new Requests(consents.list(Callers.current(), state, patient).stream()
                .map(this::view)
                .toList());
    }

    @GetMapping("/requests/preview")
    Preview preview(
            @RequestParam String id,
            @RequestParam @Nullable List<String> categories,
            @RequestParam @Nullable List<String> classes,
            @RequestParam @Nullable Instant until) {
        return new Preview(
                consents.preview(Callers.current(), id, new Consents.Answer(true, categories, classes, until)));
    }

    @PostMapping("/requests/{id}/answer")
    RequestView answer(@PathVariable String id, @RequestBody Answered answered) {
        if (answered.grant() == null) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.answer-incomplete",
                    "The answer says neither yes nor no.",
                    "grant is true or false.",
                    "Send grant.");
        }
        return view(consents.answer(
                Callers.current(),
                id,
                new Consents.Answer(answered.grant(), answered.categories(), answered.classes(), answered.until())));
    }

    @PostMapping("/requests/{id}/revoke")
    RequestView revoke(@PathVariable String id) {
        return view(consents.revoke(Callers.current(), id));
    }

    @GetMapping("/events")
    SseEmitter events() {
        return events.listen(Callers.current());
    }

    private RequestView view(AccessRequest request) {
        return new RequestView(
                request.id(),
                request.state(consents.now()),
                request.patient(),
                new Requester(request.account(), request.requester()),
                institutions.named(request.institution()),
                request.purpose(),
                request.asked().categories().stream().map(Category::word).toList(),
                new TreeSet<>(request.asked().classes()),
                request.asked().from(),
                request.asked().until(),
                request.reason(),
                request.askedAt(),
                request.answeredAt(),
                request.answerer(),
                consents.sentence(request));
    }

    private static List<String> none(@Nullable List<String> words) {
        return words == null ? List.of() : words;
    }

    record Asked(
            @Nullable String patient,
            @Nullable String purpose,
            @Nullable List<String> categories,
            @Nullable List<String> classes,
            @Nullable Instant until,
            @Nullable String reason) {}

    record Answered(
            @Nullable Boolean grant,
            @Nullable List<String> categories,
            @Nullable List<String> classes,
            @Nullable Instant until) {}

    record Requests(List<RequestView> requests) {}

    record Preview(Text sentence) {}

    record Requester(String account, String name) {}

    record RequestView(
            String id,
            State state,
            String patient,
            Requester requester,
            InstitutionName institution,
            Purpose purpose,
            List<String> categories,
            Set<Sensitivity> classes,
            Instant from,
            Instant until,
            String reason,
            Instant askedAt,
            @Nullable Instant answeredAt,
            @Nullable String answerer,
            Text sentence) {}
}
