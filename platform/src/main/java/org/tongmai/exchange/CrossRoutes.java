package org.tongmai.exchange;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.access.Callers;
import org.tongmai.kernel.Problem;

/** Records across provinces, as lines of JSON that come while provinces answer. */
@RestController
@RequestMapping("/api/exchange")
final class CrossRoutes {

    private final CrossRecord records;

    CrossRoutes(CrossRecord records) {
        this.records = records;
    }

    @GetMapping("/record/{patient}")
    void of(
            @PathVariable String patient,
            @RequestParam @Nullable String province,
            @RequestParam @Nullable String token,
            HttpServletResponse response)
            throws IOException {
        LinesAnswer.send(response, taker -> records.of(Callers.current(), patient, province, token, taker::accept));
    }

    @GetMapping("/me")
    void own(HttpServletResponse response) throws IOException {
        LinesAnswer.send(response, taker -> records.own(Callers.current(), taker::accept));
    }

    @PostMapping("/record/{patient}/ask")
    Map<String, List<CrossLine.Row>> ask(@PathVariable String patient, @RequestBody Asked asked) {
        Instant until = asked.until();
        String reason = asked.reason();
        if (until == null || reason == null) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "exchange.request-incomplete",
                    "End or reason is missing.",
                    "The resident decides who may see what, until when and why.",
                    "Send until and reason.");
        }
        return Map.of(
                "rows",
                records.ask(
                        Callers.current(),
                        patient,
                        new CrossRecord.Wish(none(asked.categories()), none(asked.classes()), until, reason)));
    }

    private static List<String> none(@Nullable List<String> words) {
        return words == null ? List.of() : words;
    }

    record Asked(
            @Nullable List<String> categories,
            @Nullable List<String> classes,
            @Nullable Instant until,
            @Nullable String reason) {}
}
