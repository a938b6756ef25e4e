package org.tongmai.fhir.bulk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Access;
import org.tongmai.access.Caller;
import org.tongmai.access.Looks;
import org.tongmai.fhir.Elements;
import org.tongmai.store.Extraction;
import org.tongmai.store.Fact;
import org.tongmai.store.Json;
import org.tongmai.store.Matcher;
import org.tongmai.store.Query;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes an export, part by part. A part is a range of source patients; when it is done, its trace and its files are durable, and
 * a process that takes the job over begins with the next one.
 */
final class Exporting {

    /** Source patients in a part, where they are named. */
    static final int COMPARTMENTS = 200;

    /** Stored bytes of a part, where they are not: some 20,000 resources. */
    private static final long PART_BYTES = 12_000_000;

    private static final int PARTS_MAX = 4_096;

    /** Source patients in one entry of the trace. */
    private static final int LOOK_MAX = 1_000;

    /** Resources after which the hold is asked again. */
    private static final int CHECK_EVERY = 256;

    private final JobStore store;
    private final Jobs jobs;
    private final Extraction extraction;
    private final Function<Query, Matcher> ready;
    private final Exporters exporters;
    private final Looks looks;

    Exporting(JobStore store, Jobs jobs, Store facts, Exporters exporters, Looks looks) {
        this.store = store;
        this.jobs = jobs;
        this.extraction = facts.extraction();
        this.ready = facts::matcher;
        this.exporters = exporters;
        this.looks = looks;
    }

    /** How many parts an export has. */
    long parts(ExportPlan plan, @Nullable Set<Long> compartments) {
        long ranges = compartments == null
                ? Math.clamp(extraction.bytes() / PART_BYTES, 1, PARTS_MAX)
                : (compartments.size() + COMPARTMENTS - 1L) / COMPARTMENTS;
        return ranges + (plan.directory() ? 1 : 0);
    }

    /** A range of source patients. */
    private record Part(long from, long until, @Nullable Set<Long> compartments) {}

    private static List<Part> parts(Job job, ExportPlan plan) {
        var out = new ArrayList<Part>();
        if (plan.directory()) {
            out.add(new Part(0, 1, null));
        }
        int ranges = (int) job.planned() - out.size();
        if (job.compartments() == null) {
            List<Long> cuts = Extraction.cuts(ranges);
            for (int i = 0; i < ranges; i++) {
                out.add(new Part(cuts.get(i), cuts.get(i + 1), null));
            }
        } else {
            List<Long> sorted = List.copyOf(new TreeSet<>(job.compartments()));
            for (int i = 0; i < sorted.size(); i += COMPARTMENTS) {
                List<Long> some = sorted.subList(i, Math.min(i + COMPARTMENTS, sorted.size()));
                out.add(new Part(some.getFirst(), some.getLast() + 1, Set.copyOf(some)));
            }
        }
        return out;
    }

    void run(Job job, Hold hold) throws IOException {
        ExportPlan plan = ExportPlan.read(job.plan());
        List<Part> parts = parts(job, plan);
        Job state = job;
        try (var files = new JobFiles(jobs.files(job.id()), store.files(job.id()))) {
            for (Part part : parts.subList((int) job.done(), parts.size())) {
                hold.check();
                jobs.requireRoom();
                long written = part(state, plan, part, files, hold);
                state = after(state, written);
                hold.check();
                if (!store.step(state, hold.holder(), files.sync(), List.of())) {
                    throw new Hold.Lost();
                }
            }
        }
    }

    private static Job after(Job job, long written) {
        return new Job(
                job.id(),
                job.kind(),
                job.state(),
                job.caller(),
                job.request(),
                job.plan(),
                job.compartments(),
                job.snapshot(),
                job.moment(),
                job.done() + 1,
                job.planned(),
                job.resources() + written,
                job.counts(),
                job.problem(),
                job.expires(),
                job.directory());
    }

    private long part(Job job, ExportPlan plan, Part part, JobFiles files, Hold hold) throws IOException {
        Caller caller = exporters.now(job.caller());
        Scope scope = exporters.scope(caller);
        var lines = new Lines(plan, ready, files, hold);
        extraction.each(selection(job, plan, part, false), scope, lines::resource);
        if (plan.since() != null) {
            extraction.each(selection(job, plan, part, true), scope, lines::deletion);
        }
        trace(caller, lines.shown);
        return lines.written;
    }

    private static Extraction.Selection selection(Job job, ExportPlan plan, Part part, boolean deletions) {
        return new Extraction.Selection(
                job.snapshot(),
                part.from,
                part.until,
                part.compartments,
                plan.types(),
                plan.since(),
                plan.sinceSnapshot(),
                deletions);
    }

    /** Before the part is done, so that no file is given out of which there is no trace. */
    private void trace(Caller caller, Map<Long, Map<String, Integer>> shown) {
        Map<Long, Map<String, Integer>> some = new HashMap<>();
        for (var entry : shown.entrySet()) {
            some.put(entry.getKey(), entry.getValue());
            if (some.size() == LOOK_MAX) {
                looks.shown(caller, Access.purposeOf(caller), "export", some);
                some.clear();
            }
        }
        looks.shown(caller, Access.purposeOf(caller), "export", some);
    }

    /** Takes the facts of a part and writes their lines. */
    private static final class Lines {
        private final JobFiles files;
        private final Hold hold;
        private final Map<String, List<Matcher>> filters;
        private final Elements elements;
        private final Map<Long, Map<String, Integer>> shown = new TreeMap<>();
        private long written;
        private long seen;

        Lines(ExportPlan plan, Function<Query, Matcher> ready, JobFiles files, Hold hold) {
            this.files = files;
            this.hold = hold;
            this.filters = plan.matchers(ready);
            this.elements = Elements.of(plan.elements());
        }

        void resource(Fact fact) throws IOException {
            check();
            List<Matcher> any = filters.get(fact.type());
            if (any != null) {
                Matcher.Probe probe = Matcher.Probe.of(fact);
                if (any.stream().noneMatch(matcher -> matcher.matches(probe))) {
                    return;
                }
            }
            files.line(JobFile.Kind.OUTPUT, fact.type(), elements.cut(fact.type(), fact.json()));
            written++;
            shown.computeIfAbsent(fact.key().compartment(), each -> new HashMap<>())
                    .merge(fact.type(), 1, Integer::sum);
        }

        void deletion(Fact fact) throws IOException {
            check();
            ObjectNode bundle = Json.object().put("resourceType", "Bundle").put("type", "transaction");
            bundle.putArray("entry")
                    .addObject()
                    .putObject("request")
                    .put("method", "DELETE")
                    .put("url", fact.reference());
            files.line(JobFile.Kind.DELETED, "Bundle", Json.bytes(bundle));
        }

        private void check() {
            if (++seen % CHECK_EVERY == 0) {
                hold.check();
            }
        }
    }
}
