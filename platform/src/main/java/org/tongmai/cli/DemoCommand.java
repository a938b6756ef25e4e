package org.tongmai.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tongmai.access.Accounts;
import org.tongmai.access.Participants;
import org.tongmai.cli.DemoAccounts.Persona;
import org.tongmai.exchange.NodeDoor;
import org.tongmai.kernel.RegionCode;
import org.tongmai.node.NodeSettings;
import org.tongmai.node.NodeSettings.Auth;
import org.tongmai.node.NodeSettings.Role;
import org.tongmai.simulator.DemoResident;
import org.tongmai.simulator.Province;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code tongmai demo}: two provinces and the nation in a browser, with people to be. */
@Command(
        name = "demo",
        description = {
            "Run a nation and two provinces with simulated hospitals; or, with --single, one province.",
            "",
            "The first run makes the people and lets the institutions send their records over FHIR and HL7 v2; later "
                    + "runs go on from there. Nobody in it exists."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tongmai demo                                                       浙江, 甘肃 and the nation",
            "  tongmai demo --single --port 9090 --residents 2000 --data big-demo"
        })
final class DemoCommand implements Callable<Integer> {

    private static final String HOME = "330000";
    private static final String AWAY = "620000";

    /** A province that is visited has fewer people, so that the demonstration begins sooner. */
    private static final int FEWER = 5;

