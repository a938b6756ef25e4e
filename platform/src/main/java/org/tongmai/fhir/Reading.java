package org.tongmai.fhir;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Caller;
import org.tongmai.access.Callers;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Compartments;
import org.tongmai.store.Fact;
import org.tongmai.store.Lenient;
import org.tongmai.store.Page;
import org.tongmai.store.Query;
import org.tongmai.store.QueryText;
import org.tongmai.store.ResourceKey;
import org.tongmai.store.ResourceTypes;
import org.tongmai.store.Store;

/** Reading through FHIR: decide who may see what, query under that scope, leave the trace, answer. */
final class Reading {

    /** AuditEvents are made of the trace and are not stored. */
    private static final List<String> STORED = ResourceTypes.names().stream()
            .filter(type -> !type.equals("AuditEvent"))
            .toList();

    private final Store store;
    private final Disclosure disclosure;

    Reading(Store store, Disclosure disclosure) {
        this.store = store;
        this.disclosure = disclosure;
    }

    Fact read(String type, String id) {
        Caller caller = Callers.current();
        Disclosure.Opened opened = disclosure.of(caller, type, id, "read");
        Fact fact = store.current(type, id, opened.scope()).orElseThrow(() -> FhirServlet.notFound(type));
        return shown(caller, opened, "read", fact);
    }

    Fact version(String type, String id, String version) {
        Caller caller = Callers.current();
        Disclosure.Opened opened = disclosure.of(caller, type, id, "history");
        int number = version.matches("\\d{1,9}") ? Integer.parseInt(version) : 0;
        return shown(
                caller,
                opened,
                "history",
                store.version(type, id, number, opened.scope()).orElseThrow(() -> FhirServlet.notFound(type)));
    }

    private Fact shown(Caller caller, Disclosure.Opened opened, String interaction, Fact fact) {
        if (fact.deleted()) {
            throw new Problem(
                    Problem.Kind.GONE,
                    "fhir.deleted",
                    "The resource was deleted.",
                    "Its last version is a deletion.",
                    "Its earlier versions are in its _history.");
        }
        disclosure.trace(caller, opened, interaction, List.of(), List.of(fact));
        return fact;
    }

    /** A search of one type. */
    byte[] search(Request request, String type) {
        return search(request, List.of(type), Map.of(), patient(request));
    }

    /** A search at the base, over several types. */
    byte[] system(Request request) {
        return search(request, STORED, Map.of(), patient(request));
    }

    /**
     * A search within the compartment of one resource.
     *
     * @param type a resource type, or {@code *} for all that can be in the compartment
     * @see <a href="http://hl7.org/fhir/R4/compartmentdefinition.html">FHIR R4 compartments</a>
     */
    byte[] compartment(Request request, String compartment, String id, String type) {
        ResourceKey key = disclosure.record(Callers.current(), compartment, id);
        if (key == null) {
            throw FhirServlet.notFound(compartment);
        }
        List<String> types = type.equals("*") ? Compartments.types(compartment) : List.of(type);
        List<String> parameters = Compartments.parameters(compartment, type);
        Map<String, List<String>> within = parameters.size() == 1
                ? Map.of(parameters.getFirst(), List.of(compartment + "/" + id))
                : Map.of(Compartments.CODE + ":" + compartment, List.of(id));
        return search(request, types, within, key.compartment() == ResourceKey.DIRECTORY ? null : key);
    }

    private byte[] search(
            Request request, List<String> types, Map<String, List<String>> within, @Nullable ResourceKey record) {
        refuseContained(request);
        Caller caller = Callers.current();
        String token = request.first("_page");
        if (token != null) {
            Disclosure.Opened opened = opened(caller, record);
            return page(request, caller, opened, store.more(token, opened.scope()), record, List.of());
        }
        Map<String, List<String>> parameters = new LinkedHashMap<>(request.query());
        Map<String, List<String>> all = local(request, parameters);
        var remarks = new ArrayList<Remark>();
        if (request.lenient()) {
            Lenient lenient = store.understood(types, all);
            all = lenient.parameters();
            remarks.addAll(Remark.leftAside(lenient.ignored()));
        }
        if (types.size() == 1) {
            remarks.addAll(Remark.impossibleCodes(types.getFirst(), all));
        }
        Map<String, List<String>> asked = new LinkedHashMap<>(all);
        within.forEach((name, values) -> asked.merge(
                name,
                values,
                (some, more) -> Stream.concat(some.stream(), more.stream()).toList()));
        Query query = QueryText.parse(types, asked);
        if (Projection.of(request) instanceof Projection.Count) {
            query = query.count(0);
        }
        Disclosure.Opened opened = opened(caller, record);
        return page(request, caller, opened, store.search(query, opened.scope()), record, remarks);
    }

    /** Each page is decided as the first was. */
    private Disclosure.Opened opened(Caller caller, @Nullable ResourceKey record) {
        return record == null ? disclosure.broad(caller) : disclosure.narrow(caller, record, record.id(), "search");
    }

    private static void refuseContained(Request request) {
        String contained = request.first("_contained");
        if (contained != null && !contained.equals("false")) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "fhir.contained-unsearched",
                    "Contained resources are not searched.",
                    "They are no records of their own and are found with the resource that holds them.",
                    "Leave out _contained, and search the type of the holder.");
        }
    }

    private byte[] page(
            Request request,
            Caller caller,
            Disclosure.Opened opened,
            Page page,
            @Nullable ResourceKey record,
            List<Remark> remarks) {
        var all = new ArrayList<>(page.facts());
        all.addAll(page.included());
        disclosure.trace(caller, opened, "search", record == null ? List.of() : List.of(record.compartment()), all);
        String next = page.next() == null ? null : next(request, page.next(), record);
        Long total = page.total() < 0 ? null : page.total();
        return Responses.searchset(request, next, total, page, Projection.of(request), remarks);
    }

    /** Where the next page is; names the same record, by its path or by {@code patient}. */
    private static String next(Request request, String token, @Nullable ResourceKey record) {
        String next = request.place() + "?_page=" + token + request.shaping();
        return record == null || request.path().size() > 2 ? next : next + "&patient=Patient/" + record.id();
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
                        : disclosure.record(Callers.current(), "Patient", local.substring(local.indexOf('/') + 1));
            }
        }
        return null;
    }

    /** References of the server itself, given absolutely, become relative. */
    private static Map<String, List<String>> local(Request request, Map<String, List<String>> parameters) {
        var out = new LinkedHashMap<String, List<String>>();
        parameters.forEach((name, values) -> out.put(
                name,
                values.stream().map(value -> value.replace(request.base(), "")).toList()));
        return out;
    }
}
