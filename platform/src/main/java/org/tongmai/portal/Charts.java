package org.tongmai.portal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tongmai.access.InstitutionName;
import org.tongmai.access.InstitutionNames;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Fact;
import org.tongmai.store.Page;
import org.tongmai.store.Part;
import org.tongmai.store.Query;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;

/** Reads what a decision allows, and nothing else, from the store. */
final class Charts {

    /** Resources of one person that are put in order at once. The longest of 10,000 made-up records has 14,260. */
    private static final int FACTS_MAX = 20_000;

    private final Store store;
    private final InstitutionNames institutions;

    Charts(Store store, InstitutionNames institutions) {
        this.store = store;
        this.institutions = institutions;
    }

    /** @throws Problem {@code portal.record-too-long} */
    Chart chart(Collection<Long> compartments, Scope scope) {
        List<Fact> facts = new ArrayList<>();
        for (long compartment : compartments) {
            String token = null;
            do {
                Page page = store.record(compartment, token, Query.COUNT_MAX, scope);
                facts.addAll(page.facts());
                token = page.next();
                if (facts.size() > FACTS_MAX) {
                    throw new Problem(
                            Problem.Kind.TOO_LARGE,
                            "portal.record-too-long",
                            "This record is too long to be shown as one timeline.",
                            "At most " + FACTS_MAX + " resources are put in order at once.",
                            "Search it by type through FHIR.");
                }
            } while (token != null);
        }
        return Chart.of(facts);
    }

    /** The Patient resources in these compartments, by compartment. */
    Map<Long, Fact> patients(Set<Long> compartments) {
        Scope identity = Scope.granted(List.of(new Scope.Grant(compartments, Part.ofTypes(Set.of("Patient")))));
        Map<Long, Fact> found = new LinkedHashMap<>();
        for (Fact fact : store.search(Query.of("Patient").count(Query.COUNT_MAX), identity)
                .facts()) {
            found.putIfAbsent(fact.key().compartment(), fact);
        }
        return found;
    }

    Map<Long, InstitutionName> institutions(Collection<Long> compartments) {
        Map<Long, InstitutionName> named = new LinkedHashMap<>();
        store.sources(compartments).forEach((compartment, code) -> named.put(compartment, institutions.named(code)));
        return named;
    }

    Optional<Long> compartmentOf(String patient) {
        return store.key("Patient", patient).map(key -> key.compartment());
    }

    /** Patients at the desk by name, number or local id. */
    List<Fact> find(String query, Scope scope, int limit) {
        String plain = query.strip().replaceAll("[,|$\\\\]", "");
        if (plain.isEmpty()) {
            return List.of();
        }
        String parameter = plain.codePoints().anyMatch(Character::isDigit) ? "identifier" : "name";
        return store.search(Query.of("Patient").where(parameter, plain).count(limit), scope)
                .facts();
    }
}
