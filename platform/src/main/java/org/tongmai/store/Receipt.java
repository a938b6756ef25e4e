package org.tongmai.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a submission, durable when it is handed out.
 *
 * @param entries in the order of the changes
 * @param replayed true where the same submission had been taken before and nothing was written now
 * @param written the version that a submission of a single change wrote, so that who answers need not read it; null for a
 *     deletion, and where there are several or none
 */
public record Receipt(
        List<Done> entries, boolean replayed, @Nullable Fact written) {

    public Receipt {
        entries = List.copyOf(entries);
    }

    public Receipt(List<Done> entries, boolean replayed) {
        this(entries, replayed, null);
    }

    /** What became of one change. */
    public enum Result {
        CREATED,
        UPDATED,
        DELETED,
        /** A conditional create found the resource; nothing was written. */
        EXISTED
    }

    /** One change carried out. */
    public record Done(Result result, String type, String id, int version, Instant at) {}

    /** How many changes came to {@code result}. */
    public long count(Result result) {
        return entries.stream().filter(e -> e.result() == result).count();
    }
}
