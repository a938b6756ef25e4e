package org.tongmai.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.tongmai.node.Restore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tongmai restore}. */
@Command(
        name = "restore",
        description = {
            "Make a data directory from a backup.",
            "",
            "Every file is compared with the backup's checksums, then the database is started once to prove that it runs."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tongmai restore /backup/tongmai-2026-11-22.tar.zst --data /var/lib/tongmai",
            "  tongmai restore /backup/tongmai-2026-11-22 --check        only see whether it is whole"
        })
final class RestoreCommand implements Callable<Integer> {

    @Mixin
    private DataOption data;

    @Parameters(paramLabel = "BACKUP", description = "A folder or file that tongmai backup made.")
    private Path backup;

    @Option(names = "--check", description = "Compare every file with its checksum and write nothing.")
    private boolean check;

    @Option(names = "--json", description = "Answer in JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Restore.Result result =
                check ? Restore.check(backup) : Restore.into(backup, data.directory(), Clock.systemUTC());
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(result));
            return Exit.OK;
        }
        out.printf(
                Locale.ROOT,
                "The backup of %s is whole: %,d files, %.1f MB.%n",
                result.created(),
                result.files(),
                result.bytes() / 1e6);
        if (!check) {
            out.printf("Restored into %s; its database starts%s.%n", data.directory(), migration(result));
        }
        return Exit.OK;
    }

    private static String migration(Restore.Result result) {
        return result.migration().isEmpty() ? "" : " and is at migration " + result.migration();
    }
}
