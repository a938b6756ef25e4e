package org.tongmai.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Participants;
import org.tongmai.node.LocalDatabase;
import org.tongmai.onboarding.OnboardingView;
import org.tongmai.onboarding.Onboardings;
import org.tongmai.onboarding.Step;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tongmai onboarding}. */
@Command(
        name = "onboarding",
        description = "Take systems of institutions from registration to go-live.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  tongmai onboarding open his-1 --institution 12330000470000013F --name HIS --application HIS \\",
            "      --kinds ADT^A04,ADT^A08,ORU^R01 --keys his.jwk.public",
            "  tongmai onboarding show his-1",
            "  tongmai onboarding examine his-1",
            "  tongmai onboarding counts his-1 ADT^A04=1 ADT^A08=1 ORU^R01=1",
            "  tongmai onboarding approve his-1"
        })
final class OnboardingCommand implements Runnable {

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    private static final int PAGE = 200;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Which node. */
    static final class Node {

        @Mixin
        private DatabaseOption database;

        <T> T with(Function<Onboardings, T> work) {
            Clock clock = Clock.systemUTC();
            Path sandbox = SandboxNode.folder(database.directory());
            boolean has = Files.isDirectory(sandbox.resolve("postgresql"));
            try (LocalDatabase local = database.open();
                    LocalDatabase there = has ? LocalDatabase.open(sandbox) : null;
                    Participants participants = Participants.on(local.dataSource(), clock)) {
                return work.apply(Onboardings.on(
                        local.dataSource(),
                        there == null ? null : there.dataSource(),
                        participants,
                        database.directory(),
                        clock));
            }
        }
    }

    @Command(
            name = "open",
            description = {
                "Register a system of an institution with its keys, and hold it to the sandbox until it is approved."
            },
            mixinStandardHelpOptions = true)
    Integer open(
            @Mixin Node node,
            @Parameters(paramLabel = "ID", description = "client_id: letters, digits, dots, hyphens.") String id,
            @Option(
                            names = "--institution",
                            paramLabel = "USCC",
                            required = true,
                            description = "The registered institution whose system it is.")
                    String institution,
            @Option(names = "--name", paramLabel = "NAME", required = true, description = "Name as people see it.")
                    String name,
            @Option(
                            names = "--application",
                            paramLabel = "NAME",
                            description = "What the system calls itself in MSH-3; needed for HL7 v2.")
                    @Nullable
                    String application,
            @Option(
                            names = "--kinds",
                            paramLabel = "KIND",
                            required = true,
                            split = ",",
                            description = "What it is to send: message types such as ADT^A04, or FHIR or CDA.")
                    List<String> kinds,
            @Option(
                            names = "--keys",
                            paramLabel = "FILE",
                            required = true,
                            description = "Its public keys: a JWK set or a JWK (RFC 7517).")
                    Path keys)
            throws IOException {
        String jwks = Files.readString(keys);
        return say(node.with(door -> door.open(
                new Onboardings.Opening(institution, id, name, application, kinds, jwks), ParticipantOption.by())));
    }

    @Command(
            name = "show",
            description = "Say how far a system is, and what is missing.",
            mixinStandardHelpOptions = true)
    Integer show(
            @Mixin Node node,
            @Parameters(paramLabel = "ID", description = "client_id.") String id,
            @Option(names = "--json", description = "Answer in JSON.") boolean json) {
        OnboardingView view = node.with(door -> door.view(id));
        if (json) {
            spec.commandLine().getOut().println(Json.text(view));
            return Exit.OK;
        }
        return say(view);
    }

    @Command(
            name = "list",
            description = "List the onboardings, at most 200 at a time.",
            mixinStandardHelpOptions = true)
    Integer list(
            @Mixin Node node,
            @Option(
                            names = "--after",
                            paramLabel = "ID",
                            defaultValue = "",
                            description = "The last client_id of the page before.")
                    String after) {
        PrintWriter out = spec.commandLine().getOut();
        List<OnboardingView> listed = node.with(door -> door.list("", after, PAGE));
        if (listed.isEmpty()) {
            out.println(
                    after.isEmpty() ? "No system is being connected; begin with: tongmai onboarding open" : "No more.");
        }
        listed.forEach(each -> out.printf(
                "%-24s %s  %s%n",
                each.client(),
                each.institution(),
                each.live() ? "live since " + each.liveAt() : "next: " + each.next()));
        return Exit.OK;
    }

