package org.tongmai.fhir;

import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tongmai.store.Json;
import org.tongmai.store.ResourceTypes;
import org.tongmai.store.SearchParameter;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What this server can do, made from what is registered.
 *
 * @see <a href="http://hl7.org/fhir/R4/capabilitystatement.html">FHIR R4 CapabilityStatement</a>
 */
final class Capability {

    private static final List<String> INTERACTIONS =
            List.of("read", "vread", "create", "update", "delete", "history-instance", "search-type");

    private Capability() {}

    static byte[] statement(String base, Instant since, boolean open, Operations operations) {
        ObjectNode statement = Json.object()
                .put("resourceType", "CapabilityStatement")
                .put("status", "active")
                .put("date", since.toString())
                .put("kind", "instance");
        statement.putObject("software").put("name", "Tongmai");
        statement.putObject("implementation").put("description", "Tongmai").put("url", base);
        statement.put("fhirVersion", "4.0.1");
        statement.putArray("format").add("application/fhir+json").add("json");
        ObjectNode rest = statement.putArray("rest").addObject().put("mode", "server");
        ObjectNode security = rest.putObject("security");
        if (!open) {
            security.putArray("service")
                    .addObject()
                    .putArray("coding")
                    .addObject()
                    .put("system", "http://terminology.hl7.org/CodeSystem/restful-security-service")
                    .put("code", "OAuth");
        }
        security.put("description", open ? "No sign-in: for trials on one machine only." : "OpenID Connect.");
        ArrayNode resources = rest.putArray("resource");
        ResourceTypes.names().forEach(type -> resource(resources.addObject(), type, operations));
        ArrayNode interactions = rest.putArray("interaction");
        interactions.addObject().put("code", "transaction");
        interactions.addObject().put("code", "batch");
        operations(rest, operations.at(Operation.Level.SYSTEM, null));
        return Json.bytes(statement);
    }

    private static void resource(ObjectNode resource, String type, Operations operations) {
        resource.put("type", type);
        ArrayNode interactions = resource.putArray("interaction");
        if (type.equals("AuditEvent")) {
            interactions.addObject().put("code", "read");
            interactions.addObject().put("code", "search-type");
        } else {
            INTERACTIONS.forEach(code -> interactions.addObject().put("code", code));
            resource.put("versioning", "versioned-update")
                    .put("readHistory", true)
                    .put("updateCreate", true)
                    .put("conditionalCreate", true)
                    .put("conditionalUpdate", true)
                    .put("conditionalDelete", "single");
        }
        ArrayNode parameters = resource.putArray("searchParam");
        new TreeMap<>(SearchParameter.all(type))
                .values().stream()
                        .filter(parameter -> parameter.kind() != SearchParameter.Kind.COMPOSITE
                                && parameter.kind() != SearchParameter.Kind.SPECIAL)
                        .filter(parameter ->
                                !type.equals("AuditEvent") || AuditSearch.PARAMETERS.contains(parameter.code()))
                        .forEach(parameter -> parameters
                                .addObject()
                                .put("name", parameter.code())
                                .put("type", parameter.kind().word()));
        operations(
                resource,
                Stream.concat(
                        operations.at(Operation.Level.TYPE, type), operations.at(Operation.Level.INSTANCE, type)));
    }

    private static void operations(ObjectNode where, Stream<Operation> offered) {
        List<Operation> each = offered.distinct().toList();
        if (!each.isEmpty()) {
            ArrayNode operations = where.putArray("operation");
            each.forEach(operation ->
                    operations.addObject().put("name", operation.name()).put("definition", operation.definition()));
        }
    }
}
