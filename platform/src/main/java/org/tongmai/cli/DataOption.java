package org.tongmai.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which data directory is meant. */
final class DataOption {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:TONGMAI_DATA:-.tongmai}",
            description = "Data directory; default: TONGMAI_DATA, else .tongmai here.")
    private Path data;

    Path directory() {
        return data;
    }
}
