package org.tongmai.intake.codes;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.intake.codes.CodeDecisions.Wish;
import org.tongmai.intake.codes.CodeStore.Seen;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** What people do with the codes of an institution, for tests of other packages. */
public final class CodesOf {

    private final LocalCodes codes;

    public CodesOf(LocalCodes codes) {
        this.codes = codes;
    }

    /** A line of the work list. */
    public record Sent(
            String state,
            List<String> names,
            List<String> units,
            List<String> examples,
            @Nullable BigDecimal low,
            @Nullable BigDecimal high,
            long occurrences) {}

    /** What a run came to. */
    public record Again(String state, long seen, long changed) {}

    /** A result that holds a code comes in. */
    public void met(String institution, String system, String code) {
        ObjectNode observation = Json.object().put("resourceType", "Observation");
        observation
                .putObject("code")
                .putArray("coding")
                .addObject()
                .put("system", system)
                .put("code", code);
        codes.translate(List.of(observation), institution, Instant.parse("2026-03-01T06:00:00Z"), "N1", true);
        codes.flush();
    }

    /** What a code that an institution sends becomes. */
    public List<String> targets(String institution, String system, String code) {
        ObjectNode observation = Json.object().put("resourceType", "Observation");
        var codings = observation.putObject("code").putArray("coding");
        codings.addObject().put("system", system).put("code", code);
        codes.translate(List.of(observation), institution, Instant.parse("2026-03-01T06:00:00Z"), "N1", false);
        return codings.valueStream()
                .skip(1)
                .map(each -> each.path("code").asString())
                .toList();
    }

    public Sent sent(String institution, String system, String code) {
        codes.flush();
        Seen seen = codes.codes().find(institution, system, code).orElseThrow();
        return new Sent(
                seen.state(), seen.names(), seen.units(), seen.examples(), seen.low(), seen.high(), seen.occurrences());
    }

    public void accept(
            String institution, String system, String code, String target, String targetCode, String equivalence) {
        wish(institution, system, code, target, targetCode, equivalence, null);
    }

    public void acceptFrom(
            String institution, String system, String code, String target, String targetCode, String from) {
        wish(institution, system, code, target, targetCode, "equivalent", LocalDate.parse(from));
    }

    private void wish(
            String institution,
            String system,
            String code,
            String target,
            String targetCode,
            String equivalence,
            @Nullable LocalDate from) {
        codes.decisions()
                .decide(
                        institution,
                        List.of(new Wish(system, code, new Wish.Target(target, targetCode, ""), equivalence, "", from)),
                        "it");
    }

    public void undo(String institution, String system, String code) {
        long id = codes.codes().decisions(institution, system, code).stream()
                .filter(each -> !each.state().equals("UNDONE"))
                .findFirst()
                .orElseThrow()
                .id();
        codes.decisions().undo(institution, id, "it");
    }

    public Again again(String institution, String system) {
        codes.again().begin(institution, system, Arrays.asList(CodeKind.values()), "it");
        while (codes.again().step()) {
            // to the end
        }
        var run = codes.again().runs(institution).getFirst();
        return new Again(run.state() + run.why(), run.seen(), run.changed());
    }
}
