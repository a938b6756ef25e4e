package org.tongmai.fhir.bulk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Directories and files that only the node's own user opens, as they hold records: modes 0700 and 0600. */
final class Private {

    private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final FileAttribute<Set<PosixFilePermission>> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private Private() {}

    /** Makes a directory where it is missing, with those above it; one that is there stays as its owner made it. */
    static void directory(Path directory) throws IOException {
        Files.createDirectories(directory, DIRECTORY);
    }

    /** Takes from everybody else what an earlier release let them open. */
    static void close(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, DIRECTORY.value());
    }

    static FileChannel file(Path path, OpenOption... options) throws IOException {
        return FileChannel.open(path, Set.of(options), FILE);
    }
}
