package org.tongmai.cli.load;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.tongmai.cli.load.Submission.Entries;
import org.tongmai.cli.load.Submission.Lines;
import org.tongmai.cli.load.Submission.Messages;
import org.tongmai.cli.load.Submission.Slice;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Finds lines, messages and entries in files, by reading a file once and keeping positions only. */
final class Splitter {

    /** As many lines as go into one batch; the answer to each comes back in one piece. */
    static final int LINES_MAX = 200;

    /** As many bytes as go into one batch, unless a single line is longer. */
    static final int BATCH_BYTES_MAX = 2 << 20;

    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] HEADER = {'M', 'S', 'H'};
    private static final int FRAME_START = 0x0B;
    private static final int FRAME_END = 0x1C;

    private Splitter() {}

    /** Gives the batches of an NDJSON file to {@code each}, in order; empty lines carry nothing and count as lines. */
    static void batches(Path file, Consumer<Lines> each) throws IOException {
        List<Slice> batch = new ArrayList<>();
        long bytes = 0;
        for (Slice line : lines(file)) {
            if (!batch.isEmpty() && (batch.size() == LINES_MAX || bytes + line.length() > BATCH_BYTES_MAX)) {
                each.accept(new Lines(file, batch));
                batch.clear();
                bytes = 0;
            }
            batch.add(line);
            bytes += line.length();
        }
        if (!batch.isEmpty()) {
            each.accept(new Lines(file, batch));
        }
    }

    private static List<Slice> lines(Path file) throws IOException {
        List<Slice> lines = new ArrayList<>();
        try (InputStream in = open(file)) {
            long start = 0;
            long at = 0;
            int number = 1;
            boolean blank = true;
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                if (octet == '\n') {
                    if (!blank) {
                        lines.add(new Slice(number, start, Math.toIntExact(at - start)));
                    }
                    number++;
                    start = at + 1;
                    blank = true;
                } else if (octet > ' ') {
                    blank = false;
                }
                at++;
            }
            if (!blank) {
                lines.add(new Slice(number, start, Math.toIntExact(at - start)));
            }
        }
        return lines;
    }

    /** Some entries of a bundle, by index from 0. */
    static Entries entries(Path file, Set<Integer> wanted) throws IOException {
        List<Slice> entries = new ArrayList<>();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), open(file))) {
            json.nextToken();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                if (json.nextToken() != JsonToken.START_ARRAY || !name.equals("entry")) {
                    json.skipChildren();
                    continue;
                }
                for (int i = 0; json.nextToken() != JsonToken.END_ARRAY; i++) {
                    long start = json.currentTokenLocation().getByteOffset();
                    json.skipChildren();
                    long end = json.currentLocation().getByteOffset();
                    if (wanted.contains(i)) {
                        entries.add(new Slice(i + 1, start, Math.toIntExact(end - start)));
                    }
                }
            }
        }
        return new Entries(file, entries);
    }

    /**
     * The messages of a file: each from an MSH at the start of a segment to the next one. Batch headers (FHS, BHS, BTS,
     * FTS) before the first and MLLP framing are left out; no charset is assumed, only that it extends ASCII.
     */
    static Messages messages(Path file) throws IOException {
        List<Slice> messages = new ArrayList<>();
        try (InputStream in = open(file)) {
            long at = 0;
            long start = -1;
            int matched = 0;
            boolean segmentStart = true;
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                boolean ends = octet == '\r' || octet == '\n' || octet == FRAME_START || octet == FRAME_END;
                matched = (segmentStart || matched > 0) && octet == HEADER[matched] ? matched + 1 : 0;
                segmentStart = ends;
                at++;
                if (matched == HEADER.length) {
                    if (start >= 0) {
                        messages.add(slice(messages, start, at - HEADER.length));
                    }
                    start = at - HEADER.length;
                    matched = 0;
                }
            }
            if (start >= 0) {
                messages.add(slice(messages, start, at));
            }
        }
        return new Messages(file, messages);
    }

    private static Slice slice(List<Slice> before, long start, long end) {
        return new Slice(before.size() + 1, start, Math.toIntExact(end - start));
    }

    private static InputStream open(Path file) throws IOException {
        return new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    }
}
