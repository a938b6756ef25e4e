package org.tongmai.fhir;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Json;
import org.tongmai.store.Receipt;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Refusals as FHIR tells them.
 *
 * @see <a href="http://hl7.org/fhir/R4/operationoutcome.html">FHIR R4 OperationOutcome</a>
 */
public final class Outcomes {

    /** The system of our own problem codes. */
    public static final String CODES = "https://tongmai.org/fhir/CodeSystem/problem";

    /** Parts a place from what is wrong there; an expression is FHIRPath and nothing else. */
    private static final String PROSE = ": ";

    private Outcomes() {}

    public static byte[] of(Problem problem, @Nullable String trace) {
        return Json.bytes(tree(problem, trace));
    }

    /** What was done, as {@code Prefer: return=OperationOutcome} asks for it. */
    static byte[] done(Outcome outcome) {
        ObjectNode told = Json.object().put("resourceType", "OperationOutcome");
        String what = outcome.created() > 0 ? "Created " : outcome.updated() > 0 ? "Updated " : "Found unchanged ";
        told.putArray("issue")
                .addObject()
                .put("severity", "information")
                .put("code", "informational")
                .put("diagnostics", what + outcome.locations().getFirst());
        return Json.bytes(told);
    }

    /** What is to be said of a search beside what it found. */
    static byte[] remarks(List<Remark> remarks) {
        ObjectNode told = Json.object().put("resourceType", "OperationOutcome");
        ArrayNode issues = told.putArray("issue");
        for (Remark remark : remarks) {
            issues.addObject()
                    .put("severity", "warning")
                    .put("code", remark.code())
                    .put("diagnostics", remark.words());
        }
        return Json.bytes(told);
    }

    /** The same for one entry of a Bundle. */
    static ObjectNode done(Receipt.Result result) {
        ObjectNode told = Json.object().put("resourceType", "OperationOutcome");
        told.putArray("issue")
                .addObject()
                .put("severity", "information")
                .put("code", "informational")
                .put(
                        "diagnostics",
                        switch (result) {
                            case CREATED -> "Created.";
                            case UPDATED -> "Updated.";
                            case DELETED -> "Deleted, or not there before.";
                            case EXISTED -> "Found unchanged.";
                        });
        return told;
    }

    public static ObjectNode tree(Problem problem, @Nullable String trace) {
        ObjectNode issue = Json.object();
        issue.put("severity", "error").put("code", problem.kind().issue());
        ObjectNode details = issue.putObject("details");
        details.putArray("coding").addObject().put("system", CODES).put("code", problem.code());
        details.put("text", problem.what());
        String found = problem.where().stream().anyMatch(where -> where.contains(PROSE))
                ? " " + String.join("; ", problem.where()) + "."
                : "";
        issue.put(
                "diagnostics",
                problem.why() + found + " " + problem.mend() + (trace == null ? "" : " (trace " + trace + ")"));
        if (!problem.where().isEmpty()) {
            ArrayNode where = issue.putArray("expression");
            problem.where().stream().map(Outcomes::path).distinct().forEach(where::add);
        }
        ObjectNode outcome = Json.object().put("resourceType", "OperationOutcome");
        outcome.putArray("issue").add(issue);
        return outcome;
    }

    /** Of {@code Bundle.entry[3].resource: Patient.gender: must be …} the FHIRPath {@code Bundle.entry[3].resource.gender}. */
    private static String path(String where) {
        String[] parts = where.split(PROSE, -1);
        boolean inEntry = parts.length > 1 && parts[0].startsWith("Bundle.entry[") && parts[0].endsWith(".resource");
        int element = inEntry ? parts[1].indexOf('.') : -1;
        return element < 0 ? parts[0] : parts[0] + parts[1].substring(element);
    }
}
