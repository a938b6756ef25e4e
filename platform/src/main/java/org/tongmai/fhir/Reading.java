package org.tongmai.fhir;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Access;
import org.tongmai.access.Caller;
import org.tongmai.access.Callers;
import org.tongmai.access.Decision;
import org.tongmai.access.Looks;
import org.tongmai.access.Purpose;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Fact;
import org.tongmai.store.Page;
import org.tongmai.store.Query;
import org.tongmai.store.QueryText;
import org.tongmai.store.ResourceKey;
import org.tongmai.store.Scope;
import org.tongmai.store.SearchParameter;
import org.tongmai.store.Store;

/** Reading through FHIR: decide who may see what, query under that scope, leave the trace, answer. */
final class Reading {

    private static final int HISTORY_MAX = 1_000;

    private final Store store;
    private final Access access;
    private final Looks looks;

    Reading(Store store, Access access, Looks looks) {
        this.store = store;
        this.access = access;
        this.looks = looks;
    }

    Fact read(String type, String id) {
        Caller caller = Callers.current();
        Scope scope = scope(caller, type, id, "read");
        Fact fact = store.current(type, id, scope).orElseThrow(() -> FhirServlet.notFound(type));
        return shown(caller, "read", fact);
    }

    Fact version(String type, String id, String version) {
        Caller caller = Callers.current();
        Scope scope = scope(caller, type, id, "history");
        int number = version.matches("\\d{1,9}") ? Integer.parseInt(version) : 0;
        return shown(
                caller,
                "history",
                store.version(type, id, number, scope).orElseThrow(() -> FhirServlet.notFound(type)));
    }

    private Fact shown(Caller caller, String interaction, Fact fact) {
        if (fact.deleted()) {
            throw new Problem(
                    Problem.Kind.GONE,
                    "fhir.deleted",
                    "The resource was deleted.",
                    "Its last version is a deletion.",
                    "Its earlier versions are in its _history.");
        }
        trace(caller, interaction, List.of(), List.of(fact));
        return fact;
    }

    byte[] history(Request request, String type, String id) {
        Caller caller = Callers.current();
        Scope scope = scope(caller, type, id, "history");
        List<Fact> versions = store.history(type, id, HISTORY_MAX, scope);
        if (versions.isEmpty()) {
            throw FhirServlet.notFound(type);
        }
        trace(caller, "history", List.of(), versions);
        return Responses.history(request.base(), request.url(), versions);
    }

    byte[] search(Request request, String type) {
        Caller caller = Callers.current();
        Map<String, List<String>> parameters = new LinkedHashMap<>(request.query());
        if (request.lenient()) {
            parameters.keySet().removeIf(name -> !known(type, name));
        }
        Query query = QueryText.parse(type, local(request, parameters));
        if ("count".equals(request.first("_summary"))) {
            query = query.count(0);
        }
        ResourceKey patient = patient(request);
        Scope scope = patient == null ? broad(caller) : narrow(caller, patient, "search");
        Page page = store.search(query, scope);
        return page(request, caller, page, patient == null ? List.of() : List.of(patient.compartment()));
    }

    byte[] more(Request request) {
        String token = request.first("_page");
        if (token == null) {
            throw new Problem(
                    Problem.Kind.NOT_SUPPORTED,
                    "fhir.search-all-types",
                    "A search over all resource types is not offered.",
                    "The CapabilityStatement lists what is.",
                    "Search one type: /fhir/Patient?…");
        }
        Caller caller = Callers.current();
        return page(request, caller, store.more(token, broad(caller)), List.of());
    }

    private byte[] page(Request request, Caller caller, Page page, Collection<Long> about) {
        var all = new ArrayList<>(page.facts());
        all.addAll(page.included());
        trace(caller, "search", about, all);
        String next = page.next() == null ? null : request.base() + "?_page=" + page.next();
        return Responses.searchset(request.base(), request.url(), next, page.total(), page.facts(), page.included());
    }

    /**
     * The record of one source patient.
     *
     * @see <a href="http://hl7.org/fhir/R4/patient-operation-everything.html">FHIR R4 Patient/$everything</a>
     */
    byte[] everything(Request request, String id) {
        Caller caller = Callers.current();
        ResourceKey patient = store.key("Patient", id).orElseThrow(() -> FhirServlet.notFound("Patient"));
        Scope scope = narrow(caller, patient, "everything");
        Page page = store.record(patient.compartment(), request.first("_page"), count(request), scope);
        if (page.facts().isEmpty()) {
            throw FhirServlet.notFound("Patient");
        }
        trace(caller, "everything", List.of(patient.compartment()), page.facts());
        String next = page.next() == null
                ? null
                : request.base() + "Patient/" + id + "/$everything?_count=" + count(request) + "&_page=" + page.next();
        return Responses.searchset(request.base(), request.url(), next, null, page.facts(), List.of());
    }

    private static int count(Request request) {
        String count = request.first("_count");
        return count == null || !count.matches("\\d{1,6}")
                ? Query.COUNT_MAX
                : Math.clamp(Long.parseLong(count), 1, Query.COUNT_MAX);
    }

    /** The patient that a request names by {@code patient} or {@code subject}; null where none or several. */
    @Nullable
    ResourceKey patient(Request request) {
        for (String name : List.of("patient", "subject", "subject:Patient", "patient:Patient")) {
            String value = request.first(name);
            if (value != null && !value.contains(",")) {
                String local = value.startsWith(request.base())
                        ? value.substring(request.base().length())
                        : value;
                boolean other = local.contains("/") && !local.startsWith("Patient/");
                return other
                        ? null
                        : store.key("Patient", local.substring(local.indexOf('/') + 1))
                                .orElse(null);
            }
        }
        return null;
    }

    private static boolean known(String type, String name) {
        String code = name.replaceFirst("[:.].*", "");
        return name.startsWith("_") || SearchParameter.of(type, code) != null;
    }

    /** References of the server itself, given absolutely, become relative. */
    private static Map<String, List<String>> local(Request request, Map<String, List<String>> parameters) {
        var out = new LinkedHashMap<String, List<String>>();
        parameters.forEach((name, values) -> out.put(
                name,
                values.stream().map(value -> value.replace(request.base(), "")).toList()));
        return out;
    }

    // -- decisions and the trace

    private Scope scope(Caller caller, String type, String id, String interaction) {
        if (caller.unrestricted()) {
            return Scope.everything();
        }
        ResourceKey key = store.key(type, id).orElseThrow(() -> FhirServlet.notFound(type));
        return key.compartment() == ResourceKey.DIRECTORY ? access.scopeFor(caller) : narrow(caller, key, interaction);
    }

    private Scope broad(Caller caller) {
        return caller.unrestricted() ? Scope.everything() : access.scopeFor(caller);
    }

    private Scope narrow(Caller caller, ResourceKey key, String interaction) {
        if (caller.unrestricted()) {
            return Scope.everything();
        }
        Purpose purpose = Access.purposeOf(caller);
        Decision decision = access.decide(caller, purpose, key.compartment());
        boolean any =
                decision.own().contains(key.compartment()) || decision.others().contains(key.compartment());
        if (!decision.allowed() || !any) {
            looks.refused(caller, purpose, interaction, key.compartment());
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "fhir.not-permitted",
                    "You may not see this record.",
                    decision.why().sentence().en(),
                    "Ask the resident for consent; a treating relationship is needed for your own institution's records.");
        }
        return decision.scope();
    }

    private void trace(Caller caller, String interaction, Collection<Long> about, Collection<Fact> facts) {
        looks.shown(caller, Access.purposeOf(caller), interaction, about, facts);
    }
}
