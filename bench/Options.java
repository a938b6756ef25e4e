import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The command line. */
final class Options {

    static final String USAGE = """
            usage: bench/run URL --bundles DIR [OPTIONS] [WORK...]

            Runs work against a FHIR server and tells what it costs. Exits 1 where an answer is wrong.

              WORK             name[@clients][*times]; names: directory, ingest, create, read, search, identifier, name, everything.
                               Default: directory ingest@8 create@8 read@8 search@8 identifier@8 name@8 everything@4
              --bundles DIR    Synthea Bundles; batches (hospitals, practitioners) are the directory, transactions the patients
              --patients N     use only N of the patients
              --first N        number of the first repetition of ingest; each makes other patients of the same files
              --seconds N      of each figure but ingest's, which takes what it takes; default 20
              --warm N         seconds before each figure that do not count, more where the server is cold; default 8
              --page N         _count of $everything; default 200
              --header H       sent with each request; repeatable
              --data DIR       data directory of a Tongmai node, for its PostgreSQL
              --pid N          a process to count, with its children; repeatable; what listens on the URL's port is always counted
              --disk DIR       what grows by what is stored; default: the database files below --data
              --keep FILE      remembers the loaded patients, so that a later run can read without loading
              --json FILE      the figures for programs
            """;

    /** @param times how often, each with figures of its own */
    record Step(String kind, int clients, int times) {

        static Step of(String text) {
            String[] starred = text.split("\\*", 2);
            String[] at = starred[0].split("@", 2);
            boolean wide = at[0].equals("everything");
            int clients = at.length > 1 ? Integer.parseInt(at[1]) : at[0].equals("directory") ? 1 : wide ? 4 : 8;
            if (!at[0].equals("directory") && !at[0].equals("ingest") && !Work.READING.contains(at[0])) {
                throw new IllegalArgumentException("no such work: " + at[0]);
            }
            return new Step(at[0], clients, starred.length > 1 ? Integer.parseInt(starred[1]) : 1);
        }
    }

    String url = "";
    Path bundles;
    int patients = Integer.MAX_VALUE;
    int first;
    double seconds = 20;
    double warm = 8;
    int page = 200;
    Path disk;
    Path keep;
    Path json;
    final List<String> headers = new ArrayList<>();
    final Set<Long> roots = new LinkedHashSet<>();
    final List<Step> steps = new ArrayList<>();

    static Options of(String[] args) throws IOException {
        var options = new Options();
        for (int i = 0; i < args.length; i++) {
            String arg = args[i];
            if (!arg.startsWith("--")) {
                options.positional(arg);
            } else if (i + 1 < args.length) {
                options.named(arg, args[++i]);
            } else {
                throw new IllegalArgumentException("what is " + arg + "?");
            }
        }
        if (options.url.isEmpty()) {
            throw new IllegalArgumentException("which server?");
        }
        if (options.steps.isEmpty()) {
            List.of("directory", "ingest", "create", "read", "search", "identifier", "name", "everything")
                    .forEach(options::positional);
        }
        options.roots.addAll(
                Processes.listening(Http.Server.of(options.url, List.of()).port()));
        return options;
    }

    private void positional(String arg) {
        if (url.isEmpty()) {
            url = arg;
        } else {
            steps.add(Step.of(arg));
        }
    }

    private void named(String name, String value) throws IOException {
        switch (name) {
            case "--bundles" -> bundles = Path.of(value);
            case "--patients" -> patients = Integer.parseInt(value);
            case "--first" -> first = Integer.parseInt(value);
            case "--seconds" -> seconds = Double.parseDouble(value);
            case "--warm" -> warm = Double.parseDouble(value);
            case "--page" -> page = Integer.parseInt(value);
            case "--header" -> headers.add(value);
            case "--pid" -> roots.add(Long.parseLong(value));
            case "--data" -> node(Path.of(value));
            case "--disk" -> disk = Path.of(value);
            case "--keep" -> keep = Path.of(value);
            case "--json" -> json = Path.of(value);
            default -> throw new IllegalArgumentException("what is " + name + "?");
        }
    }

    private void node(Path data) throws IOException {
        Path postgresql = data.resolve("postgresql");
        roots.add(Long.parseLong(Files.readAllLines(postgresql.resolve("postmaster.pid"))
                .getFirst()
                .strip()));
        disk = disk == null ? postgresql.resolve("base") : disk;
    }
}
