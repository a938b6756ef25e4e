package org.tongmai.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A submission made ready to be written: rows, and what must still hold when they are.
 *
 * <p>Everything costly (parsing, index keys, compression) was done before, in the submitter's own thread; the committer only
 * verifies and copies, many units in one database transaction.
 *
 * @param needed what its rows refer to and it does not write itself; must be there
 * @param removed what it deletes; nothing but its own rows may refer to it
 * @param locks keys under which it must be alone, sorted
 * @param account who submits
 * @param newest the newest search parameter for which its rows have keys; must still be the newest
 * @param note what another capability keeps of it
 * @param done completed with the commit time once durable, empty where an expectation no longer holds
 */
record Unit(
        List<Row> rows,
        List<NewCompartment> compartments,
        List<Alias> aliases,
        List<Guard> guards,
        Set<ResourceKey> needed,
        Set<Removed> removed,
        @Nullable Submission submission,
        Set<Long> locks,
        String account,
        long newest,
        @Nullable Note<?> note,
        CompletableFuture<Optional<Instant>> done) {

    /** One version. {@code version - 1} must be the current one. */
    record Row(
            long compartment,
            short type,
            int local,
            int version,
            Fact.Method method,
            @Nullable String name,
            @Nullable String source,
            long[] keys,
            byte[] body) {
        ResourceKey key() {
            return new ResourceKey(ResourceTypes.name(type), compartment, local);
        }
    }

    record NewCompartment(long compartment, @Nullable String source, int nextLocal) {}

    /** An id chosen by a client; must still be free. */
    record Alias(long compartment, short type, String name, long target, int local) {}

    /** A condition that must still find what it found. */
    record Guard(Sought sought, Set<ResourceKey> found) {}

    /** What a condition is to find; at most {@code limit}. */
    record Sought(Query query, Scope scope, int limit) {}

    /** A resource that is deleted, under the id by which others refer to it. */
    record Removed(ResourceKey key, String id) {}

    /** What to answer to a repetition; the key must still be free. */
    record Submission(long compartment, String key, byte[] outcome) {}

    Unit with(@Nullable Note<?> kept) {
        return new Unit(
                rows, compartments, aliases, guards, needed, removed, submission, locks, account, newest, kept, done);
    }

    long bytes() {
        long sum = 0;
        for (Row row : rows) {
            sum += row.body.length + row.keys.length * 12L + 80;
        }
        return sum;
    }
}
