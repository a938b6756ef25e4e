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
        long before = options.disk == null ? 0 : Processes.size(options.disk);
        boolean writes = false;
        Supplier<Job> jobs;
        double seconds = options.seconds;
        double warm = options.warm;
        switch (step.kind()) {
            case "directory" -> {
                jobs = work.bundles(directory, 0);
                seconds = Double.MAX_VALUE;
                warm = 0;
            }
            case "ingest" -> {
                jobs = work.bundles(patients, repetition++);
                seconds = Double.MAX_VALUE;
                writes = true;
            }
            default -> {
                jobs = work.reading(step.kind());
                writes = step.kind().equals("create");
            }
        }
        long warmed = 0;
        Load.Figures figures = null;
        for (double cpu = 0; cpu < warm * 1_000; cpu += Math.max(figures.cpu().total(), warm * 100)) {
            figures = load.drive(step.clients(), jobs, warm);
            warmed += figures.resources();
            if (figures.failed() > 0) {
                break;
            }
        }
        if (figures == null || figures.failed() == 0) {
            figures = load.drive(step.clients(), jobs, Math.min(seconds, 1e9));
        }
        double grown = writes && options.disk != null
                ? (Processes.size(options.disk) - before) / (double) (warmed + figures.resources())
                : Double.NaN;
        report.add(step.kind(), step.clients(), figures, grown);
        keep();
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
