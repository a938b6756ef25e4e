package org.tongmai.kernel.crypto;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;
import java.util.function.Supplier;

/** Files that only the node's own user may read: mode 0600 in a directory of mode 0700. What was written survives a crash. */
public final class PrivateFiles {

    /** Within a process a file lock does not wait but fails, so threads wait here first. */
    private static final Object ALONE = new Object();

    private PrivateFiles() {}

    /** What the file holds; random bytes, made now, where it is missing. */
    public static byte[] random(Path file, int bytes) {
        return made(file, () -> {
            byte[] fresh = new byte[bytes];
            new SecureRandom().nextBytes(fresh);
            return fresh;
        });
    }

    /** What the file holds; where it is missing it is made now, and all who are first at once get what one of them made. */
    public static byte[] made(Path file, Supplier<byte[]> content) {
        try {
            if (!Files.exists(file)) {
                Path next = next(file, content.get());
                try {
                    Files.createLink(file, next);
                    force(file);
                } catch (FileAlreadyExistsException anotherWasFirst) {
                    // read below
                } finally {
                    Files.delete(next);
                }
            }
            return Files.readAllBytes(file);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read " + file, failure);
        }
    }

    /** What a file of the owner's holds as one line of text. */
    public static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read " + file, failure);
        }
    }

    /** Replaces the file at once: after a crash it is the old one or the new one. */
    public static void write(Path file, byte[] content) {
        try {
            Files.move(next(file, content), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(file);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot write " + file, failure);
        }
    }

    /** Works while no other thread and no other process works so with this file; {@code NAME.lock} beside it says so. */
    public static <T> T alone(Path file, Supplier<T> work) {
        synchronized (ALONE) {
            try (FileChannel channel = FileChannel.open(
                    directory(file).resolve(file.getFileName() + ".lock"),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                    mode("rw-------"))) {
                FileLock lock = channel.lock();
                try {
                    return work.get();
                } finally {
                    lock.release();
                }
            } catch (IOException failure) {
                throw new UncheckedIOException("cannot lock " + file, failure);
            }
        }
    }

    private static Path next(Path file, byte[] content) throws IOException {
        Path next = Files.createTempFile(directory(file), "new", ".tmp", mode("rw-------"));
        try (FileChannel out = FileChannel.open(next, StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                out.write(left);
            }
            out.force(true);
        }
        return next;
    }

    /** A name is durable when its directory is. */
    private static void force(Path file) throws IOException {
        try (FileChannel directory = FileChannel.open(directory(file), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static Path directory(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IllegalArgumentException("not a file: " + file);
        }
        return Files.isDirectory(directory) ? directory : Files.createDirectories(directory, mode("rwx------"));
    }

    private static FileAttribute<Set<PosixFilePermission>> mode(String mode) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
    }
}
