package org.tongmai.store;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step back in a history.
 *
 * @param place where the walk stands after it
 * @param fact what the change made, once it was looked up
 */
record HistoryStep(
        Change change, HistoryPlace place, @Nullable Fact fact) {

    /** A change as the feed names it. */
    record Change(long compartment, int type, int local, int version) {}

    /** Steps newest first, a batch at a time. */
    interface Source {
        /** At most {@code limit}; empty at the end. */
        List<HistoryStep> next(int limit) throws SQLException;
    }
}
