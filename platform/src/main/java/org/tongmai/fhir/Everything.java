package org.tongmai.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Caller;
import org.tongmai.access.Callers;
import org.tongmai.store.CareTime;
import org.tongmai.store.Page;
import org.tongmai.store.Query;
import org.tongmai.store.RecordQuery;
import org.tongmai.store.ResourceKey;
import org.tongmai.store.ResourceTypes;
import org.tongmai.store.Store;

/**
 * {@code Patient/id/$everything}, the record of one source patient, and {@code Encounter/id/$everything}, the part of it that
 * belongs to an encounter; with the practitioners, organizations, locations and medications that it refers to.
 *
 * <p>Pages are of one moment. What is stored is copied as bytes; only {@code start} and {@code end} have a look into it.
 *
 * @see <a href="http://hl7.org/fhir/R4/patient-operation-everything.html">FHIR R4 Patient/$everything</a>
 * @see <a href="http://hl7.org/fhir/R4/encounter-operation-everything.html">FHIR R4 Encounter/$everything</a>
 */
final class Everything implements Operation {

    private final String of;
    private final Store store;
    private final Disclosure disclosure;

    /** @param of {@code Patient} or {@code Encounter} */
    Everything(String of, Store store, Disclosure disclosure) {
        this.of = of;
        this.store = store;
        this.disclosure = disclosure;
    }

    @Override
    public About about() {
        return new About(
                "everything",
                "http://hl7.org/fhir/OperationDefinition/" + of + "-everything",
                Set.of(Level.INSTANCE),
                Set.of(of),
                true);
    }

    @Override
    public Answer run(Call call) {
        Caller caller = Callers.current();
        Request request = call.request();
        String id = String.valueOf(call.id());
        ResourceKey key = store.key(of, id).orElseThrow(() -> FhirServlet.notFound(of));
        Disclosure.Opened opened = disclosure.narrow(caller, key, id, "everything");
        if (store.read(of, id, opened.scope()).isEmpty()) {
            throw FhirServlet.notFound(of);
        }
        RecordQuery query = query(call, key, id);
        Page page = store.record(query, request.first("_page"), opened.scope());
        var all = new ArrayList<>(page.facts());
        all.addAll(page.included());
        disclosure.trace(caller, opened, "everything", List.of(key.compartment()), all);
        String next = page.next() == null ? null : next(call, id, query.count(), page.next());
        return Answer.ok(Responses.searchset(request, next, null, page, Projection.of(request)));
    }

    private RecordQuery query(Call call, ResourceKey key, String id) {
        String since = call.text("_since");
        CareTime care = of.equals("Patient") ? CareTime.of(call.text("start"), call.text("end")) : null;
        return new RecordQuery(
                key.compartment(),
                of.equals("Patient") ? null : id,
                types(call.text("_type")),
                since == null ? null : Histories.span("_since", since).low(),
                care,
                true,
                Request.count(call.text("_count"), 1, Query.COUNT_MAX));
    }

    private static Set<String> types(@Nullable String list) {
        if (list == null) {
            return Set.of();
        }
        Set<String> types = Set.copyOf(
                Stream.of(list.split(",")).map(String::strip).distinct().toList());
        types.stream().filter(type -> !ResourceTypes.exists(type)).findFirst().ifPresent(type -> {
            throw ResourceTypes.unknown(type);
        });
        return types;
    }

    private String next(Call call, String id, int count, String token) {
        Request request = call.request();
        var text = new StringBuilder(request.base() + of + "/" + id + "/$everything?_count=" + count);
        for (String name : List.of("start", "end", "_since", "_type")) {
            String value = call.text(name);
            if (value != null) {
                text.append('&').append(name).append('=').append(Request.encoded(value));
            }
        }
        return text.append("&_page=").append(token).append(request.shaping()).toString();
    }
}
