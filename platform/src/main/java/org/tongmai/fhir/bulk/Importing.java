package org.tongmai.fhir.bulk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Caller;
import org.tongmai.fhir.Interactions;
import org.tongmai.fhir.Outcomes;
import org.tongmai.fhir.Sender;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Json;
import org.tongmai.store.Store;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs an import: fetches its files, sorts the lines of those that were said to hold no one type, then takes the lines in the
 * order in which types refer to each other. Lines that refer to what is not there yet wait for the next pass; when a pass brings none of them in, those that refer to each other are tried as
 * one transaction, and the rest is refused.
 */
final class Importing {

    /** Types in the order in which they are taken; all others follow, in the order in which they were named. */
    private static final List<String> ORDER = List.of(
            "Organization",
            "Location",
            "Practitioner",
            "PractitionerRole",
            "HealthcareService",
            "Endpoint",
            "Patient",
            "RelatedPerson",
            "Group",
            "Device",
            "Medication",
            "Coverage",
            "EpisodeOfCare",
            "Encounter",
            "Condition",
            "AllergyIntolerance",
            "Specimen",
            "Observation",
            "Procedure",
            "Goal",
            "CareTeam",
            "CarePlan",
            "MedicationRequest",
            "ServiceRequest",
            "ImagingStudy",
            "DiagnosticReport",
            "Claim",
            "ExplanationOfBenefit");

    private static final int CHUNK_LINES = 100;
    private static final long CHUNK_BYTES = 4_000_000;

    /** Chunks submitted at a time. */
    private static final int TOGETHER = 4;

    /** Chunks that are sorted between two marks of how far it has come. */
    private static final int SORTED_TOGETHER = 50;

    private final JobStore store;
    private final Jobs jobs;
    private final Store facts;
    private final Interactions interactions;
    private final Exporters standing;
    private final Imports imports;
    private final Fetching fetching;

    Importing(
            JobStore store,
            Jobs jobs,
            Store facts,
            Interactions interactions,
            Exporters standing,
            Imports imports,
            Fetching fetching) {
        this.store = store;
        this.jobs = jobs;
        this.facts = facts;
        this.interactions = interactions;
        this.standing = standing;
        this.imports = imports;
        this.fetching = fetching;
    }

    void run(Job job, Hold hold) throws IOException {
        Job state = fetch(job, hold);
        int pass = 0;
        while (true) {
            int now = pass;
            List<Input> inputs = store.inputs(job.id());
            long lines = inputs.stream()
                    .filter(input -> input.pass() == now)
                    .mapToLong(Input::lines)
                    .sum();
            long before = inputs.stream()
                    .filter(input -> input.pass() == now - 1)
                    .mapToLong(Input::lines)
                    .sum();
            boolean last = now > 1 && lines == before;
            state = pass(state, hold, inputs, now, last);
            pass++;
            if (!waiting(state, hold, pass)) {
                return;
            }
        }
    }

    private Job fetch(Job job, Hold hold) {
        for (Input input : store.inputs(job.id())) {
            if (!input.fetched()) {
                hold.check();
                imports.requireAllowed(String.valueOf(input.url()));
                Path directory = jobs.files(job.id());
                Input fetched;
                try {
                    Private.directory(directory);
                    fetched = fetching.fetch(input, input.in(directory), hold);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                keep(job, hold, List.of(), List.of(fetched));
            }
        }
        long lines = store.inputs(job.id()).stream()
                .filter(input -> input.pass() == 0)
                .mapToLong(Input::lines)
                .sum();
        return with(job, job.done(), lines, job.resources(), job.counts());
    }

    private void keep(Job job, Hold hold, List<JobFile> files, List<Input> inputs) {
        hold.check();
        if (!store.step(job, hold.holder(), files, inputs)) {
            throw new Hold.Lost();
        }
    }

    private static Job with(Job job, long done, long planned, long resources, Job.Counts counts) {
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
                done,
                planned,
                resources,
                counts,
                job.problem(),
                job.expires(),
                job.directory());
    }

    /** Makes inputs of the lines that were sorted or wait; false where there are none. */
    private boolean waiting(Job job, Hold hold, int pass) {
        List<Input> inputs = store.inputs(job.id());
        boolean known = inputs.stream().anyMatch(input -> input.pass() == pass);
        var more = new ArrayList<Input>();
        int number = inputs.stream().mapToInt(Input::number).max().orElse(0);
        for (JobFile file : store.files(job.id())) {
            if (file.kind() == JobFile.Kind.WAITING && file.number() == pass && file.count() > 0) {
                number++;
                String type = file.type().equals(Input.MIXED) ? null : file.type();
                more.add(new Input(number, type, null, pass, file.bytes(), file.count(), 0, 0));
            }
        }
        if (!known && !more.isEmpty()) {
            keep(job, hold, List.of(), more);
        }
        return known || !more.isEmpty();
    }

