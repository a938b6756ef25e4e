package org.tongmai.fhir.validation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Edition;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;

/**
 * The profiles that validation knows: those of the store's directory and those of FHIR R4. Of the packaged definitions nothing
 * but the StructureDefinitions is loaded here; code systems and value sets come from {@link StoredTerms}.
 */
final class StoredProfiles implements IValidationSupport {

    static final Set<String> TYPES = Set.of("StructureDefinition");

    private final FhirContext context;
    private final Store store;
    private final DefaultProfileValidationSupport base;
    private volatile Map<String, StructureDefinition> own = Map.of();

    StoredProfiles(FhirContext context, Store store) {
        this.context = context;
        this.store = store;
        this.base = new DefaultProfileValidationSupport(context);
    }

    /** Reads the store's profiles anew. */
    void renew() {
        var found = new HashMap<String, StructureDefinition>();
        for (Edition edition : store.editions(TYPES)) {
            byte[] json = store.version(edition.type(), edition.id(), edition.version(), Scope.everything())
                    .orElseThrow()
                    .json();
            StructureDefinition definition = context.newJsonParser()
                    .parseResource(StructureDefinition.class, new String(json, StandardCharsets.UTF_8));
            if (definition.hasUrl()) {
                found.put(definition.getUrl(), definition);
                if (definition.hasVersion()) {
                    found.put(definition.getUrl() + "|" + definition.getVersion(), definition);
                }
            }
        }
        own = Map.copyOf(found);
    }

    @Override
    public FhirContext getFhirContext() {
        return context;
    }

    @Override
    public @Nullable IBaseResource fetchStructureDefinition(String url) {
        StructureDefinition definition = own.get(url);
        return definition != null ? definition : base.fetchStructureDefinition(url);
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

    @Override
    public <T extends IBaseResource> List<T> fetchAllStructureDefinitions() {
        var all = new ArrayList<T>(base.fetchAllStructureDefinitions());
        for (StructureDefinition each : Set.copyOf(own.values())) {
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
