package org.tongmai.fhir.bulk;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file that an import reads, and how far it has come.
 *
 * @param number order in which it was named, from 1
 * @param type resource type that was announced; null for any
 * @param url where it is fetched from; null where it was sent
 * @param pass 0 for what was sent; from 1 for lines that were sorted, or wait for what they refer to
 * @param bytes length; -1 while not fetched
 * @param place byte at which the first line not yet read begins
 * @param done lines read
 */
record Input(
        int number,
        @Nullable String type,
        @Nullable String url,
        int pass,
        long bytes,
        long lines,
        long place,
        long done) {

    /** Name of files whose lines are of several types. */
    static final String MIXED = "lines";

    /** True where the lines are first sorted by type: several types were sent in one. */
    boolean unsorted() {
        return pass == 0 && type == null;
    }

    boolean fetched() {
        return bytes >= 0;
    }

    Input fetched(long length, long count) {
        return new Input(number, type, url, pass, length, count, 0, 0);
    }

    Input read(long newPlace, long lineCount) {
        return new Input(number, type, url, pass, bytes, lines, newPlace, done + lineCount);
    }

    Path in(Path directory) {
        return directory.resolve(
                pass == 0
                        ? "input-" + number + ".ndjson"
                        : new JobFile(JobFile.Kind.WAITING, type == null ? MIXED : type, pass, 0, 0).name());
    }
}
