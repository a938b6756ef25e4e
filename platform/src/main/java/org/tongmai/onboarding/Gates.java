package org.tongmai.onboarding;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.tongmai.intake.conformance.ConformanceReport.Verdict;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is asked of a system before it goes live: dated data of a file. The operator's file in the data directory,
 * {@code onboarding-gates.json}, stands in place of ours; it is read at each question, so an edit holds at once.
 */
final class Gates {

    private static final String FILE = "onboarding-gates.json";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path operators;
    private final Clock clock;

    Gates(Path data, Clock clock) {
        this.operators = data.resolve(FILE);
        this.clock = clock;
    }

    /**
     * The gates of a time.
     *
     * @param id by which a decision says which gates it passed
     * @param from first day on which they hold
     * @param messages accepted messages of each declared kind, at least
     * @param verdict INCOMPLETE where no check may have failed, PASSED where each must have been exercised as well
     * @param exercised checks that must have been exercised in any case
     * @param daysLeft for how many days more the report must hold
     * @param examiners fingerprints of keys whose reports count, beside those of this node
     * @param days days with agreed counts, at least; 0 asks for none
     * @param tolerancePercent by how much a count may be off
     */
    record Edition(
            String id,
            LocalDate from,
            int messages,
            Verdict verdict,
            Set<String> exercised,
            int daysLeft,
            Set<String> examiners,
            int days,
            int tolerancePercent) {

        Edition {
            exercised = Set.copyOf(exercised);
            examiners = Set.copyOf(examiners);
        }
    }

    /** Those that hold today. @throws Problem {@code onboarding.gates-unreadable} */
    Edition today() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), Onboardings.ZONE);
        return read().stream()
                .filter(edition -> !edition.from().isAfter(today))
                .max(Comparator.comparing(Edition::from))
                .orElseThrow(Gates::unreadable);
    }

    private List<Edition> read() {
        try (InputStream in = Files.exists(operators)
                ? Files.newInputStream(operators)
                : Objects.requireNonNull(Gates.class.getResourceAsStream(FILE))) {
            return JSON.readTree(in)
                    .path("editions")
                    .valueStream()
                    .map(Gates::edition)
                    .toList();
        } catch (IOException | RuntimeException unreadable) {
            throw unreadable();
        }
    }

    private static Edition edition(JsonNode node) {
        return new Edition(
                node.path("id").asString(),
                LocalDate.parse(node.path("from").asString()),
                node.path("messages").asInt(),
                Verdict.valueOf(node.path("verdict").asString()),
                words(node.path("exercised")),
                node.path("daysLeft").asInt(),
                words(node.path("examiners")),
                node.path("days").asInt(),
                node.path("tolerancePercent").asInt());
    }

    private static Set<String> words(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).collect(Collectors.toUnmodifiableSet());
    }

    private static Problem unreadable() {
        return new Problem(
                Problem.Kind.UNPROCESSABLE,
                "onboarding.gates-unreadable",
                "The gates for going live cannot be read, or none holds today.",
                "The file " + FILE + " of this node is not as it must be.",
                "The operator mends the file; docs/onboarding.md says what stands in it.");
    }
}
