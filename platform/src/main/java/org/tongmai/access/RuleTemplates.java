package org.tongmai.access;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Rules as residents commonly want them, to fill the form: dated data of a file. The operator's file in the data directory,
 * {@code rule-templates.json}, stands in place of ours. A rule says of which template in which version it was made.
 */
final class RuleTemplates {

    private static final String FILE = "rule-templates.json";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path operators;
    private final Clock clock;

    RuleTemplates(Path data, Clock clock) {
        this.operators = data.resolve(FILE);
        this.clock = clock;
    }

    /**
     * A rule to be completed.
     *
     * @param from first day on which it is offered
     * @param until first day on which it is offered no more; null while it is
     * @param to {@code everybody}, {@code institution} or {@code doctor}: who is still to be chosen
     * @param days how long the rule holds; null for without end
     */
    record Template(
            String id,
            int version,
            LocalDate from,
            @Nullable LocalDate until,
            Text title,
            Text hint,
            Rule.Effect effect,
            String to,
            List<String> categories,
            List<String> classes,
            boolean once,
            @Nullable Integer days) {

        boolean offered(LocalDate day) {
            return !day.isBefore(from) && (until == null || day.isBefore(until));
        }
    }

    /** Those offered today, in the order of the file, each in its newest version. @throws Problem {@code access.templates-unreadable} */
    List<Template> offered() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), Treatments.ZONE);
        Map<String, Template> newest = new LinkedHashMap<>();
        read().stream()
                .filter(each -> each.offered(today))
                .forEach(each ->
                        newest.merge(each.id(), each, (one, other) -> one.version() < other.version() ? other : one));
        return List.copyOf(newest.values());
    }

    private List<Template> read() {
        try (InputStream in = Files.exists(operators)
                ? Files.newInputStream(operators)
                : Objects.requireNonNull(RuleTemplates.class.getResourceAsStream(FILE))) {
            return JSON.readTree(in)
                    .path("templates")
                    .valueStream()
                    .map(RuleTemplates::template)
                    .toList();
        } catch (IOException | RuntimeException unreadable) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "access.templates-unreadable",
                    "The templates of rules cannot be read.",
                    "The file " + FILE + " of this node is not as it must be.",
                    "Make the rule without a template; the operator mends the file.");
        }
    }

    private static Template template(JsonNode node) {
        JsonNode until = node.path("until");
        JsonNode days = node.path("days");
        return new Template(
                node.path("id").asString(),
                node.path("version").asInt(),
                LocalDate.parse(node.path("from").asString()),
                until.isString() ? LocalDate.parse(until.asString()) : null,
                text(node.path("title")),
                text(node.path("hint")),
                Rule.Effect.valueOf(node.path("effect").asString()),
                node.path("to").asString(),
                strings(node.path("categories")),
                Sensitivity.ofAll(strings(node.path("classes"))).stream()
                        .map(Sensitivity::name)
                        .toList(),
                node.path("once").asBoolean(false),
                days.isNumber() ? days.asInt() : null);
    }

    private static Text text(JsonNode node) {
        return new Text(node.path("zh").asString(), node.path("en").asString());
    }

    private static List<String> strings(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }
}
