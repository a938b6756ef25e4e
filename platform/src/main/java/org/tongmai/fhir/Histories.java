package org.tongmai.fhir;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Caller;
import org.tongmai.access.Callers;
import org.tongmai.kernel.Problem;
import org.tongmai.store.HistoryQuery;
import org.tongmai.store.Page;
import org.tongmai.store.Query;
import org.tongmai.store.Scope;
import org.tongmai.store.Span;
import org.tongmai.store.Store;

/**
 * History of one resource, of a type and of everything, newest first, page by page as of one moment.
 *
 * @see <a href="http://hl7.org/fhir/R4/http.html#history">FHIR R4 history</a>
 */
final class Histories {

    private final Store store;
    private final Disclosure disclosure;

    Histories(Store store, Disclosure disclosure) {
        this.store = store;
        this.disclosure = disclosure;
    }

    /**
     * @param type null for everything
     * @param id null for all of a type
     */
    byte[] read(Request request, @Nullable String type, @Nullable String id) {
        HistoryQuery query = query(request, type, id);
        Caller caller = Callers.current();
        Disclosure.Opened opened =
                type == null || id == null ? disclosure.broad(caller) : disclosure.of(caller, type, id, "history");
        String token = request.first("_page");
        Page page = store.history(query, token, opened.scope());
        if (type != null
                && id != null
                && token == null
                && page.facts().isEmpty()
                && unknown(type, id, opened.scope())) {
            throw FhirServlet.notFound(type);
        }
        disclosure.trace(caller, opened, "history", List.of(), page.facts());
        String next = page.next() == null ? null : next(request, page.next());
        return Responses.history(request, next, page.total() < 0 ? null : page.total(), page, Projection.of(request));
    }

    private boolean unknown(String type, String id, Scope scope) {
        return store.current(type, id, scope).isEmpty();
    }

    private static String next(Request request, String token) {
        var text = new StringBuilder(request.place()).append("?_page=").append(token);
        for (String name : List.of("_since", "_at", "_count")) {
            String value = request.first(name);
            if (value != null) {
                text.append('&').append(name).append('=').append(value.replace("+", "%2B"));
            }
        }
        return text.append(request.shaping()).toString();
    }

    private static HistoryQuery query(Request request, @Nullable String type, @Nullable String id) {
        refuseUnknown(request);
        Span at = request.first("_at") == null ? null : span("_at", request.first("_at"));
        Span since = request.first("_since") == null ? null : span("_since", request.first("_since"));
        return new HistoryQuery(
                type,
                id,
                since == null ? null : since.low(),
                at == null ? null : at.low(),
                at == null ? null : at.high(),
                Projection.of(request) instanceof Projection.Count ? 0 : count(request),
                total(request.first("_total")));
    }

    private static void refuseUnknown(Request request) {
        for (String name : request.query().keySet()) {
            boolean known = List.of("_since", "_at", "_count", "_page", "_total", "_sort")
                            .contains(name)
                    || List.of("_format", "_pretty", "_summary", "_elements").contains(name);
            if (!known && !request.lenient()) {
                throw new Problem(
                        Problem.Kind.INVALID,
                        "fhir.history-parameter",
                        "A history does not take this parameter.",
                        "It takes _since, _at, _count, _total, _format, _pretty, _summary and _elements.",
                        "Leave it out, or search instead.",
                        List.of("http." + name.replaceAll("[^A-Za-z0-9_.:-]", "?")));
            }
        }
        String sort = request.first("_sort");
        if (sort != null && !sort.equals("-_lastUpdated")) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "fhir.history-sorted",
                    "A history cannot be sorted otherwise.",
                    "In R4 the newest version comes first (http://hl7.org/fhir/R4/http.html#history).",
                    "Leave out _sort.");
        }
    }

    private static int count(Request request) {
        return request.first("_count") == null ? Query.COUNT_DEFAULT : request.count(0, Query.COUNT_MAX);
    }

    private static HistoryQuery.Total total(@Nullable String total) {
        return switch (total == null ? "estimate" : total) {
            case "none" -> HistoryQuery.Total.NONE;
            case "estimate" -> HistoryQuery.Total.CHEAP;
            case "accurate" -> HistoryQuery.Total.ACCURATE;
            default ->
                throw new Problem(
                        Problem.Kind.INVALID,
                        "store.total-unreadable",
                        "_total cannot be read.",
                        "It is none, estimate or accurate.",
                        "Correct it, or leave it out.");
        };
    }

    /** @throws Problem {@code store.value-unreadable} */
    static Span span(String name, @Nullable String text) {
        return Span.of(text == null ? "" : text)
                .orElseThrow(() -> new Problem(
                        Problem.Kind.INVALID,
                        "store.value-unreadable",
                        "The value of '" + name + "' cannot be read.",
                        "It must be a date or an instant with its offset, such as 2026-05-01T08:00:00+08:00.",
                        "Correct the value."));
    }
}
