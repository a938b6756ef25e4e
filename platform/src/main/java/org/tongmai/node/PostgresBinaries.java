package org.tongmai.node;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tukaani.xz.XZInputStream;

/** The PostgreSQL programs on the class path, unpacked once for each content into a cache that all nodes share. */
final class PostgresBinaries {

    private final Path home;

    private PostgresBinaries(Path home) {
        this.home = home;
    }

    /** {@code $TONGMAI_CACHE}, else {@code $XDG_CACHE_HOME/tongmai}, else {@code ~/.cache/tongmai}. */
    static Path sharedCache() {
        String own = System.getenv("TONGMAI_CACHE");
        if (own != null && !own.isBlank()) {
            return Path.of(own);
        }
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg != null && !xdg.isBlank() ? Path.of(xdg) : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("tongmai");
    }

    /**
     * Unpacks the programs for this machine below {@code cache} unless they are there. Safe against a concurrent or an
     * interrupted unpacking: the directory appears whole or not at all.
     *
     * @throws Problem {@code node.no-postgresql-for-platform}
     */
    static PostgresBinaries unpacked(Path cache) {
        String resource = "/postgres-linux-" + architecture() + ".txz";
        URL archive = PostgresBinaries.class.getResource(resource);
        if (archive == null) {
            throw unsupported();
        }
        try {
            Path home = cache.resolve("postgresql-" + architecture() + "-" + checksum(archive));
            if (!Files.isDirectory(home)) {
                Files.createDirectories(cache);
                unpack(archive, home);
            }
            return new PostgresBinaries(home.toRealPath());
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot unpack PostgreSQL into " + cache, failure);
        }
    }

    Path home() {
        return home;
    }

    String program(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    private static String architecture() {
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            case String other -> other;
        };
    }

    private static Problem unsupported() {
        return new Problem(
                Kind.NOT_SUPPORTED,
                "node.no-postgresql-for-platform",
                "There is no embedded PostgreSQL for " + System.getProperty("os.name") + " on "
                        + System.getProperty("os.arch") + ".",
                "The embedded database comes for Linux on x86-64 and arm64.",
                "Give your own PostgreSQL 18: --database jdbc:postgresql://user:password@host/database.");
    }

    /** The archive's CRC-32, from the jar's own directory where it stands in a jar. */
    private static String checksum(URL archive) throws IOException {
        URLConnection connection = archive.openConnection();
        if (connection instanceof JarURLConnection jar && jar.getJarEntry() != null) {
            return Long.toHexString(jar.getJarEntry().getCrc());
        }
        CRC32 crc = new CRC32();
        try (InputStream in = new CheckedInputStream(connection.getInputStream(), crc)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return Long.toHexString(crc.getValue());
    }

    private static void unpack(URL archive, Path home) throws IOException {
        Path partial = home.resolveSibling(home.getFileName() + ".partial-" + UUID.randomUUID());
        try {
            try (InputStream in = archive.openStream();
                    TarArchiveInputStream tar =
                            new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(in)))) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    unpack(tar, entry, partial);
                }
            }
            publish(partial, home);
        } finally {
            delete(partial);
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path root) throws IOException {
        Path target = root.resolve(entry.getName()).normalize();
        if (!target.startsWith(root)) {
            throw new IOException("Archive entry outside of its root: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(parent(target));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, target);
        boolean program = (entry.getMode() & 0100) != 0;
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        try (FileChannel written = FileChannel.open(target, StandardOpenOption.WRITE)) {
            written.force(true);
        }
    }

    private static void publish(Path partial, Path home) throws IOException {
        try {
            Files.move(partial, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException perhapsAnotherWasFaster) {
            if (!Files.isDirectory(home)) {
                throw perhapsAnotherWasFaster;
            }
        }
    }

    static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static Path parent(Path path) throws IOException {
        @Nullable Path parent = path.getParent();
        if (parent == null) {
            throw new IOException("No parent: " + path);
        }
        return parent;
    }
}
