package org.tongmai.fhir.bulk;

import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Caller;
import org.tongmai.access.Callers;
import org.tongmai.fhir.Elements;
import org.tongmai.fhir.Operation;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Definitions;
import org.tongmai.store.Extraction;
import org.tongmai.store.Fact;
import org.tongmai.store.QueryText;
import org.tongmai.store.ResourceTypes;
import org.tongmai.store.Scope;
import org.tongmai.store.Span;
import org.tongmai.store.Store;
import tools.jackson.databind.JsonNode;

/**
 * {@code $export}: begins an export of the whole store, of all patients, or of the patients of a Group.
 *
 * @see <a href="https://hl7.org/fhir/uv/bulkdata/STU2/export.html">Bulk Data Access 2.0, Export</a>
 */
final class ExportOperation implements Operation {

    private static final Set<String> KNOWN = Set.of(
            "_outputFormat",
            "_since",
            "_type",
            "_elements",
            "_typeFilter",
            "patient",
            "includeAssociatedData",
            "_format",
            "_pretty");

    private static final Set<String> FORMATS = Set.of("application/fhir+ndjson", "application/ndjson", "ndjson");

    private static final int FILTERS_MAX = 100;
    private static final int PATIENTS_MAX = 100_000;

    private final String level;
    private final Store store;
    private final JobStore jobStore;
    private final Jobs jobs;
    private final Exporting exporting;
    private final Exporters exporters;

    /** @param level {@code system}, {@code patient} or {@code group} */
    ExportOperation(String level, Store store, JobStore jobStore, Jobs jobs, Exporting exporting, Exporters exporters) {
        this.level = level;
        this.store = store;
        this.jobStore = jobStore;
        this.jobs = jobs;
        this.exporting = exporting;
        this.exporters = exporters;
    }

    @Override
    public About about() {
        return new About(
                "export",
                "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/" + (level.equals("system") ? "" : level + "-")
                        + "export",
                Set.of(
                        switch (level) {
                            case "system" -> Level.SYSTEM;
                            case "patient" -> Level.TYPE;
                            default -> Level.INSTANCE;
                        }),
                switch (level) {
                    case "system" -> Set.of();
                    case "patient" -> Set.of("Patient");
                    default -> Set.of("Group");
                },
                true);
    }

    @Override
    public Answer run(Call call) {
        Caller caller = Callers.current();
        Scope scope = exporters.scope(caller);
        refuseUnknown(call, call.request().lenient());
        if (!call.request().prefers("respond-async")) {
            throw invalid(
                    "fhir.export-asynchronous",
                    "An export is answered asynchronously, and this request does not ask for that.",
                    "Send the header Prefer: respond-async.");
        }
        Set<Long> compartments = compartments(call, scope);
        Extraction.Moment moment = moment();
        ExportPlan plan = plan(call);
        jobs.requireRoom();
        Job job = jobs.job(
                Jobs.newId(),
                Job.Kind.EXPORT,
                caller,
                call.request().url(),
                plan.text(),
                compartments,
                moment,
                exporting.parts(plan, compartments));
        jobs.begin(job, List.of());
        return new Answer(202, Map.of("Content-Location", call.request().base() + "bulk/" + job.id()), new byte[0]);
    }

    /** Each export has a millisecond of its own, so that its transactionTime names its snapshot. */
    private Extraction.Moment moment() {
        Extraction.Moment moment = store.extraction().moment();
        Instant at = moment.at();
        while (!jobStore.keepMoment(at, moment.snapshot())) {
            at = at.plusMillis(1);
        }
        return new Extraction.Moment(moment.snapshot(), at);
    }

    private ExportPlan plan(Call call) {
        String format = call.text("_outputFormat");
        if (format != null && !FORMATS.contains(format.replace(' ', '+'))) {
            throw invalid(
                    "fhir.export-format",
                    "The output format is not one that is written.",
                    "Ask for application/fhir+ndjson, or leave _outputFormat away.");
        }
        var types = new LinkedHashSet<String>();
        for (String type : list(call, "_type")) {
            if (!ResourceTypes.exists(type)) {
                throw ResourceTypes.unknown(type);
            }
            types.add(type);
        }
        List<String> elements = list(call, "_elements");
        elements.forEach(ExportOperation::requireElement);
        Instant since = since(call.text("_since"));
        String known = since == null ? null : jobStore.snapshotOf(since).orElse(null);
        var plan = new ExportPlan(level.equals("system"), types, filters(call, types), elements, since, known);
        var _ = plan.matchers(store::matcher);
        return plan;
    }

    private static List<String> filters(Call call, Set<String> types) {
        List<String> filters = call.texts("_typeFilter").stream()
                .flatMap(value -> List.of(value.split(",(?=[A-Z][A-Za-z]+\\?)")).stream())
                .toList();
        for (String filter : filters) {
            int mark = filter.indexOf('?');
            String type = mark < 0 ? filter : filter.substring(0, mark);
            boolean fits = mark > 0 && (types.isEmpty() || types.contains(type));
            if (!fits || filters.size() > FILTERS_MAX) {
                throw invalid(
                        "fhir.export-filter",
                        "A _typeFilter is not of the form Type?search, names a type that _type leaves out, or there are more"
                                + " than " + FILTERS_MAX + ".",
                        "Write for example _typeFilter=Observation%3Fcode%3D718-7.");
            }
            var _ = QueryText.read(filter);
        }
        return filters;
    }

