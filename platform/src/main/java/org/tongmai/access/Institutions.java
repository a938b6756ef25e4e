package org.tongmai.access;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Query;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;

/** Names of institutions, from the directory. A name decides nothing, so it may be a few minutes old. */
public final class Institutions {

    /** System of {@code Organization.identifier} whose value is the USCC. */
    public static final String USCC = "https://tongmai.org/fhir/identifier/uscc";

    /** Names kept; a province has some ten thousand institutions, and the ones in use are fewer. */
    private static final int KEPT = 2_000;

    private final Store store;
    private final Map<String, InstitutionName> names = new LinkedHashMap<>();

    Institutions(Store store) {
        this.store = store;
    }

    /** The institution with this USCC; its code stands for the name where the directory has none. */
    public InstitutionName named(String code) {
        InstitutionName known = known(code);
        if (known != null) {
            return known;
        }
        return store
                .search(
                        Query.of("Organization")
                                .where("identifier", USCC + "|" + code)
                                .count(1),
                        Scope.everything())
                .facts()
                .stream()
                .map(fact -> fact.tree().path("name").asString(""))
                .filter(name -> !name.isBlank())
                .findFirst()
                .map(name -> keep(new InstitutionName(code, name)))
                .orElseGet(() -> new InstitutionName(code, code));
    }

    private synchronized @Nullable InstitutionName known(String code) {
        return names.get(code);
    }

    private synchronized InstitutionName keep(InstitutionName name) {
        if (names.size() >= KEPT) {
            names.remove(names.keySet().iterator().next());
        }
        names.put(name.code(), name);
        return name;
    }
}
