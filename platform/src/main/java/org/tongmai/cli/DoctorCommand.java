package org.tongmai.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tongmai.node.Check;
import org.tongmai.node.Check.State;
import org.tongmai.node.Doctor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tongmai doctor}. */
@Command(
        name = "doctor",
        description = {
            "Look whether a node can run here, and whether the one in the data directory is well.",
            "",
            "Changes nothing. Ends with 1 if something fails. The answer holds no personal data and may be sent along "
                    + "with a report of a fault."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  tongmai doctor", "  tongmai doctor --data /var/lib/tongmai --json"})
final class DoctorCommand implements Callable<Integer> {

    @Mixin
    private DataOption data;

    @Option(names = "--database", paramLabel = "JDBC", description = "A database of your own.")
    private @Nullable String database;

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address of the node.")
    private String address;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "8080", description = "Port of HTTP.")
    private int port;

    @Option(names = "--mllp-port", paramLabel = "PORT", defaultValue = "2575", description = "Port of HL7 v2.")
    private int mllpPort;

    @Option(names = "--json", description = "Answer in JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<Check> checks = new Doctor(data.directory(), database, Clock.systemUTC()).examine(address, port, mllpPort);
        boolean well = checks.stream().noneMatch(check -> check.state() == State.FAILED);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("ok", well);
            answer.put("checks", checks);
            out.println(Json.text(answer));
        } else {
            checks.forEach(check -> print(check, out));
            out.println(summary(checks));
        }
        return well ? Exit.OK : Exit.FAILED;
    }

    /** How many checks failed, and which: what stands above may have scrolled away. */
    private static String summary(List<Check> checks) {
        List<String> failed = checks.stream()
                .filter(check -> check.state() == State.FAILED)
                .map(Check::name)
                .toList();
        if (failed.isEmpty()) {
            return "Nothing stands in the way of a node.";
        }
        return failed.size() + " of " + checks.size() + " checks failed (" + String.join(", ", failed)
                + "): mend what stands behind → and run it again.";
    }

    private static void print(Check check, PrintWriter out) {
        String sign =
                switch (check.state()) {
                    case OK -> "✓";
                    case WARNING -> "!";
                    case FAILED -> "✗";
                };
        out.printf("%s %-20s %s%n", sign, check.name(), check.detail());
        if (!check.mend().isEmpty()) {
            out.println("  → " + check.mend());
        }
    }
}
