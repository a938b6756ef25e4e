package org.tongmai.fhir.bulk;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The NDJSON files that a running job writes, appended to. What stands behind the length known to be good, left by a process that
 * was killed, is cut off before the first line is added.
 */
final class JobFiles implements AutoCloseable {

    /** A file that is longer is followed by another, so that a download that breaks loses little. */
    private static final long FILE_BYTES = 1L << 30;

    private static final int BUFFER_BYTES = 64 * 1024;

    private record Key(JobFile.Kind kind, String type) {}

    private static final class Open {
        private JobFile state;
        private final FileChannel channel;
        private final OutputStream out;
        private boolean touched;

        Open(JobFile state, Path path) throws IOException {
            this.state = state;
            this.channel = Private.file(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.truncate(state.bytes());
            channel.position(state.bytes());
            this.out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
        }
    }

    private final Path directory;
    private final Map<Key, JobFile> known = new HashMap<>();
    private final Map<Key, Open> open = new HashMap<>();

    JobFiles(Path directory, List<JobFile> files) throws IOException {
        this.directory = directory;
        Private.directory(directory);
        for (JobFile file : files) {
            known.merge(
                    new Key(file.kind(), file.type()),
                    file,
                    (one, other) -> one.number() > other.number() ? one : other);
        }
    }

    /** Adds one line. */
    void line(JobFile.Kind kind, String type, byte[] text) throws IOException {
        line(kind, type, 1, text);
    }

    /** Adds one line to a file with a number of its own. */
    void line(JobFile.Kind kind, String type, int first, byte[] text) throws IOException {
        Open file = open(new Key(kind, type), first);
        file.out.write(text);
        file.out.write('\n');
        file.state = file.state.plus(text.length + 1L, 1);
        file.touched = true;
    }

    private Open open(Key key, int first) throws IOException {
        Open file = open.get(key);
        if (file != null && file.state.number() >= first) {
            return file;
        }
        JobFile state = known.get(key);
        if (file != null || state == null || state.number() < first) {
            state = new JobFile(key.kind, key.type, first, 0, 0);
        }
        if (file != null) {
            file.out.close();
        }
        Open opened = new Open(state, directory.resolve(state.name()));
        open.put(key, opened);
        return opened;
    }

    /** Brings what was added to the disk; the files that changed since the last time. */
    List<JobFile> sync() throws IOException {
        var changed = new ArrayList<JobFile>();
        for (var entry : open.entrySet()) {
            Open file = entry.getValue();
            if (file.touched) {
                file.out.flush();
                file.channel.force(false);
                file.touched = false;
                changed.add(file.state);
            }
        }
        for (JobFile full : changed) {
            if (full.bytes() > FILE_BYTES && full.kind() != JobFile.Kind.WAITING) {
                Key key = new Key(full.kind(), full.type());
                Open file = open.remove(key);
                if (file != null) {
                    file.out.close();
                }
                known.put(key, new JobFile(full.kind(), full.type(), full.number() + 1, 0, 0));
            }
        }
        return changed;
    }

    @Override
    public void close() throws IOException {
        for (Open file : open.values()) {
            file.out.close();
        }
    }
}
