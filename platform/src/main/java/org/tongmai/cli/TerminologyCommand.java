package org.tongmai.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tongmai.intake.codes.TermLoad;
import org.tongmai.intake.codes.TermLoad.As;
import org.tongmai.intake.codes.TermLoad.Told;
import org.tongmai.intake.codes.TermSystem;
import org.tongmai.node.LocalDatabase;
import org.tongmai.store.Store;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tongmai terminology}. */
@Command(
        name = "terminology",
        description = "Load code systems, value sets and concept maps.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  tongmai terminology load icd10-clinical.xlsx --system icd10-clinical --edition 2.0",
            "  tongmai terminology load gb-to-insurance.csv --system icd10-gb --target icd10-insurance --edition 2.0",
            "  tongmai terminology load codesystem.json valueset.json conceptmap.xml"
        })
final class TerminologyCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "load",
            description = {
                "Load files, and say what they change.",
                "",
                "Tables (CSV, TSV, Excel, NDJSON) of codes or of mappings, whose columns are known by their names, Chinese or "
                        + "English; and FHIR CodeSystem, ValueSet and ConceptMap as JSON, XML or NDJSON. A file that was "
                        + "loaded before changes nothing. Codes that an edition leaves out are retired, not removed.",
                "",
                "Short names of code systems: icd10-gb, icd10-clinical, icd10-insurance, icd9-clinical, icd9-insurance, "
                        + "lab-ws102, loinc, service-insurance, drug-insurance, drug-ypid, atc, ucum."
            },
            mixinStandardHelpOptions = true)
    Integer load(
            @Mixin DatabaseOption database,
            @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files.") List<Path> files,
            @Option(
                            names = "--system",
                            paramLabel = "SYSTEM",
                            defaultValue = "",
                            description = "Code system of a table, of a mapping its source: a short name or a URL.")
                    String system,
            @Option(
                            names = "--target",
                            paramLabel = "SYSTEM",
                            defaultValue = "",
                            description = "Code system to which a mapping leads.")
                    String target,
            @Option(
                            names = "--kind",
                            paramLabel = "KIND",
                            defaultValue = "",
                            description =
                                    "diagnosis, procedure, laboratory, service, drug or unit; not needed with a short name.")
                    String kind,
            @Option(names = "--edition", paramLabel = "EDITION", defaultValue = "", description = "Such as 2.0.")
                    String edition,
            @Option(
                            names = "--from",
                            paramLabel = "DAY",
                            defaultValue = "",
                            description = "First day of events for which a mapping holds.")
                    String from,
            @Option(names = "--until", paramLabel = "DAY", defaultValue = "", description = "Last day.") String until,
            @Option(names = "--preview", description = "Only say what would change.") boolean preview,
            @Option(names = "--json", description = "Answer in JSON.") boolean json)
            throws Exception {
        As as = new As(system, target, kind, edition, from, until);
        List<Told> all = new ArrayList<>();
        PrintWriter out = spec.commandLine().getOut();
        try (LocalDatabase local = database.open()) {
            Store store = Store.on(local.dataSource(), Clock.systemUTC());
            store.start();
            try {
                TermLoad load = new TermLoad(store);
                for (Path file : files) {
                    if (!Files.isRegularFile(file)) {
                        throw new ParameterException(spec.commandLine(), "There is no file " + file + ".");
                    }
                    for (Told told : load.load(Files.readAllBytes(file), as, !preview)) {
                        all.add(told);
                        if (!json) {
                            print(file, told, out);
                        }
                    }
                }
            } finally {
                store.stop();
            }
        }
        if (json) {
            out.println(Json.text(all));
        }
        return all.stream().allMatch(each -> each.faults().isEmpty()) ? Exit.OK : Exit.FAILED;
    }

    private static void print(Path file, Told told, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%s: %s %s %s: %d lines; %d new, %d retired, %d changed, %d kept for faults, %d as before; %s%n",
                file,
                told.type(),
                told.url(),
                told.edition(),
                told.rows(),
                told.addedCount(),
                told.retiredCount(),
                told.renamedCount(),
                told.keptCount(),
                told.same(),
                told.written() ? "written" : "nothing written");
        told.faults().forEach(each -> out.println("  " + each.where() + " " + each.what() + " " + each.text()));
    }

    @Command(name = "systems", description = "List the short names of code systems.", mixinStandardHelpOptions = true)
    Integer systems() {
        for (TermSystem each : TermSystem.values()) {
            spec.commandLine()
                    .getOut()
                    .printf("%-18s %-10s %s  %s%n", each.shortName(), each.kind(), each.url(), each.title());
        }
        return Exit.OK;
    }
}
