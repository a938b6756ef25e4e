package org.tongmai.intake;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.intake.table.TableFormat;

/**
 * A file of a table as it stands now.
 *
 * @param saidAt as of when its rows speak; null for its arrival
 * @param bytesRead how far it has been read, of {@code bytes}
 * @param rows settled so far
 * @param stored rows whose content is stored
 * @param unread columns that the mapping does not know
 */
record TableLoad(
        long id,
        String institution,
        String dataset,
        String sender,
        String name,
        @Nullable TableFormat format,
        @Nullable String charset,
        @Nullable Instant saidAt,
        Instant receivedAt,
        long bytes,
        Stage state,
        @Nullable String code,
        @Nullable String what,
        @Nullable String why,
        @Nullable String mend,
        List<String> positions,
        String mapping,
        long bytesRead,
        long rows,
        long stored,
        long refused,
        long waiting,
        long created,
        long updated,
        long unchanged,
        List<String> unread,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt) {

    /** How far a file has come. */
    enum Stage {
        RECEIVING,
        QUEUED,
        RUNNING,
        DONE,
        FAILED
    }
}
