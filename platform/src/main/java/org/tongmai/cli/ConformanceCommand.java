package org.tongmai.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tongmai.intake.conformance.Check;
import org.tongmai.intake.conformance.ReportFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tongmai conformance}: examines hospitals and platforms before they go live. */
@Command(
        name = "conformance",
        description = "Examine a hospital or a platform, and verify the report of an examination.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ConformanceRun.class, ConformanceCommand.Verify.class, ConformanceCommand.Checks.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  tongmai conformance run --listen 2580 --institution 12330000470000013F",
            "  tongmai conformance run --target mllp://127.0.0.1:2575 --institution 12330000470000013F",
            "  tongmai conformance run --files messages --institution 12330000470000013F",
            "  tongmai conformance verify report/report.json --signer '3F2A 91C0 …'",
            "  tongmai conformance checks"
        })
final class ConformanceCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** {@code tongmai conformance verify}. */
    @Command(
            name = "verify",
            description = {
                "Verify a report, without network: that it is what was signed, by whom, and that it has not expired.",
                "",
                "Exit code 1 where it was changed, has expired, or was signed by another than --signer."
            },
            mixinStandardHelpOptions = true)
    static final class Verify implements Callable<Integer> {

        @Parameters(paramLabel = "REPORT", description = "The report.json that an examination wrote.")
        private Path file;

        @Option(
                names = "--signer",
                paramLabel = "FINGERPRINT",
                description = "Who must have signed it; have the examiner read the fingerprint to you.")
        private @Nullable String signer;

        @Option(names = "--json", description = "Answer in JSON.")
        private boolean json;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws IOException {
            ReportFile.Verified verified = ReportFile.verify(Files.readString(file, StandardCharsets.UTF_8));
            boolean other = signer != null && !bare(signer).equals(bare(verified.signer()));
            boolean expired = !Instant.now(Clock.systemUTC()).isBefore(verified.expires());
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(Json.text(verified));
            } else {
                List<String> said = new ArrayList<>(List.of(
                        verified.verdict() + "  " + verified.subject(),
                        "examined until " + verified.until() + ", " + (expired ? "EXPIRED " : "valid until ")
                                + verified.expires(),
                        "signed by " + verified.signer()));
                if (other) {
                    said.add("WRONG   another key signed it than " + signer);
                } else if (signer == null) {
                    said.add(
                            "The signature fits. Compare the fingerprint with the one the examiner tells you (--signer).");
                }
                said.forEach(out::println);
            }
            return other || expired ? Exit.FAILED : Exit.OK;
        }

        private static String bare(String fingerprint) {
            return fingerprint.replaceAll("[^0-9A-Fa-f]", "").toUpperCase(Locale.ROOT);
        }
    }

    /** {@code tongmai conformance checks}. */
    @Command(
            name = "checks",
            description = "List what is checked, and how it must be.",
            mixinStandardHelpOptions = true)
    static final class Checks implements Callable<Integer> {

        @Option(names = "--json", description = "Answer in JSON.")
        private boolean json;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(Json.text(Check.all()));
            } else {
                Check.all()
                        .forEach(check -> out.printf(
                                "%-42s %s%n%-42s %s%n%-42s %s%n",
                                check.id(), check.what().en(), "", check.what().zh(), "", check.source()));
            }
            return Exit.OK;
        }
    }
}
