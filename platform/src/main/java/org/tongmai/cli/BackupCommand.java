package org.tongmai.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.tongmai.node.Backup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tongmai backup}. */
@Command(
        name = "backup",
        description = {
            "Back up a node: its database and its secrets, while it runs or while it rests.",
            "",
            "The backup holds health records and keys in the clear: keep it as safe as the node."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tongmai backup /backup/tongmai-2026-11-22",
            "  tongmai backup --data /var/lib/tongmai /backup/tongmai-2026-11-22.tar.zst"
        })
final class BackupCommand implements Callable<Integer> {

    @Mixin
    private DataOption data;

    @Parameters(
            paramLabel = "TARGET",
            description = "A folder that is missing or empty, or a file whose name ends with .tar.zst.")
    private Path target;

    @Option(names = "--json", description = "Answer in JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Backup.Result result = Backup.make(data.directory(), target, Clock.systemUTC());
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(result));
        } else {
            out.printf(
                    Locale.ROOT,
                    "Backed up %,d files, %.1f MB, to %s while the node %s.%n",
                    result.files(),
                    result.bytes() / 1e6,
                    result.target(),
                    result.online() ? "ran" : "rested");
        }
        return Exit.OK;
    }
}
