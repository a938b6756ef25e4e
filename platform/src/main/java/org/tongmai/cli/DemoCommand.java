package org.tongmai.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tongmai.access.Accounts;
import org.tongmai.access.Clients;
import org.tongmai.cli.DemoAccounts.Persona;
import org.tongmai.node.NodeSettings;
import org.tongmai.node.NodeSettings.Auth;
import org.tongmai.node.NodeSettings.Role;
import org.tongmai.person.Identity;
import org.tongmai.person.Persons;
import org.tongmai.simulator.DemoResident;
import org.tongmai.simulator.Province;
import org.tongmai.simulator.ProvinceSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code tongmai demo}: a province in a browser, with people to be. */
@Command(
        name = "demo",
        description = {
            "Run a province with three simulated hospitals and a community health centre.",
            "",
            "The first run makes the people and lets the institutions send their records over FHIR and HL7 v2; later "
                    + "runs go on from there. Nobody in it exists."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  tongmai demo", "  tongmai demo --port 9090 --residents 2000 --data big-demo"})
final class DemoCommand implements Callable<Integer> {

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final Duration LINKING_LIMIT = Duration.ofMinutes(5);
    private static final String DAY = "demo-day";

    /** What a shell takes as it is. */
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_./:@%+=,-]+");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".tongmai/demo",
            description = "Data directory; default: ${DEFAULT-VALUE}.")
    private Path data;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "Port of HTTP; default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--mllp-port",
            paramLabel = "PORT",
            defaultValue = "2575",
            description = "Port of HL7 v2 over MLLP; default: ${DEFAULT-VALUE}.")
    private int mllpPort;

    @Option(
            names = "--residents",
            paramLabel = "N",
            defaultValue = "200",
            description = "How many residents the province has; default: ${DEFAULT-VALUE}.")
    private int residents;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Any number; default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--exit", hidden = true, description = "End once everything is ready.")
    private boolean exit;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        NodeSettings settings =
                new NodeSettings(data, "127.0.0.1", port, mllpPort, -1, null, Role.PROVINCE, "330000", Auth.REQUIRED);
        ProvinceSettings wanted = SimulateCommand.settings(spec, seed, residents, settings.region(), day())
                .at(LocalTime.now(Clock.system(ZONE)));
        Serving serving = Serving.start(settings);
        Province province = Province.generate(wanted);
        DemoAccounts accounts =
                new DemoAccounts(serving.bean(Accounts.class), serving.bean(Clients.class), province, data);
        List<Persona> personas = new ArrayList<>(accounts.staff());
        if (!Files.exists(marker())) {
            int mllp = serving.mllpPort().orElseThrow();
            fill(new DemoProvince(province, accounts, URI.create(serving.url()), mllp), err);
            serving.bean(Persons.class).awaitCaughtUp(LINKING_LIMIT);
            Files.writeString(marker(), province.settings().today().toString());
        }
        registered(serving).ifPresent(identity -> personas.add(0, accounts.resident(identity)));
        print(serving.url(), accounts.password(), personas, out);
        if (exit) {
            serving.close();
        } else {
            Greeting.announceStop(err);
            new CountDownLatch(1).await();
        }
        return Exit.OK;
    }

    /** The day on which the demonstration began: its open encounters are of that day. */
    private LocalDate day() throws IOException {
        return Files.exists(marker())
                ? LocalDate.parse(Files.readString(marker()).strip())
                : LocalDate.now(Clock.system(ZONE));
    }

    private Path marker() {
        return data.resolve(DAY);
    }

    private static Optional<Identity> registered(Serving serving) {
        return serving.bean(Persons.class).search(DemoResident.ID_NUMBER).stream()
                .findFirst();
    }

    private static void fill(DemoProvince province, PrintWriter err) throws InterruptedException {
        err.println("The institutions send their records …");
        long start = System.nanoTime();
        DemoProvince.Sent sent = province.send();
        err.printf(
                Locale.ROOT,
                "%,d bundles and messages accepted, refused %s, in %.1f s%n",
                sent.accepted(),
                sent.refused(),
                (System.nanoTime() - start) / 1e9);
    }

    private void print(String url, String password, List<Persona> personas, PrintWriter out) {
        out.println();
        out.println("The demonstration is ready: " + url);
        out.println();
        out.println("Sign in with the password " + password + " as");
        for (Persona persona : personas) {
            out.printf("  %-14s %s: %s%n", persona.login(), persona.who(), persona.does());
        }
        out.println();
        out.println("What next:");
        out.println("  1. As doctor.b open " + DemoResident.NAME + " from today's walk-ins and ask for her record.");
        out.println(
                "  2. As resident, in another browser, grant it; the doctor's page shows four institutions and says why");
        out.println("     they are one person. Look at who looked, and revoke it.");
        out.println("  3. As it.a see what was refused, mend it and run it again.");
        out.println();
        out.println("Systems sign in by a key instead (docs/how-to/use-fhir.md), such as");
        out.println("  ./tongmai token --to " + url + " --client his-b --key "
                + quoted(data.resolve("secrets/demo-his-b.jwk").toString()));
        out.println();
        out.println("Everybody here is invented. To stop: Ctrl-C, or kill "
                + ProcessHandle.current().pid());
        out.println("To go on from here: "
                + again(Objects.requireNonNull(spec.commandLine().getParseResult())));
        out.flush();
    }

    /** The command that finds this demonstration again: as it was given. */
    static String again(ParseResult given) {
        return given.matchedOptions().stream()
                .filter(option -> !option.hidden())
                .map(option -> " " + option.longestName() + " "
                        + quoted(option.stringValues().getLast()))
                .collect(Collectors.joining("", "./tongmai demo", ""));
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