    /** Values separated by commas. */
    private static List<String> list(Call call, String name) {
        return call.texts(name).stream()
                .flatMap(value -> List.of(value.split(",")).stream())
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    private static void requireElement(String element) {
        String[] parts = element.split("\\.", -1);
        boolean readable = parts.length == 1
                ? element.matches("[A-Za-z]\\w*")
                : parts.length == 2
                        && ResourceTypes.exists(parts[0])
                        && (Definitions.child(parts[0], parts[1]) != null || Elements.ALWAYS.contains(parts[1]));
        if (!readable) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "fhir.elements-unreadable",
                    "_elements names something that is no element.",
                    "Its form is element or Type.element, elements of the resource itself.",
                    "Write for example id,Patient.name.");
        }
    }

    static @Nullable Instant since(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return Span.of(text)
                .map(Span::low)
                .orElseThrow(() -> invalid(
                        "fhir.export-since",
                        "_since is not an instant.",
                        "Write for example 2026-05-01T00:00:00Z; a plus sign in a URL is %2B."));
    }

    private static void refuseUnknown(Call call, boolean lenient) {
        for (String name : call.names()) {
            if (name.equals("includeAssociatedData") && !lenient) {
                throw invalid(
                        "fhir.export-associated",
                        "includeAssociatedData is not offered.",
                        "Leave it away, or send Prefer: handling=lenient to have it overlooked.");
            }
            if (!KNOWN.contains(name) && !lenient) {
                throw invalid(
                        "fhir.export-parameter",
                        "An export does not know one of these parameters.",
                        "Use " + String.join(", ", new TreeSet<>(KNOWN))
                                + ", or send Prefer: handling=lenient to have others overlooked.");
            }
        }
    }

    // -- whose records

    /** The source patients to which the export is limited; null for all that the scope shows. */
    private @Nullable Set<Long> compartments(Call call, Scope scope) {
        Set<Long> out = scope.reach() instanceof Scope.Granted granted ? granted.compartments() : null;
        if (level.equals("group")) {
            out = and(out, members(String.valueOf(call.id()), scope));
        }
        List<String> patients = call.texts("patient");
        if (!patients.isEmpty()) {
            if (level.equals("system") || !call.request().method().equals("POST")) {
                throw invalid(
                        "fhir.export-patient",
                        "The parameter patient is for POST to Patient/$export and Group/id/$export.",
                        "POST a Parameters resource there.");
            }
            Set<Long> named = named(patients, scope);
            if (out != null && !out.containsAll(named)) {
                throw noSuchPatient();
            }
            out = named;
        }
        return out;
    }

    private static Set<Long> and(@Nullable Set<Long> one, Set<Long> other) {
        var out = new HashSet<>(other);
        if (one != null) {
            out.retainAll(one);
        }
        return out;
    }

    /** The source patients of a Group's members; members that the caller may not see are not there. */
    private Set<Long> members(String group, Scope scope) {
        Fact fact = store.read("Group", group, scope)
                .orElseThrow(() -> new Problem(
                        Problem.Kind.NOT_FOUND,
                        "fhir.not-found",
                        "There is no such Group.",
                        "It was never stored, or nothing that you may see has this id.",
                        "Check the id; search for the Group."));
        var ids = new LinkedHashSet<String>();
        for (JsonNode member : fact.tree().path("member")) {
            String reference = member.path("entity").path("reference").asString("");
            if (reference.startsWith("Patient/") && !member.path("inactive").asBoolean(false)) {
                ids.add(reference.substring("Patient/".length()));
            }
        }
        var out = new HashSet<Long>();
        store.extraction().current("Patient", ids, scope).stream()
                .filter(patient -> !patient.deleted())
                .forEach(patient -> out.add(patient.key().compartment()));
        return out;
    }

    private Set<Long> named(List<String> references, Scope scope) {
        var ids = new LinkedHashSet<String>();
        references.stream()
                .flatMap(value -> List.of(value.split(",")).stream())
                .forEach(value -> ids.add(value.substring(value.lastIndexOf('/') + 1)));
        List<Fact> found =
                ids.size() > PATIENTS_MAX ? List.of() : store.extraction().current("Patient", ids, scope);
        if (found.size() < ids.size() || found.stream().anyMatch(Fact::deleted)) {
            throw noSuchPatient();
        }
        var out = new HashSet<Long>();
        found.forEach(patient -> out.add(patient.key().compartment()));
        return out;
    }

    private static Problem noSuchPatient() {
        return new Problem(
                Problem.Kind.UNPROCESSABLE,
                "fhir.export-patient",
                "One of the patients is not there, or not among those this export is of.",
                "Each patient named must exist, be visible to you and, for a Group, be a member; at most "
                        + PATIENTS_MAX + " may be named.",
                "Correct the list.");
    }

    private static Problem invalid(String code, String what, String mend) {
        return new Problem(
                Problem.Kind.INVALID,
                code,
                what,
                "See https://hl7.org/fhir/uv/bulkdata/STU2/export.html#query-parameters.",
                mend);
    }
}