    @Command(
            name = "examine",
            description = "Examine what the sandbox took from a system, and file the signed report.",
            mixinStandardHelpOptions = true)
    Integer examine(@Mixin Node node, @Parameters(paramLabel = "ID", description = "client_id.") String id) {
        return say(node.with(door -> door.examine(id, ParticipantOption.by())));
    }

    @Command(
            name = "hand-in",
            description = "File the report that a robot signed (tongmai conformance run).",
            mixinStandardHelpOptions = true)
    Integer handIn(
            @Mixin Node node,
            @Parameters(paramLabel = "ID", description = "client_id.") String id,
            @Parameters(paramLabel = "FILE", description = "report.json.") Path file)
            throws IOException {
        String report = Files.readString(file);
        return say(node.with(door -> door.handIn(id, report, ParticipantOption.by())));
    }

    @Command(
            name = "counts",
            description =
                    "Say how many messages of each kind the system sent on a day; they are compared with what came.",
            mixinStandardHelpOptions = true)
    Integer counts(
            @Mixin Node node,
            @Parameters(paramLabel = "ID", index = "0", description = "client_id.") String id,
            @Parameters(paramLabel = "KIND=N", index = "1..*", arity = "1..*", description = "Such as ADT^A04=12.")
                    Map<String, Long> sent,
            @Option(names = "--day", paramLabel = "DAY", description = "Default: today.") @Nullable LocalDate day) {
        LocalDate of = day == null ? LocalDate.now(Clock.system(ZONE)) : day;
        return say(node.with(door -> door.tell(id, of, sent, ParticipantOption.by())));
    }

    @Command(
            name = "approve",
            description = "Let a system go live; every gate must be passed.",
            mixinStandardHelpOptions = true)
    Integer approve(@Mixin Node node, @Parameters(paramLabel = "ID", description = "client_id.") String id) {
        return say(node.with(door -> door.approve(id, ParticipantOption.by())));
    }

    @Command(name = "back", description = "Send a live system back to the sandbox.", mixinStandardHelpOptions = true)
    Integer back(@Mixin Node node, @Parameters(paramLabel = "ID", description = "client_id.") String id) {
        return say(node.with(door -> door.back(id, ParticipantOption.by())));
    }

    private Integer say(OnboardingView view) {
        var out = spec.commandLine().getOut();
        view.steps().forEach(stand -> out.printf("%-4s %s%n", stand.done() ? "done" : "-", words(view, stand.step())));
        var sandbox = view.sandbox();
        if (sandbox != null && !view.live()) {
            out.println("Send to the sandbox: " + sandbox.url()
                    + (sandbox.mllp() == null ? "" : ", MLLP " + sandbox.mllp()));
        }
        out.flush();
        return Exit.OK;
    }

    private static String words(OnboardingView view, Step step) {
        return switch (step) {
            case INSTITUTION -> "institution " + view.institution();
            case KEYS -> "keys " + view.keys();
            case SANDBOX ->
                "sandbox: "
                        + view.kinds().stream()
                                .map(kind -> kind.kind() + " " + kind.accepted() + " accepted of " + kind.received())
                                .collect(Collectors.joining(", "));
            case CONFORMANCE -> report(view);
            case COUNTS ->
                "counts: "
                        + (view.counts().isEmpty()
                                ? "none told"
                                : view.counts().stream()
                                        .map(each -> each.day() + " " + each.kind() + " " + each.sent() + " sent "
                                                + each.received() + " received")
                                        .collect(Collectors.joining(", ")));
            case APPROVAL -> view.live() ? "live since " + view.liveAt() : "approval by the operator";
            case MONITORING -> "monitoring: live messages come, none silent";
        };
    }

    private static String report(OnboardingView view) {
        OnboardingView.Handed report = view.report();
        if (report == null) {
            return "conformance: no report yet";
        }
        return "conformance: " + report.verdict() + ", " + report.passed() + " passed, " + report.failed()
                + " failed, valid until " + report.expires()
                + (report.failedChecks().isEmpty() ? "" : "; failed " + String.join(" ", report.failedChecks()))
                + (report.lacks().isEmpty() ? "" : "; lacks " + String.join(" ", report.lacks()));
    }
}
