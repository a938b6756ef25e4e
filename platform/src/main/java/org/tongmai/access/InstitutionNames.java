package org.tongmai.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Query;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;

/** Names of institutions, from the directory. A name decides nothing, so it may be a few minutes old. */
public final class InstitutionNames {

    /** System of {@code Organization.identifier} whose value is the USCC. */
    public static final String USCC = "https://tongmai.org/fhir/identifier/uscc";

    /** Names kept; a province has some ten thousand institutions, and the ones in use are fewer. */
    private static final int KEPT = 2_000;

    /** So old a name may be. */
    static final Duration HOLDS = Duration.ofMinutes(5);

    private final Store store;
    private final Clock clock;
    private final Map<String, Kept> names = new LinkedHashMap<>();

    private record Kept(InstitutionName name, Instant until) {}

    InstitutionNames(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
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
        Kept kept = names.get(code);
        return kept != null && kept.until().isAfter(clock.instant()) ? kept.name() : null;
    }

    private synchronized InstitutionName keep(InstitutionName name) {
        names.remove(name.code());
        if (names.size() >= KEPT) {
            names.remove(names.keySet().iterator().next());
        }
        names.put(name.code(), new Kept(name, clock.instant().plus(HOLDS)));
        return name;
    }
}
