package org.tongmai.portal;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.access.Callers;
import org.tongmai.access.Category;
import org.tongmai.exchange.LinesAnswer;
import org.tongmai.kernel.Problem;

/** What the pages of doctors and residents show of a record. */
@RestController
@RequestMapping("/api/portal")
final class PortalRoutes {

    private static final String COUNT = "50";

    private static final int COUNT_MAX = 200;

    private final Desk desk;
    private final Records records;
    private final Elsewhere elsewhere;

    PortalRoutes(Desk desk, Records records, Elsewhere elsewhere) {
        this.desk = desk;
        this.records = records;
        this.elsewhere = elsewhere;
    }

    @GetMapping("/walk-ins")
    WalkIns walkIns(@RequestParam @Nullable String query) {
        return new WalkIns(
                query == null || query.isBlank() ? desk.today(Callers.current()) : desk.find(Callers.current(), query));
    }

    /** @param refresh a page that is open asks by itself; nobody came again */
    @GetMapping("/record/{patient}")
    Records.Header record(@PathVariable String patient, @RequestParam(defaultValue = "false") boolean refresh) {
        return records.header(Callers.current(), patient, refresh);
    }

    @GetMapping("/record/{patient}/timeline")
    Records.Timeline timeline(
            @PathVariable String patient,
            @RequestParam @Nullable String category,
            @RequestParam @Nullable String institution,
            @RequestParam @Nullable String before,
            @RequestParam(defaultValue = COUNT) int count,
            @RequestParam(defaultValue = "false") boolean refresh) {
        return records.timeline(
                Callers.current(),
                patient,
                category(category),
                institution,
                before,
                Math.clamp(count, 1, COUNT_MAX),
                refresh);
    }

    /** The one look that the resident allows at what other institutions have; asking for it uses it up. */
    @PostMapping("/record/{patient}/only-look")
    Records.Timeline onlyLook(@PathVariable String patient) {
        return records.onlyLook(Callers.current(), patient, COUNT_MAX);
    }

    /** What other provinces have: lines of JSON that come while they answer. */
    @GetMapping("/record/{patient}/elsewhere")
    void elsewhere(
            @PathVariable String patient,
            @RequestParam @Nullable String province,
            @RequestParam @Nullable String token,
            HttpServletResponse response)
            throws IOException {
        LinesAnswer.send(response, taker -> elsewhere.of(Callers.current(), patient, province, token, taker));
    }

    @GetMapping("/me/elsewhere")
    void myElsewhere(HttpServletResponse response) throws IOException {
        LinesAnswer.send(response, taker -> elsewhere.own(Callers.current(), taker));
    }

    @GetMapping("/me")
    Records.Header me() {
        return records.header(Callers.current());
    }

    @GetMapping("/me/timeline")
    Records.Timeline myTimeline(
            @RequestParam @Nullable String category,
            @RequestParam @Nullable String institution,
            @RequestParam @Nullable String before,
            @RequestParam(defaultValue = COUNT) int count) {
        return records.timeline(
                Callers.current(), category(category), institution, before, Math.clamp(count, 1, COUNT_MAX));
    }

    private static @Nullable Category category(@Nullable String word) {
        return word == null || word.isEmpty()
                ? null
                : Category.of(word)
                        .orElseThrow(() -> new Problem(
                                Problem.Kind.INVALID,
                                "portal.unknown-category",
                                "There is no such category.",
                                "A record has visits, diagnoses, laboratory, examinations, medicines, vaccinations,"
                                        + " procedures, allergies and documents.",
                                "Name one of those."));
    }

    record WalkIns(List<Desk.WalkIn> patients) {}
}
