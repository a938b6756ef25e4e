package org.tongmai.fhir.validation;

import ca.uhn.fhir.context.FhirContext;
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
 * The profiles that validation knows: those of the store's directory and those of FHIR R4. Code systems and value sets come
 * from {@link StoredTerms}.
 */
final class StoredProfiles implements IValidationSupport {

    static final Set<String> TYPES = Set.of("StructureDefinition");

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
