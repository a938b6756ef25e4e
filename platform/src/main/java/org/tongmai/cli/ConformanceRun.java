package org.tongmai.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tongmai.intake.conformance.CheckResult;
import org.tongmai.intake.conformance.CheckResult.State;
import org.tongmai.intake.conformance.ConformanceReport;
import org.tongmai.intake.conformance.ConformanceReport.Role;
import org.tongmai.intake.conformance.ConformanceReport.Verdict;
import org.tongmai.intake.conformance.ExaminerKey;
import org.tongmai.intake.conformance.ReportPage;
import org.tongmai.intake.conformance.RobotHospital;
import org.tongmai.intake.conformance.RobotPlatform;
import org.tongmai.intake.conformance.SampleFiles;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.crypto.Suite;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tongmai conformance run}. */
@Command(
        name = "run",
        description = {
            "Examine, and write a signed report: report.json, report.md, report.html.",
            "",
            "Everything sent to a platform is marked as a test (MSH-11 is T). A hospital that is examined meets every way in "
                    + "which an answer can fail, so let it send what it sends on a test day, at least "
                    + "16 messages. Exit code 1 where a check failed."
        },
        mixinStandardHelpOptions = true)
final class ConformanceRun implements Callable<Integer> {

    private static final Duration LATE = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration SETTLED = Duration.ofSeconds(1);

    @ArgGroup(multiplicity = "1")
    private Subject subject = new Subject();

    @Option(
            names = "--institution",
            paramLabel = "USCC",
            required = true,
            description = "The institution that is examined; towards a platform, one that is registered there.")
    private String institution;

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Where --listen listens; default: ${DEFAULT-VALUE}.")
    private String address;

    @Option(
            names = "--messages",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "End --listen after N different messages; default: when the script is played and nothing more comes.")
    private int messages;

    @Option(
            names = "--idle",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long nothing has to come before --listen ends; default: ${DEFAULT-VALUE}.")
    private int idle;

    @Option(
            names = "--longest",
            paramLabel = "MINUTES",
            defaultValue = "60",
            description = "--listen ends after this time in any case; default: ${DEFAULT-VALUE}.")
    private int longest;

    @Mixin
    private SignInOption signIn;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            defaultValue = "Asia/Shanghai",
            description = "Zone of times without one; default: ${DEFAULT-VALUE}.")
    private String zone;

    @Option(
            names = "--valid",
            paramLabel = "DAYS",
            defaultValue = "180",
            description = "For how long the report holds; default: ${DEFAULT-VALUE}.")
    private int valid;

    @Option(
            names = "--examiner",
            paramLabel = "NAME",
            defaultValue = "self-examination",
            description = "Who examines, as the report says it; default: ${DEFAULT-VALUE}.")
    private String examiner;

    @Option(
            names = "--suite",
            paramLabel = "SUITE",
            defaultValue = "national",
            description = "national (SM2, SM3) or international (ES256, SHA-256); default: ${DEFAULT-VALUE}.")
    private String suite;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "report",
            description = "Where the report goes; default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(names = "--json", description = "Print report.json.")
    private boolean json;

    @Mixin
    private DataOption data;

    @Spec
    private CommandSpec spec;

    private final Clock clock = Clock.systemUTC();

    /** What was seen. */
    private record Seen(Role role, String subject, int deliveries, List<CheckResult> results) {}

    @Override
    public Integer call() throws Exception {
        Suite chosen = check();
        ExaminerKey signer = ExaminerKey.in(data.directory(), chosen, clock);
        Instant from = now();
        Seen seen = examine();
        ConformanceReport report = new ConformanceReport(
                seen.role(),
                seen.subject(),
                examiner,
                new Version().number(),
                from,
                now(),
                now().plus(Duration.ofDays(valid)),
                seen.deliveries(),
                seen.results());
        write(report, signer);
        return report.verdict() == Verdict.FAILED ? Exit.FAILED : Exit.OK;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private Seen examine() throws Exception {
        if (subject.target != null) {
            URI target = target(subject.target);
            RobotHospital.Examined examined =
                    RobotHospital.examine(target, institution, signIn.at(target)::bearer, zone, clock);
            return new Seen(Role.PLATFORM, subject.target, examined.messages(), examined.results());
        }
        if (subject.port != null) {
            return listen(subject.port);
        }
        SampleFiles files = new SampleFiles(clock);
        for (Path path : subject.files == null ? List.<Path>of() : subject.files) {
            for (Path file : files(path)) {
                files.add(Files.readAllBytes(file));
            }
        }
        if (files.size() == 0) {
            throw nothing();
        }
        return new Seen(Role.HOSPITAL, institution, files.size(), files.judge(zone));
    }

    private static List<Path> files(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (var all = Files.walk(path)) {
            return all.filter(Files::isRegularFile)
                    .filter(file ->
                            file.toString().endsWith(".hl7") || file.toString().endsWith(".xml"))
                    .sorted()
                    .toList();
        }
    }

    private Seen listen(int port) throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        try (RobotPlatform robot = RobotPlatform.start(new InetSocketAddress(address, port), clock, zone, LATE)) {
            err.printf(
                    "Waiting for messages: MLLP %s:%d, HTTP http://%s:%d/api/intake/hl7v2 and /api/intake/cda%n",
                    address, robot.port(), address, robot.httpPort());
            err.flush();
            Instant end = clock.instant().plus(Duration.ofMinutes(longest));
            while (clock.instant().isBefore(end) && !done(robot)) {
                Thread.sleep(LOOK);
            }
            int deliveries = robot.deliveries().size();
            if (deliveries == 0) {
                throw nothing();
            }
            return new Seen(Role.HOSPITAL, institution, deliveries, robot.judge());
        }
    }

