package org.tongmai.exchange;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
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
import tools.jackson.databind.json.JsonMapper;

/** Records across provinces, as lines of JSON that come while provinces answer. */
@RestController
@RequestMapping("/api/exchange")
final class CrossRoutes {

    private static final JsonMapper JSON = JsonMapper.shared();

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
        lines(response, taker -> records.of(Callers.current(), patient, province, token, taker));
    }

    @GetMapping("/me")
    void own(HttpServletResponse response) throws IOException {
        lines(response, taker -> records.own(Callers.current(), taker));
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

    /** What is refused before the first line is refused as everywhere; after it each row says what became of it. */
    private static void lines(HttpServletResponse response, Consumer<Consumer<CrossLine>> work) throws IOException {
        OutputStream[] out = new OutputStream[1];
        try {
            work.accept(line -> {
                try {
                    if (out[0] == null) {
                        out[0] = begun(response);
                    }
                    write(out[0], line);
                } catch (IOException gone) {
                    throw new UncheckedIOException(gone);
                }
            });
            if (out[0] == null) {
                out[0] = begun(response);
            }
            out[0].write("{\"line\":\"done\"}\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            out[0].flush();
        } catch (UncheckedIOException gone) {
            throw gone.getCause();
        }
    }

    private static OutputStream begun(HttpServletResponse response) throws IOException {
        response.setContentType("application/x-ndjson");
        response.setHeader("Cache-Control", "no-store");
        return response.getOutputStream();
    }

    private static void write(OutputStream out, CrossLine line) throws IOException {
        var tree = (tools.jackson.databind.node.ObjectNode) JSON.readTree(JSON.writeValueAsBytes(line));
        tree.put("line", line.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        out.write(JSON.writeValueAsBytes(tree));
        out.write('\n');
        out.flush();
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
