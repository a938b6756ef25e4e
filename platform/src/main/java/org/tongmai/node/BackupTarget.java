package org.tongmai.node;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Where a backup is written. It appears under its name when it is whole, and is readable by its owner only. */
interface BackupTarget extends AutoCloseable {

    /** @param size exactly as many bytes as {@code content} gives */
    void file(String path, long size, InputStream content) throws IOException;

    void folder(String path) throws IOException;

    /** Says that everything is there: makes it durable and gives it its name. */
    void publish() throws IOException;

    /** Removes what was not published. */
    @Override
    void close() throws IOException;

    /** One file, a tar compressed with Zstandard, or a folder, by the name. */
    static BackupTarget of(Path target) throws IOException {
        return target.toString().endsWith(BackupSource.ARCHIVE) ? new Archive(target) : new Folder(target);
    }

    /** A folder with all files in it. */
    final class Folder implements BackupTarget {

        private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

        private final Path target;
        private final Path partial;

        Folder(Path target) throws IOException {
            this.target = target;
            this.partial = target.resolveSibling(target.getFileName() + ".partial");
            PostgresBinaries.delete(partial);
            Files.createDirectory(partial, PRIVATE);
        }

        @Override
        public void file(String path, long size, InputStream content) throws IOException {
            Path file = partial.resolve(path);
            Files.copy(content, file);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            try (FileChannel written = FileChannel.open(file, StandardOpenOption.WRITE)) {
                written.force(true);
            }
        }

        @Override
        public void folder(String path) throws IOException {
            Files.createDirectory(partial.resolve(path), PRIVATE);
        }

        @Override
        public void publish() throws IOException {
            Files.deleteIfExists(target); // an empty folder may have been there
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        }

        @Override
        public void close() throws IOException {
            PostgresBinaries.delete(partial);
        }
    }

    /** One compressed file. */
    final class Archive implements BackupTarget {

        /** Four times smaller than the database at some 300 MB a second. */
        private static final int LEVEL = 3;

        private final Path target;
        private final Path partial;
        private final FileChannel channel;
        private final TarArchiveOutputStream tar;

        Archive(Path target) throws IOException {
            this.target = target;
            this.partial = target.resolveSibling(target.getFileName() + ".partial");
            Files.deleteIfExists(partial);
            Files.createFile(
                    partial, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            this.channel = FileChannel.open(partial, StandardOpenOption.WRITE);
            this.tar = new TarArchiveOutputStream(
                    new ZstdOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 20), LEVEL));
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        }

        @Override
        public void file(String path, long size, InputStream content) throws IOException {
            TarArchiveEntry entry = new TarArchiveEntry(path);
            entry.setSize(size);
            entry.setMode(0600);
            tar.putArchiveEntry(entry);
            content.transferTo(tar);
            tar.closeArchiveEntry();
        }

        @Override
        public void folder(String path) throws IOException {
            TarArchiveEntry entry = new TarArchiveEntry(path + "/");
            entry.setMode(0700);
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
        }

        @Override
        public void publish() throws IOException {
            tar.finish();
            tar.flush();
            tar.close();
            try (FileChannel written = FileChannel.open(partial, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        }

        @Override
        public void close() throws IOException {
            channel.close();
            Files.deleteIfExists(partial);
        }
    }
}
