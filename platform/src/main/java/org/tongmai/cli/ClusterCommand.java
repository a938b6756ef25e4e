package org.tongmai.cli;

import java.util.Locale;
import org.tongmai.node.Cluster;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tongmai cluster}. */
@Command(
        name = "cluster",
        description = "Spread the records of a node over several database servers.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  tongmai cluster init --database jdbc:postgresql://tongmai:secret@coordinator.example/tongmai",
            "  tongmai serve --database jdbc:postgresql://tongmai:secret@coordinator.example/tongmai"
        })
final class ClusterCommand implements Runnable {

    private static final int SHARDS_MAX = 1_024;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "init",
            description = {
                "Make the tables in a database with the Citus extension and spread the records over its workers.",
                "",
                "What is there already is moved. Stop the nodes that use the database first. Can be repeated."
            },
            mixinStandardHelpOptions = true)
    Integer init(
            @Option(
                            names = "--database",
                            paramLabel = "URL",
                            required = true,
                            description = "The coordinator, jdbc:postgresql://user:password@host/database.")
                    String url,
            @Option(
                            names = "--shards",
                            paramLabel = "N",
                            defaultValue = "32",
                            description =
                                    "Pieces into which the records are cut; default: ${DEFAULT-VALUE}. It cannot be changed "
                                            + "by this command later: take at least four times the servers you will ever have.")
                    int shards) {
        if (shards < 1 || shards > SHARDS_MAX) {
            throw new ParameterException(spec.commandLine(), "--shards: 1 to " + SHARDS_MAX);
        }
        Cluster.Spread done = Cluster.init(url, shards);
        var out = spec.commandLine().getOut();
        done.spread().forEach(table -> out.println("spread   " + table));
        done.before().forEach(table -> out.println("as it is " + table));
        out.printf(Locale.ROOT, "Citus %s; servers that hold records: %d.%n", done.citus(), done.workers());
        return Exit.OK;
    }
}
