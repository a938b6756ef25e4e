import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Runs the same work against any FHIR server and tells what it costs. See README.md. */
final class Bench {

    /** Requests after which a JVM has compiled what answers them. */
    private static final int WARM_REQUESTS = 5_000;

    private static final int WARM_SECONDS_MAX = 60;

    private final Options options;
    private final Load load;
    private final Work work;
    private final Report report = new Report();
    private List<Template> directory = List.of();
    private List<Template> patients = List.of();
    private int repetition;

    private Bench(Options options) {
        this.options = options;
        this.load = new Load(Http.Server.of(options.url, options.headers), new Processes(options.roots));
        this.work = new Work(options.page);
        this.repetition = options.first;
    }

    public static void main(String[] args) throws Exception {
        Options options;
        try {
            options = Options.of(args);
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage() + "\n\n" + Options.USAGE);
            System.exit(2);
            return;
        }
        boolean right = new Bench(options).run();
        System.exit(right ? 0 : 1);
    }

    private boolean run() throws IOException, InterruptedException, ClassNotFoundException {
        recall();
        if (options.steps.stream().anyMatch(step -> !Work.READING.contains(step.kind()))) {
            templates();
        }
        report.head();
        for (Options.Step step : options.steps) {
            for (int i = 0; i < step.times() && report.right(); i++) {
                one(step);
            }
        }
        if (options.json != null) {
            Files.writeString(options.json, report.json(options.url));
        }
        return report.right();
    }

    private void templates() throws IOException {
        if (options.bundles == null) {
            throw new IOException("--bundles is needed for this work");
        }
        try (Stream<Path> files = Files.list(options.bundles)) {
            List<Template> all = files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(Template::of)
                    .toList();
            directory = all.stream().filter(one -> !one.transaction()).toList();
            var shuffled =
                    new ArrayList<>(all.stream().filter(Template::transaction).toList());
            Collections.shuffle(shuffled, new Random(42));
            patients = shuffled.subList(0, Math.min(options.patients, shuffled.size()));
        }
    }

    private void one(Options.Step step) throws IOException, InterruptedException {
        boolean reads = Work.READING.contains(step.kind());
        Supplier<Job> jobs =
                switch (step.kind()) {
                    case "directory" -> work.bundles(directory, 0);
                    case "ingest" -> work.bundles(patients, repetition++);
                    default -> work.reading(step.kind());
                };
        boolean grows = options.disk != null
                && (step.kind().equals("ingest") || step.kind().equals("create"));
        long before = grows ? Processes.size(options.disk) : 0;
        Warming warming = step.kind().equals("directory") ? new Warming(0, null) : warm(step, jobs, reads);
        Load.Figures figures = warming.wrong != null
                ? warming.wrong
                : load.drive(step.clients(), jobs, reads ? options.seconds : Load.TO_THE_END);
        long stored = warming.resources + (warming.wrong == null ? figures.resources() : 0);
        double grown = grows ? (Processes.size(options.disk) - before) / (double) stored : Double.NaN;
        report.add(step.kind(), step.clients(), figures, grown);
        keep();
    }

    /** @param wrong figures that end the step; null where all answers were right */
    private record Warming(long resources, Load.Figures wrong) {}

    /** Until the server has compiled what it needs: enough seconds, of processor time too, and enough requests or a minute. */
    private Warming warm(Options.Step step, Supplier<Job> jobs, boolean reads) throws InterruptedException {
        double cpuMillis = 0;
        double seconds = 0;
        long requests = 0;
        long resources = 0;
        boolean few = options.warm > 0;
        while (few) {
            Load.Figures figures = load.drive(step.clients(), jobs, options.warm);
            resources += figures.resources();
            if (figures.failed() > 0) {
                return new Warming(resources, figures);
            }
            requests += figures.requests();
            seconds += figures.seconds();
            cpuMillis += figures.cpu().total();
            boolean cold = cpuMillis < options.warm * 1_000 || reads && requests < WARM_REQUESTS;
            few = cold && seconds < WARM_SECONDS_MAX && figures.requests() > 0;
        }
        return new Warming(resources, null);
    }

    @SuppressWarnings("unchecked")
    private void recall() throws IOException, ClassNotFoundException {
        if (options.keep != null && Files.exists(options.keep)) {
            try (var in = new ObjectInputStream(Files.newInputStream(options.keep))) {
                work.residents.addAll((List<Resident>) in.readObject());
            }
        }
    }

    private void keep() throws IOException {
        if (options.keep != null) {
            try (var out = new ObjectOutputStream(Files.newOutputStream(options.keep))) {
                out.writeObject(new ArrayList<>(work.residents));
            }
        }
    }
}
