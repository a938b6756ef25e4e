package org.tongmai.fhir;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tongmai.access.Caller;
import org.tongmai.access.Callers;
import org.tongmai.store.Fact;
import org.tongmai.store.Json;
import org.tongmai.store.Reindexing;
import org.tongmai.store.Store;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code SearchParameter/id/$reindex-status}: whether searches by a parameter that users defined use the index yet, and how far
 * re-indexing has come. Numbers of rows are for the operator alone: they count what the caller may not see.
 */
final class ReindexStatus implements Operation {

    private static final String TYPE = "SearchParameter";

    private static final About ABOUT = new About(
            "reindex-status",
            "https://tongmai.org/fhir/OperationDefinition/reindex-status",
            Set.of(Level.INSTANCE),
            Set.of(TYPE),
            true);

    private final Store store;
    private final Disclosure disclosure;
    private final Reindexing reindexing;

    ReindexStatus(Store store, Disclosure disclosure, Reindexing reindexing) {
        this.store = store;
        this.disclosure = disclosure;
        this.reindexing = reindexing;
    }

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer run(Call call) {
        Caller caller = Callers.current();
        String id = String.valueOf(call.id());
        Disclosure.Opened opened = disclosure.of(caller, TYPE, id, "read");
        Optional<Fact> fact = store.read(TYPE, id, opened.scope());
        disclosure.trace(caller, opened, "read", List.of(), fact.stream().toList());
        if (fact.isEmpty()) {
            throw FhirServlet.notFound(TYPE);
        }
        ObjectNode answer = Json.object().put("resourceType", "Parameters");
        ArrayNode parameters = answer.putArray("parameter");
        Optional<Reindexing.Standing> standing = reindexing.one(id);
        parameters
                .addObject()
                .put("name", "state")
                .put(
                        "valueCode",
                        standing.map(each -> each.state().name().toLowerCase(Locale.ROOT))
                                .orElse("none"));
        standing.filter(Reindexing.Standing::counted)
                .ifPresent(each -> parameters.addObject().put("name", "percent").put("valueInteger", each.percent()));
        return Answer.ok(Json.bytes(answer));
    }
}
