package org.tongmai.store;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.fhirpath.IFhirPath;
import ca.uhn.fhir.fhirpath.IFhirPathEvaluationContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Search by brute force, apart from the store's own: HL7's search parameter definitions, evaluated by HAPI's FHIRPath engine on
 * every resource.
 */
final class Truth {

    static final FhirContext FHIR = FhirContext.forR4Cached();

    /** A definition of HL7's. */
    record Definition(String code, String kind, String expression, List<String> targets, List<String[]> components) {}

    private static final Map<String, Map<String, Definition>> DEFINITIONS = new HashMap<>();

    static {
        load();
    }

    private final IFhirPath paths = FHIR.newFhirPath();
    private final Map<String, List<Resource>> byType = new LinkedHashMap<>();
    private final Map<String, Resource> byReference = new HashMap<>();
    private final Map<String, List<Base>> values = new HashMap<>();
    private final Map<String, IFhirPath.IParsedExpression> parsed = new HashMap<>();

    Truth(Iterable<Fact> facts) {
        paths.setEvaluationContext(new IFhirPathEvaluationContext() {
            @Override
            public @Nullable IBase resolveReference(IIdType id, @Nullable IBase context) {
                return id.getResourceType() == null
                        ? null
                        : FHIR.getResourceDefinition(id.getResourceType()).newInstance();
            }
        });
        for (Fact fact : facts) {
            var resource = (Resource) FHIR.newJsonParser()
                    .parseResource(new String(fact.json(), java.nio.charset.StandardCharsets.UTF_8));
            byType.computeIfAbsent(fact.type(), t -> new ArrayList<>()).add(resource);
            byReference.put(fact.reference(), resource);
        }
    }

    private static void load() {
        try (InputStream json = Objects.requireNonNull(
                Truth.class.getResourceAsStream("/org/hl7/fhir/r4/model/sp/search-parameters.json"))) {
            for (JsonNode entry : Json.read(json.readAllBytes()).path("entry")) {
                JsonNode one = entry.path("resource");
                var components = new ArrayList<String[]>();
                for (JsonNode component : one.path("component")) {
                    String id = component.path("definition").asString("");
                    components.add(new String[] {
                        id.substring(id.lastIndexOf('/') + 1),
                        component.path("expression").asString("")
                    });
                }
                var targets = new ArrayList<String>();
                one.path("target").forEach(target -> targets.add(target.asString("")));
                for (JsonNode base : one.path("base")) {
                    DEFINITIONS
                            .computeIfAbsent(base.asString(""), b -> new LinkedHashMap<>())
                            .put(
                                    one.path("code").asString(""),
                                    new Definition(
                                            one.path("code").asString(""),
                                            one.path("type").asString(""),
                                            expression(one.path("expression").asString(""), base.asString("")),
                                            targets,
                                            components));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the alternatives of an expression those that begin at the type. */
    private static String expression(String all, String type) {
        var out = new ArrayList<String>();
        for (String one : all.split(" \\| ")) {
            if (one.strip().matches("\\(*" + type + "(\\W.*)?")) {
                out.add(one.strip());
            }
        }
        return String.join(" | ", out);
    }

    static @Nullable Definition definition(String type, String code) {
        Definition own = DEFINITIONS.getOrDefault(type, Map.of()).get(code);
        return own != null
                ? own
                : DEFINITIONS.getOrDefault("Resource", Map.of()).get(code);
    }

    static Iterable<Definition> definitions(String type) {
        return DEFINITIONS.getOrDefault(type, Map.of()).values();
    }

    Map<String, List<Resource>> all() {
        return byType;
    }

    /** The values of a parameter. */
    List<Base> values(Resource resource, Definition definition) {
        return values.computeIfAbsent(definition.code + " " + key(resource), k -> {
            var out = new ArrayList<Base>();
            for (String one : definition.expression.split(" \\| ")) {
                out.addAll(evaluate(resource, one));
            }
            return out;
        });
    }

    List<Base> evaluate(Base on, String expression) {
        if (expression.isEmpty()) {
            return List.of();
        }
        return paths.evaluate(on, parsed.computeIfAbsent(expression, this::parse), Base.class);
    }

    private IFhirPath.IParsedExpression parse(String expression) {
        try {
            return paths.parse(expression);
        } catch (Exception e) {
            throw new IllegalStateException(expression, e);
        }
    }

    static String key(Resource resource) {
        return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
    }

    /** The resource that a reference names; null where it is not here. */
    @Nullable
    Resource target(Base value) {
        return value instanceof Reference reference ? byReference.get(String.valueOf(reference.getReference())) : null;
    }

    /** The references of all resources of a type that fulfil all conditions. */
    java.util.Set<String> search(String type, Map<String, List<String>> parameters) {
        var out = new TreeSet<String>();
        for (Resource resource : byType.getOrDefault(type, List.of())) {
            boolean all = true;
            for (var parameter : parameters.entrySet()) {
                for (String value : parameter.getValue()) {
                    all = all && new Judge(this).fulfils(resource, parameter.getKey(), value);
                }
            }
            if (all) {
                out.add(key(resource));
            }
        }
        return out;
    }
}
