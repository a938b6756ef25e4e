package org.tongmai.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.tongmai.node.LocalDatabase;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which node's database is meant, whether the node runs or rests. */
final class DatabaseOption {

    @Mixin
    private DataOption data;

    @Option(
            names = "--database",
            paramLabel = "JDBC",
            defaultValue = "${env:TONGMAI_DATABASE}",
            description = "The node's database, where it is not the embedded one; better in TONGMAI_DATABASE.")
    private @Nullable String database;

    Path directory() {
        return data.directory();
    }

    /** Starts the embedded one where it rests. */
    LocalDatabase open() {
        return LocalDatabase.open(data.directory(), database);
    }
}
