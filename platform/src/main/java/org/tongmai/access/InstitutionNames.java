package org.tongmai.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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

    /** So long the directory is not asked again for one that it lacks; whoever enters it sees its name soon. */
    static final Duration LACKS = Duration.ofSeconds(10);

    private final Store store;
    private final Clock clock;
    private final Map<String, Kept> names = new LinkedHashMap<>();
    private volatile Function<String, Optional<String>> abroad = code -> Optional.empty();

    /** @param name empty where the directory lacks it */
    private record Kept(Optional<InstitutionName> name, Instant until) {}

    InstitutionNames(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** The institution with this USCC; its code stands for the name where the directory has none. */
    public InstitutionName named(String code) {
        return found(code)
                .or(() -> abroad.apply(code).map(name -> new InstitutionName(code, name)))
                .orElseGet(() -> new InstitutionName(code, code));
    }

    /** Where institutions of other provinces are called by their names. */
    public void alsoAsk(Function<String, Optional<String>> registry) {
        abroad = registry;
    }

    /** Whether the directory has an institution with this USCC, or had one a few minutes ago. */
    boolean registered(String code) {
        return found(code).isPresent();
    }

    private Optional<InstitutionName> found(String code) {
        Kept known = known(code);
        return known != null ? known.name() : keep(code, stored(code));
    }

    private Optional<InstitutionName> stored(String code) {
        Query query = Query.of("Organization").where("identifier", Query.identified(USCC, code));
        return store.search(query.count(1), Scope.everything()).facts().stream()
                .map(fact -> fact.tree().path("name").asString(""))
                .map(name -> new InstitutionName(code, name.isBlank() ? code : name))
                .findFirst();
    }

    private synchronized @Nullable Kept known(String code) {
        Kept kept = names.get(code);
        return kept != null && kept.until().isAfter(clock.instant()) ? kept : null;
    }

    private synchronized Optional<InstitutionName> keep(String code, Optional<InstitutionName> name) {
        names.remove(code);
        if (names.size() >= KEPT) {
            names.remove(names.keySet().iterator().next());
        }
        names.put(code, new Kept(name, clock.instant().plus(name.isPresent() ? HOLDS : LACKS)));
        return name;
    }
}