    private Job pass(Job job, Hold hold, List<Input> all, int pass, boolean last) throws IOException {
        List<Input> inputs = all.stream()
                .filter(input -> input.pass() == pass)
                .sorted(Comparator.comparingInt(Importing::place).thenComparingInt(Input::number))
                .toList();
        Job state = job;
        try (var files = new JobFiles(jobs.files(job.id()), store.files(job.id()));
                ExecutorService work = Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("import-", 0).factory())) {
            for (Input input : inputs) {
                state = new Run(state, hold, files, work, input, pass, last).all();
            }
        }
        return state;
    }

    private static int place(Input input) {
        int place = input.type() == null ? -1 : ORDER.indexOf(input.type());
        return place >= 0 ? place : input.type() == null ? ORDER.size() + 1 : ORDER.size();
    }

    /** The taking of one input. */
    private final class Run {
        private Job job;
        private final Hold hold;
        private final JobFiles files;
        private final ExecutorService work;
        private Input input;
        private final int pass;
        private final boolean last;
        private @Nullable Line held;
        private long heldPlace;

        Run(Job job, Hold hold, JobFiles files, ExecutorService work, Input input, int pass, boolean last) {
            this.job = job;
            this.hold = hold;
            this.files = files;
            this.work = work;
            this.input = input;
            this.pass = pass;
            this.last = last;
        }

        Job all() throws IOException {
            int beside = pass == 0 ? 0 : Line.PLACE_MAX;
            try (var reader = new LineReader(input.in(jobs.files(job.id())), input.place(), beside)) {
                while (true) {
                    hold.check();
                    List<List<Line>> window = window(reader);
                    int lines = window.stream().mapToInt(List::size).sum();
                    if (lines == 0) {
                        return job;
                    }
                    jobs.requireRoom();
                    input = input.read(held == null ? reader.place() : heldPlace, lines);
                    take(window);
                }
            }
        }

        /** Chunks that may be submitted at the same time: no resource is in them twice. */
        private List<List<Line>> window(LineReader reader) throws IOException {
            var window = new ArrayList<List<Line>>();
            Set<String> resources = new HashSet<>();
            int most = last ? 1 : input.unsorted() ? SORTED_TOGETHER : TOGETHER;
            int chunkLines = last ? Knots.LINES_MAX : CHUNK_LINES;
            long chunkBytes = last ? Knots.BYTES_MAX : CHUNK_BYTES / (input.unsorted() ? 10 : 1);
            int number = (int) Math.min(input.done(), Integer.MAX_VALUE / 2);
            while (window.size() < most) {
                var chunk = new ArrayList<Line>();
                long bytes = 0;
                while (chunk.size() < chunkLines && bytes < chunkBytes) {
                    long before = reader.place();
                    Line line = held;
                    if (line == null) {
                        number++;
                        line = read(reader, number);
                    } else {
                        number++;
                        before = heldPlace;
                        held = null;
                    }
                    if (line == null) {
                        break;
                    }
                    if (!input.unsorted() && !line.resource().isEmpty() && !resources.add(line.resource())) {
                        held = line;
                        heldPlace = before;
                        break;
                    }
                    chunk.add(line);
                    bytes += line.text().length;
                }
                if (!chunk.isEmpty()) {
                    window.add(chunk);
                }
                if (held != null || chunk.size() < chunkLines && bytes < chunkBytes) {
                    break;
                }
            }
            return window;
        }

        private @Nullable Line read(LineReader reader, int number) throws IOException {
            byte[] text = reader.next();
            if (text == null) {
                return null;
            }
            return pass == 0
                    ? Line.of(input.number() + ":" + number, text, input.type(), reader.tooLong())
                    : Line.waited(text);
        }

        private void take(List<List<Line>> window) throws IOException {
            if (input.unsorted()) {
                for (List<Line> chunk : window) {
                    for (Line line : chunk) {
                        String type = line.type().isEmpty() ? Input.MIXED : line.type();
                        files.line(JobFile.Kind.WAITING, type, 1, line.waiting());
                    }
                }
                keep(job, hold, files.sync(), List.of(input));
                return;
            }
            Caller caller = standing.now(job.caller());
            var sender = new Sender(caller.institution(), caller.account(), null);
            var submitting = new Submitting(facts, interactions, sender, hold);
            List<Future<List<Result>>> running = window.stream()
                    .map(chunk -> work.submit(() -> last ? Knots.submit(chunk, submitting) : submitting.submit(chunk)))
                    .toList();
            var counts = Job.Counts.NONE;
            for (Future<List<Result>> each : running) {
                for (Result result : results(each)) {
                    counts = counts.plus(write(result));
                }
            }
            Job.Counts sum = job.counts().plus(counts);
            job = with(job, sum.all(), job.planned(), sum.created() + sum.updated(), sum);
            keep(job, hold, files.sync(), List.of(input));
        }

        private Job.Counts write(Result result) throws IOException {
            return switch (result) {
                case Result.Created created -> new Job.Counts(1, 0, 0, 0);
                case Result.Updated updated -> new Job.Counts(0, 1, 0, 0);
                case Result.Unchanged unchanged -> new Job.Counts(0, 0, 1, 0);
                case Result.Refused refused -> refuse(refused.line(), refused.why());
                case Result.Waits waits -> {
                    if (last) {
                        yield refuse(waits.line(), waits.why());
                    }
                    files.line(
                            JobFile.Kind.WAITING,
                            Input.MIXED,
                            pass + 1,
                            waits.line().waiting());
                    yield Job.Counts.NONE;
                }
            };
        }

        private Job.Counts refuse(Line line, Problem why) throws IOException {
            ObjectNode outcome = Outcomes.tree(why, null);
            outcome.putArray("extension")
                    .addObject()
                    .put("url", "https://tongmai.org/fhir/StructureDefinition/import-line")
                    .put("valueString", line.source());
            files.line(JobFile.Kind.ERROR, "OperationOutcome", Json.bytes(outcome));
            if (line.text().length > 0) {
                files.line(JobFile.Kind.REFUSED, "Resource", line.text());
            }
            return new Job.Counts(0, 0, 0, 1);
        }
    }

    private static List<Result> results(Future<List<Result>> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Hold.Lost();
        }
    }
}
