package org.tongmai.fhir;

import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimePrimitiveDatatypeDefinition;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.parser.LenientErrorHandler;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.exceptions.FHIRException;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.fhirpath.BaseHostServices;
import org.hl7.fhir.r4.fhirpath.FHIRPathEngine;
import org.hl7.fhir.r4.hapi.ctx.HapiWorkerContext;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.ValueSet;
import org.jspecify.annotations.Nullable;

/**
 * FHIRPath by HAPI's engine on HAPI's model, loaded when it is first asked for.
 *
 * <p>The engine needs to know the types by name only, so it is given their names instead of the 30 MB of definitions.
 *
 * @see <a href="http://hl7.org/fhirpath/">FHIRPath</a>
 */
public final class FhirPaths {

    private FhirPaths() {}

    /** Loaded with the class, that is, at first use. */
    private static final class Loaded {
        static final FhirContext CONTEXT = FhirContext.forR4Cached();
        static final FHIRPathEngine ENGINE = engine();

        private static FHIRPathEngine engine() {
            var types = new TypeNames(CONTEXT);
            var worker = new HapiWorkerContext(CONTEXT, types);
            var engine = new FHIRPathEngine(worker);
            engine.setHostServices(new Isolated(worker, types));
            return engine;
        }
    }

    /** The engine; safe for use by several threads. */
    public static FHIRPathEngine engine() {
        return Loaded.ENGINE;
    }

    /** Parses a resource leniently: what HAPI's model does not know is left out of it. */
    public static Resource parse(byte[] json) {
        return (Resource) Loaded.CONTEXT
                .newJsonParser()
                .setParserErrorHandler(new LenientErrorHandler(false).disableAllErrors())
                .parseResource(new ByteArrayInputStream(json));
    }

    /** What the engine asks of the world: nothing is resolved, expanded or logged. */
    private static final class Isolated extends BaseHostServices {
        private final TypeNames types;

        Isolated(HapiWorkerContext worker, TypeNames types) {
            super(worker);
            this.types = types;
        }

        @Override
        public boolean log(String argument, List<Base> focus) {
            return true;
        }

        @Override
        public @Nullable Base resolveReference(FHIRPathEngine engine, Object context, String url, Base referring) {
            return null;
        }

        @Override
        public boolean conformsToProfile(FHIRPathEngine engine, Object context, Base item, String url) {
            String type = url.startsWith(TypeNames.CORE) ? url.substring(TypeNames.CORE.length()) : "";
            if (!types.byName.containsKey(type)) {
                throw new FHIRException("profiles are not looked into here");
            }
            return item.fhirType().equals(type);
        }

        @Override
        public @Nullable ValueSet resolveValueSet(FHIRPathEngine engine, Object context, String url) {
            return null;
        }

        @Override
        public boolean paramIsType(String name, int index) {
            return false;
        }
    }

    /** The types of FHIR R4 as definitions that say their name, kind and base and no more. */
    private static final class TypeNames implements IValidationSupport {
        private static final String CORE = "http://hl7.org/fhir/StructureDefinition/";

        private final FhirContext context;
        private final Map<String, StructureDefinition> byName = new LinkedHashMap<>();

        TypeNames(FhirContext context) {
            this.context = context;
            for (BaseRuntimeElementDefinition<?> each : context.getElementDefinitions()) {
                var kind = each instanceof RuntimePrimitiveDatatypeDefinition
                        ? StructureDefinition.StructureDefinitionKind.PRIMITIVETYPE
                        : StructureDefinition.StructureDefinitionKind.COMPLEXTYPE;
                add(each.getName(), kind, each.getImplementingClass());
            }
            for (String name : context.getResourceTypes()) {
                add(
                        name,
                        StructureDefinition.StructureDefinitionKind.RESOURCE,
                        context.getResourceDefinition(name).getImplementingClass());
            }
            for (String name : List.of("Element", "BackboneElement")) {
                byName.put(name, definition(name, StructureDefinition.StructureDefinitionKind.COMPLEXTYPE, "Element"));
            }
            for (String name : List.of("Resource", "DomainResource")) {
                byName.put(name, definition(name, StructureDefinition.StructureDefinitionKind.RESOURCE, "Resource"));
            }
        }

        private void add(String name, StructureDefinition.StructureDefinitionKind kind, Class<?> type) {
            Class<?> above = type.getSuperclass();
            String base =
                    switch (name) {
                        case "code", "id", "markdown" -> "string";
                        case "url", "canonical", "uuid", "oid" -> "uri";
                        case "unsignedInt", "positiveInt" -> "integer";
                        default -> above == null ? "Element" : base(above.getSimpleName());
                    };
            byName.putIfAbsent(name, definition(name, kind, base));
        }

        private static String base(String className) {
            return switch (className) {
                case "PrimitiveType", "BaseDateTimeType", "Type", "Element" -> "Element";
                case "MetadataResource" -> "DomainResource";
                default -> bare(className);
            };
        }

        private static String bare(String className) {
            String name = className.endsWith("Type") ? className.substring(0, className.length() - 4) : className;
            return className.endsWith("Type")
                    ? name.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + name.substring(1)
                    : name;
        }

        private static StructureDefinition definition(
                String name, StructureDefinition.StructureDefinitionKind kind, String base) {
            var definition = new StructureDefinition();
            definition.setUrl(CORE + name).setName(name);
            definition.setType(name).setKind(kind).setAbstract(false);
            if (!name.equals(base)) {
                definition.setBaseDefinition(CORE + base);
                definition.setDerivation(StructureDefinition.TypeDerivationRule.SPECIALIZATION);
            }
            return definition;
        }

        @Override
        public FhirContext getFhirContext() {
            return context;
        }

        @Override
        public <T extends IBaseResource> List<T> fetchAllStructureDefinitions() {
            return all();
        }

        @Override
        public <T extends IBaseResource> List<T> fetchAllNonBaseStructureDefinitions() {
            return new ArrayList<>();
        }

        @SuppressWarnings("unchecked") // the interface leaves the type to the caller; these are all of one type
        private <T extends IBaseResource> List<T> all() {
            return (List<T>) new ArrayList<>(byName.values());
        }

        @Override
        public @Nullable IBaseResource fetchStructureDefinition(String url) {
            return byName.get(url.startsWith(CORE) ? url.substring(CORE.length()) : url);
        }

        @Override
        @SuppressWarnings("unchecked") // the class was compared
        public <T extends IBaseResource> @Nullable T fetchResource(@Nullable Class<T> type, String uri) {
            return type == StructureDefinition.class ? (T) fetchStructureDefinition(uri) : null;
        }
    }
}
