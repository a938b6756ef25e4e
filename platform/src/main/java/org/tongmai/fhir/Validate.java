package org.tongmai.fhir;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Callers;
import org.tongmai.fhir.validation.Finding;
import org.tongmai.fhir.validation.Validator;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Change;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code $validate}: whether a resource, sent or stored, is as FHIR R4 and its profiles want it, and whether it would be taken.
 *
 * @see <a href="http://hl7.org/fhir/R4/resource-operation-validate.html">FHIR R4 $validate</a>
 */
final class Validate implements Operation {

    private static final About ABOUT = new About(
            "validate",
            "http://hl7.org/fhir/OperationDefinition/Resource-validate",
            Set.of(Level.TYPE, Level.INSTANCE),
            Set.of(),
            true);

    private static final String LINE = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line";
    private static final String COLUMN = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-col";
    private static final Set<String> MODES = Set.of("create", "update", "delete", "profile");

    private final Reading reading;
    private final ResourceRules rules;
    private final Validator validator;

    Validate(Reading reading, ResourceRules rules, Validator validator) {
        this.reading = reading;
        this.rules = rules;
        this.validator = validator;
    }

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer run(Call call) {
        Callers.current();
        String type = String.valueOf(call.type());
        String mode = call.text("mode");
        if (mode != null && !MODES.contains(mode)) {
            throw Operation.wrong("mode", "It is create, update, delete or profile.");
        }
        if ("delete".equals(mode)) {
            if (call.id() == null) {
                throw Operation.wrong(
                        "mode", "A deletion is validated on one resource: /fhir/Type/id/$validate?mode=delete.");
            }
            reading.read(type, call.id());
            return outcome(List.of());
        }
        ObjectNode resource = sent(call);
        var issues = new ArrayList<ObjectNode>();
        String json;
        if (resource != null) {
            json = text(call, resource);
            taken(call, type, resource, "update".equals(mode) || call.id() != null, issues);
        } else if (call.id() != null) {
            json = new String(reading.read(type, call.id()).json(), StandardCharsets.UTF_8);
        } else {
            throw Operation.wrong("resource", "A resource is posted, by itself or in Parameters.");
        }
        boolean lines = call.parameter("resource") == null;
        for (Finding finding : validator.validate(json, call.texts("profile"))) {
            issues.add(issue(finding, lines));
        }
        return outcome(issues);
    }

    private static @Nullable ObjectNode sent(Call call) {
        ObjectNode body = call.body();
        if (body == null || !body.path("resourceType").asString("").equals("Parameters")) {
            return body;
        }
        JsonNode parameter = call.parameter("resource");
        if (parameter != null && parameter.get("resource") instanceof ObjectNode resource) {
            return resource;
        }
        return "Parameters".equals(call.type()) ? body : null;
    }

    /** As it was sent, so that lines and columns are those of the sender. */
    private static String text(Call call, ObjectNode resource) {
        byte[] bytes = call.parameter("resource") == null ? call.sent() : Json.bytes(resource);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Whether the node itself would take it. */
    private void taken(Call call, String type, ObjectNode resource, boolean update, List<ObjectNode> issues) {
        String id =
                update && call.id() != null ? call.id() : resource.path("id").asString("");
        byte[] body = Json.bytes(resource);
        Change change = update && !id.isEmpty() ? Change.update(type, id, body) : Change.create(type, body);
        try {
            rules.check(call.request().strict(), Callers.current().institution())
                    .check(0, change, resource);
        } catch (Problem problem) {
            JsonNode issue = Outcomes.tree(problem, null).path("issue").path(0);
            issues.add((ObjectNode) issue);
        }
    }

    private static ObjectNode issue(Finding finding, boolean lines) {
        ObjectNode issue = Json.object()
                .put("severity", finding.severity().name().toLowerCase(Locale.ROOT))
                .put("code", finding.severity() == Finding.Severity.INFORMATION ? "informational" : "invalid");
        Integer line = lines ? finding.line() : null;
        Integer column = lines ? finding.column() : null;
        if (line != null) {
            ArrayNode extensions = issue.putArray("extension");
            extensions.addObject().put("url", LINE).put("valueInteger", line);
            if (column != null) {
                extensions.addObject().put("url", COLUMN).put("valueInteger", column);
            }
        }
        issue.putObject("details").put("text", finding.message());
        if (line != null) {
            issue.putArray("location").add("Line[" + line + "]" + (column == null ? "" : " Col[" + column + "]"));
        }
        if (finding.expression() != null) {
            issue.putArray("expression").add(finding.expression());
        }
        return issue;
    }

    private static Answer outcome(List<ObjectNode> issues) {
        ObjectNode outcome = Json.object().put("resourceType", "OperationOutcome");
        ArrayNode array = outcome.putArray("issue");
        if (issues.isEmpty()) {
            array.addObject()
                    .put("severity", "information")
                    .put("code", "informational")
                    .putObject("details")
                    .put("text", "Nothing is wrong.");
        }
        issues.forEach(array::add);
        return Answer.ok(Json.bytes(outcome));
    }
}
