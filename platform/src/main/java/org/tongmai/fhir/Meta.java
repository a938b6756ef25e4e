package org.tongmai.fhir;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Caller;
import org.tongmai.access.Callers;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Fact;
import org.tongmai.store.Json;
import org.tongmai.store.Page;
import org.tongmai.store.Query;
import org.tongmai.store.ResourceTypes;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code $meta}: the profiles, tags and security labels of one resource, or all that are in use on a type or on the server.
 *
 * @see <a href="http://hl7.org/fhir/R4/resource-operation-meta.html">FHIR R4 $meta</a>
 */
final class Meta implements Operation {

    /** Resources that may be looked at for all that is in use. */
    private static final int LOOKED_AT_MAX = 20_000;

    private static final List<String> MEMBERS = List.of("profile", "security", "tag");

    /** AuditEvents are made of the trace and are not stored. */
    private static final Set<String> TYPES = ResourceTypes.names().stream()
            .filter(type -> !type.equals("AuditEvent"))
            .collect(Collectors.toUnmodifiableSet());

    private static final About ABOUT = new About(
            "meta",
            "http://hl7.org/fhir/OperationDefinition/Resource-meta",
            Set.of(Level.SYSTEM, Level.TYPE, Level.INSTANCE),
            TYPES,
            true);

    private final Store store;
    private final Disclosure disclosure;

    Meta(Store store, Disclosure disclosure) {
        this.store = store;
        this.disclosure = disclosure;
    }

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer run(Call call) {
        Caller caller = Callers.current();
        String type = call.type();
        String id = call.id();
        if (type != null && id != null) {
            return one(caller, type, id);
        }
        var use = new Use();
        Disclosure.Opened opened = disclosure.broad(caller);
        for (String each : type == null ? ResourceTypes.names() : List.of(type)) {
            of(caller, each, opened, use);
        }
        return answer(use.meta());
    }

    private Answer one(Caller caller, String type, String id) {
        Disclosure.Opened opened = disclosure.of(caller, type, id, "read");
        Optional<Fact> fact = store.read(type, id, opened.scope());
        disclosure.trace(caller, opened, "read", List.of(), fact.stream().toList());
        JsonNode meta =
                fact.orElseThrow(() -> FhirServlet.notFound(type)).tree().path("meta");
        return answer((ObjectNode) meta);
    }

    /** Counted first, so that a type that is too large is refused before it is looked at. */
    private void of(Caller caller, String type, Disclosure.Opened opened, Use use) {
        Scope scope = opened.scope();
        Query query = Query.of(type).count(Query.COUNT_MAX);
        long total = store.search(query.count(0), scope).total();
        use.looked += total;
        if (use.looked > LOOKED_AT_MAX) {
            throw tooWide();
        }
        Page page = total == 0 ? null : store.search(query, scope);
        while (page != null) {
            disclosure.trace(caller, opened, "search", List.of(), page.facts());
            page.facts().forEach(fact -> use.add(fact.tree().path("meta")));
            page = page.next() == null ? null : store.more(page.next(), scope);
        }
    }

    private static Answer answer(ObjectNode meta) {
        ObjectNode parameters = Json.object().put("resourceType", "Parameters");
        parameters.putArray("parameter").addObject().put("name", "return").set("valueMeta", meta);
        return Answer.ok(Json.bytes(parameters));
    }

    /** What is in use, each once. */
    private static final class Use {
        private final List<Set<JsonNode>> values = MEMBERS.stream()
                .<Set<JsonNode>>map(member -> new LinkedHashSet<>())
                .toList();
        private long looked;

        void add(@Nullable JsonNode meta) {
            for (int i = 0; meta != null && i < MEMBERS.size(); i++) {
                meta.path(MEMBERS.get(i)).forEach(values.get(i)::add);
            }
        }

        ObjectNode meta() {
            ObjectNode meta = Json.object();
            for (int i = 0; i < MEMBERS.size(); i++) {
                if (!values.get(i).isEmpty()) {
                    ArrayNode list = meta.putArray(MEMBERS.get(i));
                    values.get(i).forEach(list::add);
                }
            }
            return meta;
        }
    }

    private static Problem tooWide() {
        return new Problem(
                Problem.Kind.TOO_LARGE,
                "fhir.meta-too-wide",
                "All that is in use cannot be gathered here.",
                "It would have to look into more than " + LOOKED_AT_MAX + " resources.",
                "Ask it of one type, or of one resource.");
    }
}