    private boolean done(RobotPlatform robot) {
        return messages > 0
                ? robot.fresh() >= messages && robot.idle().compareTo(SETTLED) > 0
                : robot.played() && robot.idle().compareTo(Duration.ofSeconds(idle)) > 0;
    }

    private void write(ConformanceReport report, ExaminerKey signer) throws IOException {
        Files.createDirectories(out);
        String signed = signer.signed(report);
        Files.writeString(out.resolve("report.json"), signed);
        Files.writeString(out.resolve("report.md"), ReportPage.markdown(report, signer.fingerprint()));
        Files.writeString(out.resolve("report.html"), ReportPage.html(report, signer.fingerprint()));
        PrintWriter print = spec.commandLine().getOut();
        if (json) {
            print.print(signed);
            print.flush();
            return;
        }
        for (CheckResult result : report.results()) {
            if (result.state() == State.FAILED) {
                print.println("FAILED  " + result.check().id() + ": "
                        + result.check().what().en());
                print.println("        " + result.check().what().zh());
                result.samples()
                        .forEach(sample -> print.println("        #" + sample.message() + " " + sample.kind() + " "
                                + sample.where() + " " + sample.shown()));
                print.println("        mend: " + result.check().mend().en());
            }
        }
        print.printf(
                "%s: %d passed, %d failed, %d not exercised; valid until %s%n",
                report.verdict(),
                report.count(State.PASSED),
                report.count(State.FAILED),
                report.count(State.NOT_EXERCISED),
                report.expires());
        print.println("Report: " + out.resolve("report.html"));
        print.println("Signed by: " + signer.fingerprint());
    }

    private Suite check() {
        signIn.check();
        if (subject.target != null) {
            var _ = target(subject.target);
        }
        if (valid < 1 || idle < 1 || longest < 1) {
            throw wrong("--valid, --idle and --longest are 1 or more.");
        }
        try {
            var _ = ZoneId.of(zone);
        } catch (DateTimeException none) {
            throw wrong("--zone is a zone such as Asia/Shanghai.");
        }
        return Suite.of(suite).orElseThrow(() -> wrong("--suite is national or international."));
    }

    private URI target(String given) {
        try {
            URI address = URI.create(given);
            String scheme = String.valueOf(address.getScheme());
            boolean mllp = scheme.equals("mllp") && address.getPort() > 0;
            if (address.getHost() != null && (mllp || scheme.equals("http") || scheme.equals("https"))) {
                return address;
            }
        } catch (IllegalArgumentException malformed) {
            // said below, in our words
        }
        throw wrong("--target is an address such as mllp://127.0.0.1:2575 or http://127.0.0.1:8080.");
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private static Problem nothing() {
        return new Problem(
                Problem.Kind.UNPROCESSABLE,
                "cli.nothing-to-judge",
                "Nothing was received or read.",
                "An examination judges messages and documents; there were none.",
                "Send messages while the command runs, or name files with --files.");
    }

    /** Whom to examine, and how. */
    static final class Subject {
        @Option(
                names = "--target",
                paramLabel = "URL",
                description =
                        "Play a hospital and examine the platform there: mllp://HOST:PORT, or the node's http address.")
        private @Nullable String target;

        @Option(
                names = "--listen",
                paramLabel = "PORT",
                description =
                        "Play a platform and examine the hospital that sends here: MLLP on this port, HTTP on the next one.")
        private @Nullable Integer port;

        @Option(
                names = "--files",
                paramLabel = "PATH",
                arity = "1..*",
                description = "Judge messages (.hl7) and documents (.xml) in files or folders; nothing is sent.")
        private @Nullable List<Path> files;
    }
}
