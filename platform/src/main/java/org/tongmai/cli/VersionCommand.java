package org.tongmai.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tongmai version}. */
@Command(
        name = "version",
        description = "Say which build this is and what it runs on.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  tongmai version", "  tongmai version --json"})
final class VersionCommand implements Runnable {

    @Option(names = "--json", description = "Answer in JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("version", new Version().number());
        facts.put("commit", new Version().commit());
        facts.put("java", Runtime.version().toString());
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(facts));
        } else {
            facts.forEach((name, value) -> out.printf("%-8s %s%n", name, value));
        }
    }
}
