package org.tongmai.cli.load;

import java.nio.file.Path;
import java.util.List;

/** What is sent and answered as one. */
sealed interface Submission {

    Path file();

    /** A file that is one FHIR bundle or one FHIR resource. */
    record Whole(Path file) implements Submission {}

    /** Entries of a batch bundle that are sent again, as a batch of their own. */
    record Entries(Path file, List<Slice> slices) implements Submission {
        public Entries {
            slices = List.copyOf(slices);
        }
    }

    /** Lines of a file, each a FHIR resource, sent together as one batch; each is answered on its own. */
    record Lines(Path file, List<Slice> slices) implements Submission {
        public Lines {
            slices = List.copyOf(slices);
        }
    }

    /** Messages of a file, sent one after the other in their order. */
    record Messages(Path file, List<Slice> slices) implements Submission {
        public Messages {
            slices = List.copyOf(slices);
        }
    }

    /**
     * A part of a file.
     *
     * @param number which line, message or entry it is, from 1
     */
    record Slice(int number, long offset, int length) {}

    /** How people find it again: the file, and the line, message or entry in it. */
    static String name(Path file, Slice slice) {
        return file + ":" + slice.number();
    }
}
