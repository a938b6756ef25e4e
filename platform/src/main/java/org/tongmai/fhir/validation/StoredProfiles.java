package org.tongmai.fhir.validation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.LenientErrorHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.ElementDefinition;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.kernel.Faults;
import org.tongmai.store.Edition;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;

/**
 * The profiles that validation knows: those of the store's directory and those of FHIR R4. Code systems and value sets come
 * from {@link StoredTerms}.
 */
final class StoredProfiles implements IValidationSupport {

    static final Set<String> TYPES = Set.of("StructureDefinition");

    private static final Logger LOG = LoggerFactory.getLogger(StoredProfiles.class);

    private final FhirContext context;
    private final Store store;
    private final PackagedProfiles base;
    private volatile Map<String, StructureDefinition> own = Map.of();

    StoredProfiles(FhirContext context, Store store) {
        this.context = context;
        this.store = store;
        this.base = new PackagedProfiles(context);
    }

    /** Reads the store's profiles anew. */
    void renew() {
        var found = new HashMap<String, StructureDefinition>();
        for (Edition edition : store.editions(TYPES)) {
            byte[] json = store.version(edition.type(), edition.id(), edition.version(), Scope.everything())
                    .orElseThrow()
                    .json();
            StructureDefinition definition = read(edition, json);
            if (definition != null) {
                found.put(definition.getUrl(), definition);
                if (definition.hasVersion()) {
                    found.put(definition.getUrl() + "|" + definition.getVersion(), definition);
                }
            }
        }
        own = Map.copyOf(found);
    }

    /** Null where the validator could not go by it: one profile must not stop the validation of everything else. */
    private @Nullable StructureDefinition read(Edition edition, byte[] json) {
        try {
            StructureDefinition definition = leniently(json);
            if (definition.hasUrl() && definition.hasType() && definition.hasKind()) {
                int unbounded = bounded(definition.getSnapshot().getElement())
                        + bounded(definition.getDifferential().getElement());
                if (unbounded > 0) {
                    LOG.warn(
                            "{}/{} has {} constraints with regular expressions; they are not evaluated",
                            edition.type(),
                            edition.id(),
                            unbounded);
                }
                return definition;
            }
            LOG.warn("{}/{} is left out of validation: it lacks url, type or kind", edition.type(), edition.id());
        } catch (RuntimeException e) {
            LOG.warn("{}/{} is left out of validation: {}", edition.type(), edition.id(), Faults.outline(e));
        }
        return null;
    }

    /** Without what the model does not know; what then is still wrong, the validator would stumble over. */
    private StructureDefinition leniently(byte[] json) {
        StructureDefinition definition = context.newJsonParser()
                .setParserErrorHandler(new LenientErrorHandler(false).disableAllErrors())
                .parseResource(StructureDefinition.class, new String(json, StandardCharsets.UTF_8));
        if (definition.getDate() == null) {
            definition.setDateElement(null); // an impossible date stays in it as text
        }
        IParser strictly = context.newJsonParser();
        return strictly.parseResource(StructureDefinition.class, strictly.encodeResourceToString(definition));
    }

    /** Takes out constraints that could run for ever and tells how many. Nothing stops a match once it runs. */
    private static int bounded(List<ElementDefinition> elements) {
        int out = 0;
        for (ElementDefinition element : elements) {
            int before = element.getConstraint().size();
            element.getConstraint()
                    .removeIf(each -> each.hasExpression()
                            && each.getExpression().toLowerCase(Locale.ROOT).contains("matches"));
            out += before - element.getConstraint().size();
        }
        return out;
    }

    @Override
    public FhirContext getFhirContext() {
        return context;
    }

    @Override
    public @Nullable IBaseResource fetchStructureDefinition(String url) {
        StructureDefinition definition = own.get(url);
        return definition != null ? definition : base.find(url);
    }

    @Override
    public <T extends IBaseResource> @Nullable T fetchResource(@Nullable Class<T> type, String url) {
        if (type != null && !type.getSimpleName().equals("StructureDefinition")) {
            return null;
        }
        @SuppressWarnings("unchecked") // a StructureDefinition was asked for, or any resource
        T found = (T) fetchStructureDefinition(url);
        return found;
    }

    /** The types of FHIR and all profiles of the store; profiles of FHIR are found when they are named. */
    @Override
    public <T extends IBaseResource> List<T> fetchAllStructureDefinitions() {
        List<StructureDefinition> definitions = new ArrayList<>(base.types());
        definitions.addAll(Set.copyOf(own.values()));
        var all = new ArrayList<T>();
        for (StructureDefinition each : definitions) {
            @SuppressWarnings("unchecked") // T is StructureDefinition: the method's name says so
            T definition = (T) each;
            all.add(definition);
        }
        return all;
    }

    @Override
    public String getName() {
        return "profiles of the directory";
    }
}
