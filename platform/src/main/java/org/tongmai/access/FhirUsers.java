package org.tongmai.access;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.store.Change;
import org.tongmai.store.Json;
import org.tongmai.store.Origin;
import org.tongmai.store.Store;
import tools.jackson.databind.node.ObjectNode;

/**
 * The resource that stands for whoever uses an application: a resident's own Patient; of anybody else a Practitioner of the
 * directory, filed when an application first asks.
 */
final class FhirUsers {

    static final String KNOWN = "select practitioner from access.account where login = ?";

    static final String REMEMBER = """
            update access.account
               set practitioner = ?
             where login = ?
               and practitioner is null
            """;

    private final Store store;
    private final JdbcClient jdbc;

    FhirUsers(Store store, JdbcClient jdbc) {
        this.store = store;
        this.jdbc = jdbc;
    }

    /** @param base address of the FHIR interface */
    String of(Account account, String base) {
        return base + "/" + (account.patient() != null ? "Patient/" + account.patient() : practitioner(account));
    }

    /** Filed at first; which one it is stands with the account, so that nobody can put another in its place. */
    private String practitioner(Account account) {
        return "Practitioner/"
                + known(account).orElseGet(() -> {
                    jdbc.sql(REMEMBER).params(filed(account), account.login()).update();
                    return known(account).orElseThrow();
                });
    }

    private Optional<String> known(Account account) {
        return jdbc.sql(KNOWN)
                .param(account.login())
                .query((row, number) -> Optional.ofNullable(row.getString(1)))
                .optional()
                .flatMap(Function.identity());
    }

    private String filed(Account account) {
        ObjectNode practitioner =
                Json.object().put("resourceType", "Practitioner").put("active", true);
        practitioner.putArray("name").addObject().put("text", account.name());
        return store.transact(List.of(Change.create("Practitioner", Json.bytes(practitioner))), Origin.platform())
                .entries()
                .getFirst()
                .id();
    }
}
