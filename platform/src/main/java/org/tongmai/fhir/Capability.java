package org.tongmai.fhir;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Compartments;
import org.tongmai.store.Definitions;
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

    private static final List<String> INTERACTIONS = List.of(
            "read", "vread", "create", "update", "patch", "delete", "history-instance", "history-type", "search-type");

    /** AuditEvents are made of the trace: read and searched only. */
    private static final List<String> AUDIT_INTERACTIONS = List.of("read", "search-type");

    private static final List<String> SYSTEM_INTERACTIONS =
            List.of("transaction", "batch", "search-system", "history-system");

    /** IHE's requirements that this server meets; a test calls what they ask for. */
    static final List<String> PROFILES = List.of(
            "https://profiles.ihe.net/ITI/PIXm/CapabilityStatement/IHE.PIXm.Manager",
            "https://profiles.ihe.net/ITI/PDQm/CapabilityStatement/IHE.PDQm.PatientDemographicsSupplierMatch");

    private static final String DEFINITIONS = "http://hl7.org/fhir/SearchParameter/";

    private final Operations operations;
    private final Instant since;
    private volatile @Nullable Made last;

    Capability(Operations operations, Instant since) {
        this.operations = operations;
        this.since = since;
    }

    /** The statement that was asked for last, so that a client that asks at each start costs nothing. */
    private record Made(String base, boolean open, byte[] bytes) {}

    byte[] statement(String base, boolean open) {
        Made made = last;
        if (made == null || made.open != open || !made.base.equals(base)) {
            made = new Made(base, open, Json.bytes(make(base, open)));
            last = made;
        }
        return made.bytes;
    }

    private ObjectNode make(String base, boolean open) {
        ObjectNode statement = Json.object()
                .put("resourceType", "CapabilityStatement")
                .put("status", "active")
                .put("date", since.toString())
                .put("kind", "instance");
        texts(statement.putArray("instantiates"), PROFILES);
        statement.putObject("software").put("name", "Tongmai");
        statement.putObject("implementation").put("description", "Tongmai").put("url", base);
        statement.put("fhirVersion", "4.0.1");
        texts(statement.putArray("format"), List.of("application/fhir+json", "json", "application/fhir+xml", "xml"));
        texts(statement.putArray("patchFormat"), Interactions.PATCH_FORMATS);
        ObjectNode rest = statement.putArray("rest").addObject().put("mode", "server");
        security(rest.putObject("security"), base, open);
        ArrayNode resources = rest.putArray("resource");
        Map<String, Words> words = words();
        ResourceTypes.names().forEach(type -> resource(resources.addObject(), type, words));
        interactions(rest, SYSTEM_INTERACTIONS);
        operations(rest, operations.at(Operation.Level.SYSTEM, null));
        ArrayNode compartments = rest.putArray("compartment");
        new TreeSet<>(Compartments.names())
                .forEach(name ->
                        compartments.add("http://hl7.org/fhir/CompartmentDefinition/" + name.toLowerCase(Locale.ROOT)));
        return statement;
    }

    /** @see <a href="https://hl7.org/fhir/smart-app-launch/STU2.2/conformance.html">SMART App Launch, conformance</a> */
    private static void security(ObjectNode security, String base, boolean open) {
        if (open) {
            security.put("description", "No sign-in: for trials on one machine only.");
            return;
        }
        ObjectNode uris = security.putArray("extension")
                .addObject()
                .put("url", "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris");
        ArrayNode each = uris.putArray("extension");
        each.addObject().put("url", "authorize").put("valueUri", SmartConfiguration.authorize(base));
        each.addObject().put("url", "token").put("valueUri", SmartConfiguration.token(base));
        security.putArray("service")
                .addObject()
                .putArray("coding")
                .addObject()
                .put("system", "http://terminology.hl7.org/CodeSystem/restful-security-service")
                .put("code", "SMART-on-FHIR");
        security.put("description", "OpenID Connect and OAuth 2; see .well-known/smart-configuration.");
    }

    private void resource(ObjectNode resource, String type, Map<String, Words> words) {
        resource.put("type", type).put("profile", "http://hl7.org/fhir/StructureDefinition/" + type);
        boolean audit = type.equals("AuditEvent");
        interactions(resource, audit ? AUDIT_INTERACTIONS : INTERACTIONS);
        if (!audit) {
            resource.put("versioning", "versioned-update")
                    .put("readHistory", true)
                    .put("updateCreate", true)
                    .put("conditionalCreate", true)
                    .put("conditionalRead", "full-support")
                    .put("conditionalUpdate", true)
                    .put("conditionalDelete", Interactions.CONDITIONAL_DELETE);
            resource.putArray("referencePolicy")
                    .add("literal")
                    .add("logical")
                    .add("enforced")
                    .add("local");
            texts(resource.putArray("searchInclude"), includes(type));
            List<String> reverse = reverseIncludes(type);
            if (!reverse.isEmpty()) {
                texts(resource.putArray("searchRevInclude"), reverse);
            }
        }
        ArrayNode parameters = resource.putArray("searchParam");
        searched(type).forEach(parameter -> parameter(parameters.addObject(), parameter, words));
        operations(
                resource,
                Stream.concat(
                        operations.at(Operation.Level.TYPE, type), operations.at(Operation.Level.INSTANCE, type)));
    }

    /** The parameters by which a type is searched, in the order of the alphabet. */
    private static Stream<SearchParameter> searched(String type) {
        return new TreeMap<>(SearchParameter.all(type))
                .values().stream()
                        .filter(parameter ->
                                !type.equals("AuditEvent") || AuditSearch.PARAMETERS.contains(parameter.code()));
    }

    private static List<String> includes(String type) {
        var out = new TreeSet<String>();
        SearchParameter.all(type).values().stream()
                .filter(parameter -> parameter.kind() == SearchParameter.Kind.REFERENCE)
                .forEach(parameter -> out.add(type + ":" + parameter.code()));
        out.add(type + ":*");
        return List.copyOf(out);
    }

    private static List<String> reverseIncludes(String type) {
        var out = new TreeSet<String>();
        for (String source : ResourceTypes.names()) {
            if (!source.equals("AuditEvent")) {
                SearchParameter.all(source).values().stream()
                        .filter(parameter -> parameter.kind() == SearchParameter.Kind.REFERENCE
                                && parameter.targets().contains(type))
                        .forEach(parameter -> out.add(source + ":" + parameter.code()));
            }
        }
        return List.copyOf(out);
    }

    // -- words of the search parameters

    private record Words(String definition, String documentation) {}

    /** Read anew for each statement, because nothing else needs them. */
    private static Map<String, Words> words() {
        var out = new HashMap<String, Words>();
        Definitions.lines(
                "/fhir/r4/search-parameter-words.tsv",
                cells -> out.put(cells[0] + "." + cells[1], new Words(cells[2], cells[3])));
        return out;
    }

    private static void parameter(ObjectNode out, SearchParameter parameter, Map<String, Words> words) {
        out.put("name", parameter.code());
        Words known = Stream.of(parameter.type(), "DomainResource", "Resource")
                .map(type -> words.get(type + "." + parameter.code()))
                .filter(each -> each != null)
                .findFirst()
                .orElse(null);
        if (known != null) {
            out.put("definition", DEFINITIONS + known.definition);
        }
        out.put("type", parameter.kind().word());
        if (known != null && !known.documentation.isEmpty()) {
            out.put("documentation", known.documentation);
        }
    }

    // -- shapes

    private static void interactions(ObjectNode where, List<String> codes) {
        ArrayNode interactions = where.putArray("interaction");
        codes.forEach(code -> interactions.addObject().put("code", code));
    }

    private static void operations(ObjectNode where, Stream<Operation> offered) {
        List<Operation> each = offered.distinct().toList();
        if (!each.isEmpty()) {
            ArrayNode operations = where.putArray("operation");
            each.forEach(operation -> operations
                    .addObject()
                    .put("name", operation.about().name())
                    .put("definition", operation.about().definition()));
        }
    }

    private static void texts(ArrayNode list, List<String> texts) {
        texts.forEach(list::add);
    }
}
