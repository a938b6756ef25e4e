package org.tongmai.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tongmai.exchange.IndexState;
import org.tongmai.exchange.NodeDoor;
import org.tongmai.node.LocalDatabase;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tongmai node}. */
@Command(
        name = "node",
        description = "Connect nodes: the nation admits provinces, provinces follow the nation.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  tongmai node show                           the fingerprint to read out, the file to hand on",
            "  tongmai node admit zhejiang.card --fingerprint '1A2B 3C4D …'       at the nation",
            "  tongmai node follow nation.card --fingerprint '5E6F 7A8B …'        at the province",
            "  tongmai node index-key --give key           at the first province; --take key at the others",
            "  tongmai node compare                        whether the nation knows what this province has"
        })
final class NodeCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Which node is meant, whether it runs or rests. */
    static final class Which {
        @Mixin
        private DatabaseOption database;

        <T> T with(Function<NodeDoor, T> work) {
            NodeDoor.card(database.directory());
            try (LocalDatabase local = database.open();
                    NodeDoor door = NodeDoor.on(local.dataSource(), database.directory(), Clock.systemUTC())) {
                return work.apply(door);
            }
        }
    }

    @Command(
            name = "show",
            description = "Show this node's fingerprint and where its card lies.",
            mixinStandardHelpOptions = true)
    Integer show(
            @Mixin DataOption data, @Option(names = "--card", description = "Print the card itself.") boolean whole) {
        String card = NodeDoor.card(data.directory());
        PrintWriter out = spec.commandLine().getOut();
        if (whole) {
            out.println(card);
        } else {
            out.println("node         " + NodeDoor.id(card));
            out.println("fingerprint  " + NodeDoor.fingerprint(card));
            out.println("card         " + data.directory().resolve("exchange-card"));
        }
        return Exit.OK;
    }

    @Command(
            name = "admit",
            description = "At the nation: admit a province, or its new key or address.",
            mixinStandardHelpOptions = true)
    Integer admit(
            @Mixin Which node,
            @Parameters(paramLabel = "FILE", description = "The card of the province.") Path card,
            @Option(
                            names = "--fingerprint",
                            paramLabel = "TEXT",
                            required = true,
                            description = "As the province's operator read it to you, not as it came with the card.")
                    String fingerprint)
            throws IOException {
        String text = Files.readString(card);
        return say(node.with(door -> door.admit(text, fingerprint)) + " is admitted; the other nodes learn of it.");
    }

    @Command(name = "retire", description = "At the nation: refuse a province.", mixinStandardHelpOptions = true)
    Integer retire(@Mixin Which node, @Parameters(paramLabel = "ID", description = "Its region.") String id) {
        node.with(door -> {
            door.retire(id);
            return id;
        });
        return say(id + " is refused from its next message on.");
    }

    @Command(name = "follow", description = "At a province: follow this nation.", mixinStandardHelpOptions = true)
    Integer follow(
            @Mixin Which node,
            @Parameters(paramLabel = "FILE", description = "The card of the nation.") Path card,
            @Option(
                            names = "--fingerprint",
                            paramLabel = "TEXT",
                            required = true,
                            description = "As the nation's operator read it to you, not as it came with the card.")
                    String fingerprint)
            throws IOException {
        String text = Files.readString(card);
        node.with(door -> {
            door.follow(text, fingerprint, ParticipantOption.by());
            return text;
        });
        return say("This province follows the nation from now on.");
    }

    @Command(name = "list", description = "List the nodes of the registry.", mixinStandardHelpOptions = true)
    Integer list(@Mixin Which node, @Option(names = "--json", description = "Answer in JSON.") boolean json) {
        var nodes = node.with(NodeDoor::list);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(nodes));
        } else {
            nodes.forEach(each -> out.printf(
                    "%-7s %-9s %-30s %s%n",
                    each.id(), each.admitted() ? "admitted" : "retired", each.endpoint(), each.name()));
        }
        return Exit.OK;
    }

    @Command(
            name = "index-key",
            description = {
                "The key under which provinces recognise a person. The nation must not have it.",
                "",
                "Made at one province and carried to the others by hand. A running node takes it at its next start."
            },
            mixinStandardHelpOptions = true)
    Integer indexKey(
            @Mixin DataOption data,
            @Option(
                            names = "--give",
                            paramLabel = "FILE",
                            description = "Write it for another province; made where missing.")
                    @Nullable
                    Path give,
            @Option(names = "--take", paramLabel = "FILE", description = "Take the one that another province gave.")
                    @Nullable
                    Path take)
            throws IOException {
        if (take != null) {
            NodeDoor.takeIndexKey(data.directory(), Files.readString(take));
            return say("Taken. Destroy " + take + ", and start the node again.");
        }
        String key = NodeDoor.indexKey(data.directory());
        if (give != null) {
            org.tongmai.kernel.crypto.PrivateFiles.write(
                    give, (key + "\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            return say("Carry " + give + " to the other province by hand, and destroy it there.");
        }
        return say("The key is there.");
    }

    @Command(
            name = "compare",
            description = "At a province: whether the nation knows what it was told. Exit code 1 where it differs.",
            mixinStandardHelpOptions = true)
    Integer compare(@Mixin Which node) {
        return node.with(door -> {
            IndexState here = door.here();
            IndexState there = door.there();
            PrintWriter out = spec.commandLine().getOut();
            out.printf("here    %,12d entries  %s%n", here.entries(), here.digest());
            out.printf("nation  %,12d entries  %s%n", there.entries(), there.digest());
            return here.equals(there) ? Exit.OK : Exit.FAILED;
        });
    }

    @Command(
            name = "reindex",
            description = "At a province: build its part of the national index from its records anew.",
            mixinStandardHelpOptions = true)
    Integer reindex(@Mixin Which node) {
        node.with(door -> {
            door.reindex();
            return door;
        });
        return say("Begun; the running node goes on with it. `tongmai node compare` tells when it is done.");
    }

    private Integer say(String what) {
        spec.commandLine().getOut().println(what);
        return Exit.OK;
    }
}
