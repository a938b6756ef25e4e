package org.tongmai.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.tongmai.node.NodeSettings;
import org.tongmai.node.NodeSettings.Auth;

/** The few lines a node says once it answers. */
final class Greeting {

    private Greeting() {}

    static void print(NodeSettings settings, Serving serving, PrintWriter out) {
        out.println("Tongmai " + new Version().number() + " answers at " + serving.url());
        line(out, "role", settings.role().name().toLowerCase(Locale.ROOT) + " of region " + settings.region());
        line(out, "data", settings.data().toAbsolutePath().normalize().toString());
        line(out, "database", serving.database().describe());
        line(
                out,
                "HL7 v2",
                serving.mllpPort().map(port -> "MLLP on port " + port).orElse("off"));
        line(out, "auth", settings.auth() == Auth.NONE ? "NONE" : "required");
        if (settings.auth() == Auth.NONE) {
            out.println();
            out.println("  !! NO AUTHENTICATION: whoever can open " + serving.url() + " on this machine");
            out.println("  !! reads and changes every record. Never put real data into this node.");
        }
        out.println();
        out.println("Ctrl-C stops it.");
        out.flush();
    }

    /** A stop can take some seconds: says that it was heard. */
    static void announceStop(PrintWriter err) {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            err.println("Stopping: answers what is being asked, then closes the database …");
            err.flush();
        }));
    }

    private static void line(PrintWriter out, String name, String value) {
        out.printf("  %-9s %s%n", name, value);
    }
}