    /** What a shell takes as it is. */
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_./:@%+=,-]+");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".tongmai/demo",
            description = "Data directory; default: ${DEFAULT-VALUE}.")
    private Path data;

    @Option(names = "--single", description = "One province, without the nation and the other one.")
    private boolean single;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description =
                    "Port of HTTP; default: ${DEFAULT-VALUE}. The other province and the nation take the next two.")
    private int port;

    @Option(
            names = "--mllp-port",
            paramLabel = "PORT",
            defaultValue = "2575",
            description = "Port of HL7 v2 over MLLP; default: ${DEFAULT-VALUE}. The other province takes the next one.")
    private int mllpPort;

    @Option(
            names = "--exchange-port",
            paramLabel = "PORT",
            defaultValue = "8443",
            description =
                    "Port on which nodes speak to each other; default: ${DEFAULT-VALUE}. The others take the next two.")
    private int exchangePort;

    @Option(
            names = "--residents",
            paramLabel = "N",
            defaultValue = "200",
            description =
                    "How many residents the province has; default: ${DEFAULT-VALUE}. The other has a fifth of them.")
    private int residents;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Any number; default: ${DEFAULT-VALUE}.")
    private long seed;

    @Mixin
    private SandboxNode.Ports sandbox;

    @Option(names = "--exit", hidden = true, description = "End once everything is ready.")
    private boolean exit;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        List<DemoNode> nodes = nodes();
        if (exit) {
            nodes.reversed().forEach(DemoNode::close);
        } else {
            DemoNode home = nodes.size() == 1 ? nodes.getFirst() : nodes.get(1);
            home.sandbox(sandbox, spec.commandLine().getOut(), err);
            Greeting.announceStop(err);
            new CountDownLatch(1).await();
        }
        return Exit.OK;
    }

    /** Starts and fills them; with the nation first, where there is one. */
    List<DemoNode> nodes() throws IOException, InterruptedException {
        return single ? single() : federation();
    }

    private List<DemoNode> single() throws IOException, InterruptedException {
        DemoNode node = new DemoNode(settings(prepared(data, SETTINGS), 0, Role.PROVINCE, HOME, -1));
        String password = DemoAccounts.password(data);
        List<Persona> personas = home(node, password);
        PrintWriter out = greet(password);
        print(node.url(), personas, out);
        next(node.url(), data, out);
        return List.of(node);
    }

    private List<DemoNode> federation() throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        Path home = data.resolve(HOME);
        Path away = data.resolve(AWAY);
        // carried by hand from one province to the other; the nation must not have it
        String both = EXCHANGE + SETTINGS;
        NodeDoor.takeIndexKey(prepared(away, both), NodeDoor.indexKey(prepared(home, both)));
        err.println("The nation starts …");
        DemoNode nation = new DemoNode(
                settings(prepared(data.resolve("nation"), SETTINGS), 2, Role.NATION, RegionCode.NATION, exchangePort));
        err.println("浙江 330000 starts …");
        DemoNode zhejiang = new DemoNode(settings(home, 0, Role.PROVINCE, HOME, exchangePort + 1));
        err.println("甘肃 620000 starts …");
        DemoNode gansu = new DemoNode(settings(away, 1, Role.PROVINCE, AWAY, exchangePort + 2));
        join(nation, zhejiang);
        join(nation, gansu);
        String password = DemoAccounts.password(home);
        Province visited = gansu.province(spec, seed + 1, Math.max(1, residents / FEWER), true);
        DemoAccounts hosts = gansu.accounts(visited, password);
        gansu.fill(visited, hosts, err);
        List<Persona> personas = home(zhejiang, password);
        PrintWriter out = greet(password);
        // browsers keep what is signed in by name of the host, not by port
        print("浙江   " + zhejiang.url(), personas, out);
        print("甘肃   " + named(gansu.url()), hosts.hosts(), out);
        print("国家   " + nation.url(), List.of(DemoAccounts.nation(nation.bean(Accounts.class), password)), out);
        next(zhejiang.url(), home, out);
        return List.of(nation, zhejiang, gansu);
    }

    private NodeSettings settings(Path directory, int place, Role role, String region, int exchange) {
        return new NodeSettings(
                directory,
                "127.0.0.1",
                port + place,
                role == Role.NATION ? -1 : mllpPort + place,
                exchange,
                null,
                role,
                region,
                Auth.REQUIRED);
    }

    /** Nobody needs a telephone to look around; whoever sets up a second factor is asked for it. */
    private static final String SETTINGS = "tongmai.access.second-factor=optional\n";

    /** Residents see what they have in other provinces; nodes that lie beside each other ask often. */
    private static final String EXCHANGE = "tongmai.exchange.residents=true\ntongmai.exchange.follow=2s\n";

    /** A directory with its secrets, before a node is in it. */
    private static Path prepared(Path directory, String text) throws IOException {
        Files.createDirectories(directory.resolve("secrets"));
        Path settings = directory.resolve(Serving.SETTINGS);
        if (!Files.exists(settings)) {
            Files.writeString(settings, text);
        }
        return directory;
    }

    /** Both operators compare the card of the other side. */
    private static void join(DemoNode nation, DemoNode province) {
        try (NodeDoor there = nation.door();
                NodeDoor here = province.door()) {
            String card = NodeDoor.card(province.data());
            there.admit(card, NodeDoor.fingerprint(card));
            String anchor = NodeDoor.card(nation.data());
            here.follow(anchor, NodeDoor.fingerprint(anchor), "demo");
        }
    }

    private List<Persona> home(DemoNode node, String password) throws IOException, InterruptedException {
        Province province = node.province(spec, seed, residents, false);
        DemoAccounts accounts = node.accounts(province, password);
        List<Persona> personas = new ArrayList<>(accounts.staff());
        node.fill(province, accounts, spec.commandLine().getErr());
        personas.addAll(accounts.cdc(node.bean(Participants.class)));
        node.command(province);
        node.resident().ifPresent(identity -> personas.addFirst(accounts.resident(identity)));
        return personas;
    }

    private PrintWriter greet(String password) {
        PrintWriter out = spec.commandLine().getOut();
        out.println();
        out.println("The demonstration is ready. Sign in with the password " + password + " as");
        return out;
    }

    private static void print(String where, List<Persona> personas, PrintWriter out) {
        out.println();
        out.println("  " + where);
        for (Persona persona : personas) {
            out.printf("    %-15s %s: %s%n", persona.login(), persona.who(), persona.does());
        }
    }

    private void next(String url, Path home, PrintWriter out) {
        out.println();
        out.println("What next:");
        out.println("  1. As doctor.b open " + DemoResident.NAME + " from today's walk-ins and ask for her record.");
        out.println(
                "  2. As resident, in another browser, grant it; the doctor's page shows four institutions and says why");
        out.println("     they are one person. Look at who looked, and revoke it.");
        out.println("  3. As it.a see what was refused, mend it and run it again.");
        out.println(
                "  4. As doctor.b see, from her record, which of other hospitals' results stand in for a new test, and quote one.");
        out.println(
                "  5. As cdc.county open the signal of the outbreak, its cards and cases, and command the event that came of it.");
        if (!single) {
            out.println(
                    "  6. As doctor.lz, in 甘肃, open her, ask the other provinces, then ask her; as resident grant it.");
        }
        out.println();
        out.println("Systems sign in by a key instead (docs/how-to/use-fhir.md), such as");
        out.println("  ./tongmai token --to " + url + " --client his-b --key "
                + quoted(home.resolve("secrets/demo-his-b.jwk").toString()));
        out.println();
        out.println("Everybody here is invented. To stop: Ctrl-C, or kill "
                + ProcessHandle.current().pid());
        out.println("To go on from here: "
                + again(Objects.requireNonNull(spec.commandLine().getParseResult())));
        out.flush();
    }

    private static String named(String url) {
        return url.replace("127.0.0.1", "localhost");
    }

    /** The command that finds this demonstration again: as it was given. */
    static String again(ParseResult given) {
        return given.matchedOptions().stream()
                .filter(option -> !option.hidden())
                .map(option -> " " + option.longestName()
                        + (option.arity().max() == 0
                                ? ""
                                : " " + quoted(option.stringValues().getLast())))
                .collect(Collectors.joining("", "./tongmai demo", ""));
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
