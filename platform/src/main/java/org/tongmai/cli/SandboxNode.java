package org.tongmai.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.node.NodeSettings;
import org.tongmai.node.NodeSettings.Role;
import org.tongmai.onboarding.Sandbox;
import picocli.CommandLine.Option;

/** The sandbox beside a node, in the same process: a node of its own, with its own database, keys and accounts. */
final class SandboxNode {

    /** Where its data are, below those of the node. */
    static final String FOLDER = "sandbox";

    /** So far from the node's own ports are those of its sandbox, unless they are told. */
    private static final int AWAY = 10;

    private static final List<String> SMALL = List.of(
            "--tongmai.onboarding.sandbox=true",
            "--spring.datasource.hikari.maximum-pool-size=10",
            "--spring.datasource.hikari.minimum-idle=1");

    /** The options by which a command that runs a node says where its sandbox listens. */
    static final class Ports {

        @Option(
                names = "--sandbox-port",
                paramLabel = "PORT",
                description =
                        "Port of HTTP of the sandbox, 0 for a free one, -1 for no sandbox; default: ten above --port.")
        private @Nullable Integer port;

        @Option(
                names = "--sandbox-mllp-port",
                paramLabel = "PORT",
                description =
                        "Port of HL7 v2 over MLLP of the sandbox, 0 for a free one, -1 for none; default: ten above --mllp-port.")
        private @Nullable Integer mllpPort;

        private static int beside(@Nullable Integer told, int port) {
            return told != null ? told : port <= 0 ? port : port + AWAY;
        }
    }

    private SandboxNode() {}

    /**
     * Starts it in the background, so that the node itself answers no later; says where it is, or why it is not. A node whose sandbox
     * cannot start goes on without it. It ends with the process.
     */
    static void beside(Serving node, NodeSettings settings, Ports ports, PrintWriter out, PrintWriter err) {
        int port = Ports.beside(ports.port, settings.port());
        if (port < 0 || settings.role() == Role.NATION) {
            return;
        }
        NodeSettings its = new NodeSettings(
                folder(settings.data()),
                settings.address(),
                port,
                Ports.beside(ports.mllpPort, settings.mllpPort()),
                -1,
                null,
                Role.PROVINCE,
                settings.region(),
                settings.auth());
        Thread.ofPlatform().name("sandbox-start").daemon().start(() -> {
            try {
                open(node, its, out);
            } catch (Problem problem) {
                err.println(
                        "The sandbox did not start: " + problem.what() + " " + problem.why() + " " + problem.mend());
                err.flush();
            }
        });
    }

    /** Starts it and returns once it answers. */
    static Serving open(Serving node, NodeSettings its, PrintWriter out) {
        Serving sandbox = Serving.start(its, SMALL);
        String mllp = sandbox.mllpPort().map(port -> its.address() + ":" + port).orElse(null);
        node.bean(Sandbox.class).opened(sandbox.bean(DataSource.class), sandbox.url(), mllp);
        out.println("The sandbox answers at " + sandbox.url() + (mllp == null ? "" : ", HL7 v2 over MLLP at " + mllp)
                + "; its data: " + its.data());
        out.flush();
        return sandbox;
    }

    static Path folder(Path data) {
        return data.resolve(FOLDER);
    }
}
