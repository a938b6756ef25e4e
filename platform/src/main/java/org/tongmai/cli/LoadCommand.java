package org.tongmai.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tongmai.cli.load.Load;
import org.tongmai.cli.load.Load.Settings;
import org.tongmai.cli.load.Report;
import org.tongmai.cli.load.TableSender;
import org.tongmai.cli.load.TableSender.Loaded;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tongmai load}: sends files to a node. */
@Command(
        name = "load",
        description = {
            "Send files or folders of health records to a node.",
            "",
            "FHIR bundles (.json), FHIR resources one a line (.ndjson), HL7 v2 messages (.hl7). The order of files does "
                    + "not matter. Sending the same files again changes nothing, so a load that stopped is simply "
                    + "repeated.",
            "",
            "With --dataset the files are tables of that data set: CSV, Excel (.xlsx) or NDJSON, rows one a line."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tongmai load synthea/output/fhir --to http://127.0.0.1:8080",
            "  tongmai load messages --to http://127.0.0.1:8080 --mllp 127.0.0.1:2575",
            "  tongmai load export.ndjson --to https://node.example --client lis-7 --key lis-7.jwk --json",
            "  tongmai load results.csv --dataset lab-result --to https://node.example --client lis-7 --key lis-7.jwk"
        })
final class LoadCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files or folders.")
    private List<Path> paths;

    @Option(names = "--to", paramLabel = "URL", required = true, description = "Address of the node.")
    private URI to;

    @Option(
            names = "--mllp",
            paramLabel = "HOST:PORT",
            description = "Send HL7 v2 messages here over MLLP instead of over HTTP.")
    private @Nullable String mllp;

    @Option(
            names = "--dataset",
            paramLabel = "NAME",
            description =
                    "The files are tables of this data set, such as lab-result; GET /api/intake/tables names them.")
    private @Nullable String dataset;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "4",
            description = "Files sent at once, 1 to " + Settings.PARALLEL_MAX + "; default: ${DEFAULT-VALUE}.")
    private int parallel;

    @Mixin
    private SignInOption signIn;

    @Option(names = "--json", description = "Report in JSON.")
    private boolean json;

    @Option(names = "--quiet", description = "Say only what was not stored.")
    private boolean quiet;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        check();
        if (dataset != null) {
            return tables(dataset);
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter terminal =
                Terminal.watched() && !quiet && !json ? spec.commandLine().getErr() : null;
        try (Load load = new Load(new Settings(to, mllp, parallel, signIn.at(to)))) {
            Report report = load.run(paths, terminal);
            if (json) {
                out.println(Json.text(report));
            } else {
                report.print(out, quiet);
            }
            return report.complete() ? Exit.OK : Exit.FAILED;
        }
    }

    /** One file after the other: the node reads them one by one, too. */
    private int tables(String dataset) throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter terminal = spec.commandLine().getErr();
        boolean watched = Terminal.watched() && !quiet && !json;
        boolean complete = true;
        try (TableSender sender = new TableSender(to, signIn.at(to))) {
            for (Path path : paths) {
                if (!Files.isRegularFile(path)) {
                    throw wrong("There is no file " + path + ".");
                }
                long load = sender.send(path, dataset);
                Loaded loaded = sender.await(load, far -> {
                    if (watched) {
                        terminal.print("\r" + path + ": " + far.rows() + " rows");
                        terminal.flush();
                    }
                });
                if (watched) {
                    terminal.println();
                }
                complete &= loaded.complete();
                print(path, loaded, out);
            }
        }
        return complete ? Exit.OK : Exit.FAILED;
    }

    private void print(Path path, Loaded loaded, PrintWriter out) {
        if (json) {
            out.println(Json.text(loaded));
            return;
        }
        if (!quiet || !loaded.complete()) {
            out.println(path + ": " + loaded.rows() + " rows, " + loaded.stored() + " stored, " + loaded.refused()
                    + " refused, " + loaded.waiting() + " waiting; resources: " + loaded.created() + " made, "
                    + loaded.updated() + " changed, " + loaded.unchanged() + " unchanged");
        }
        loaded.findings().forEach(finding -> out.println("  " + finding));
        loaded.refusal().forEach(line -> out.println("  " + line));
    }

    private void check() {
        signIn.check();
        if (parallel < 1 || parallel > Settings.PARALLEL_MAX) {
            throw wrong("--parallel is 1 to " + Settings.PARALLEL_MAX + ".");
        }
        if (mllp != null && !mllp.matches(".+:[0-9]{1,5}")) {
            throw wrong("--mllp is HOST:PORT, such as 127.0.0.1:2575.");
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
