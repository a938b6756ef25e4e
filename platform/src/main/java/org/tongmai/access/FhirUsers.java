package org.tongmai.access;

import java.util.HexFormat;
import java.util.List;
import org.tongmai.store.Change;
import org.tongmai.store.Fact;
import org.tongmai.store.Json;
import org.tongmai.store.Origin;
import org.tongmai.store.Query;
import org.tongmai.store.Scope;
import org.tongmai.store.Slice;
import org.tongmai.store.Store;
import tools.jackson.databind.node.ObjectNode;

/**
 * The resource that stands for whoever uses an application: a resident's own Patient; of anybody else a Practitioner of the
 * directory, filed when an application first asks.
 */
final class FhirUsers {

    /** Numbers of accounts: a hash, which tells no login. */
    private static final String SYSTEM = "https://tongmai.org/fhir/account";

    private static final int DIGITS = 32;

    private final Store store;

    FhirUsers(Store store) {
        this.store = store;
    }

    /** @param base address of the FHIR interface */
    String of(Account account, String base) {
        return base + "/" + (account.patient() != null ? "Patient/" + account.patient() : practitioner(account));
    }

    private String practitioner(Account account) {
        String number = HexFormat.of()
                .formatHex(OpaqueTokens.hash("account " + account.login()))
                .substring(0, DIGITS);
        Query known = Query.of("Practitioner").where("identifier", Query.identified(SYSTEM, number));
        List<Fact> found = store.search(known.count(1), Scope.everything()).facts();
        return "Practitioner/"
                + (found.isEmpty()
                        ? filed(account, number, known)
                        : found.getFirst().id());
    }

    private String filed(Account account, String number, Query known) {
        ObjectNode practitioner =
                Json.object().put("resourceType", "Practitioner").put("active", true);
        practitioner.putArray("identifier").addObject().put("system", SYSTEM).put("value", number);
        practitioner.putArray("name").addObject().put("text", account.name());
        return store.transact(
                        List.of(new Change(
                                Fact.Method.UPDATE,
                                "Practitioner",
                                null,
                                known,
                                null,
                                null,
                                null,
                                Slice.of(Json.bytes(practitioner)))),
                        Origin.platform())
                .entries()
                .getFirst()
                .id();
    }
}
