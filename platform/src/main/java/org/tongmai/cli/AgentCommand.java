package org.tongmai.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.tongmai.cli.load.Agent;
import org.tongmai.cli.load.TableSender;
import org.tongmai.kernel.Problem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tongmai agent}: sends what a hospital's system drops into a folder. */
@Command(
        name = "agent",
        description = {
            "Send the tables that are dropped into a folder, for ever.",
            "",
            "The folder holds one folder for each data set, such as lab-result or fee; files in it are CSV, Excel "
                    + "(.xlsx) or NDJSON. A file that was sent is moved to done, one that cannot be read to failed, each "
                    + "with a report. An agent that was stopped or killed goes on where it stood; nothing is stored twice."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tongmai agent /data/outbox --to https://node.example --client his-1 --key his-1.jwk",
            "  tongmai agent outbox --to http://127.0.0.1:8080 --once"
        })
final class AgentCommand implements Callable<Integer> {

    /** Looks at a load, a second apart, until the next file is sent; this one is looked at again in the next round. */
    private static final int LOOKS = 600;

    @Parameters(paramLabel = "FOLDER", description = "The folder with a folder for each data set.")
    private Path folder;

    @Option(
            names = {"--to", "--target"},
            paramLabel = "URL",
            required = true,
            description = "Address of the node.")
    private URI to;

    @Option(names = "--once", description = "Stop when nothing is left.")
    private boolean once;

    @Option(
            names = "--every",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How often the folder is looked at; default: ${DEFAULT-VALUE}.")
    private int every;

    @Option(
            names = "--settled",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description =
                    "A file that changed later than so long ago is still being written; default: ${DEFAULT-VALUE}.")
    private int settled;

    @Mixin
    private SignInOption signIn;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        check();
        PrintWriter out = spec.commandLine().getOut();
        try (TableSender sender = new TableSender(to, signIn.at(to));
                Agent agent = new Agent(folder, node(sender), Duration.ofSeconds(settled), Clock.systemUTC(), out)) {
            while (true) {
                int sent = round(agent);
                if (once && sent == 0) {
                    return Exit.OK;
                }
                if (!once) {
                    TimeUnit.SECONDS.sleep(every);
                }
            }
        }
    }

    /** A node that is away is waited for, unless one round was asked for. */
    private int round(Agent agent) throws IOException, InterruptedException {
        try {
            return agent.round();
        } catch (Problem away) {
            if (once || !away.code().equals("cli.node-unreachable")) {
                throw away;
            }
            Exit.print(away, spec.commandLine().getErr());
            return 0;
        }
    }

    private static Agent.Node node(TableSender sender) {
        return new Agent.Node() {
            @Override
            public long send(Path file, String dataset) throws IOException, InterruptedException {
                return sender.send(file, dataset);
            }

            @Override
            public TableSender.Loaded await(long load) throws InterruptedException {
                return sender.await(load, LOOKS, far -> {});
            }

            @Override
            public byte[] rows(long load) throws InterruptedException {
                return sender.rows(load);
            }
        };
    }

    private void check() {
        if (!Files.isDirectory(folder)) {
            throw new ParameterException(spec.commandLine(), "There is no folder " + folder + ".");
        }
        signIn.check();
        if (every < 1 || settled < 0) {
            throw new ParameterException(spec.commandLine(), "--every is at least 1, --settled at least 0.");
        }
    }
}
