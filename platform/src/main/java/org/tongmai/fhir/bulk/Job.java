package org.tongmai.fhir.bulk;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Caller;

/**
 * An export or import, as it stands.
 *
 * @param caller who asked, as it was then
 * @param plan what was asked for, as JSON
 * @param compartments source patients it is limited to; null for all that the scope shows
 * @param snapshot the moment that an export speaks of
 * @param moment the same by the clock
 * @param done parts or lines finished for good
 * @param planned parts or lines there are; 0 while not known
 * @param resources written into files, or taken into the store
 * @param problem why it failed, as JSON
 * @param directory identity of the directory that holds its files
 */
record Job(
        String id,
        Kind kind,
        State state,
        Caller caller,
        String request,
        String plan,
        @Nullable Set<Long> compartments,
        String snapshot,
        Instant moment,
        long done,
        long planned,
        long resources,
        Counts counts,
        @Nullable String problem,
        Instant expires,
        String directory) {

    enum Kind {
        EXPORT,
        IMPORT
    }

    enum State {
        WAITING,
        RUNNING,
        DONE,
        FAILED,
        STOPPED
    }

    /** What became of the lines of an import. */
    record Counts(long created, long updated, long unchanged, long refused) {
        static final Counts NONE = new Counts(0, 0, 0, 0);

        Counts plus(Counts more) {
            return new Counts(
                    created + more.created, updated + more.updated, unchanged + more.unchanged, refused + more.refused);
        }

        long all() {
            return created + updated + unchanged + refused;
        }
    }

    /** In the words of the header {@code X-Progress}. */
    String progress() {
        if (planned == 0) {
            return state == State.WAITING ? "waiting" : "fetching";
        }
        return kind == Kind.EXPORT
                ? done + " of " + planned + " parts done, " + resources + " resources written"
                : done + " of " + planned + " lines done, " + counts.refused() + " refused";
    }
}
