package org.tongmai.person;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a steward decided about registrations, or an institution about two of its own; it is undone as a whole.
 *
 * @param number its number
 * @param about the registrations it is about, the one that was linked or parted first; those that are no more are left out
 * @param steward the account, or the code of the institution
 * @param overAt when it was undone, or the last of its words was taken back; null while it holds
 * @param overBy who did that
 * @param overReason why it was undone; null while it holds, and where later words took it back
 * @param doubted whether an institution merged two whose names, birth dates or valid resident numbers contradict one another
 */
public record StewardDecision(
        long number,
        Kind kind,
        List<Identity> about,
        String steward,
        String reason,
        Instant at,
        @Nullable Instant overAt,
        @Nullable String overBy,
        @Nullable String overReason,
        boolean doubted) {

    /** What was decided. */
    public enum Kind {
        /** One person. */
        LINK("link"),
        /** The first leaves the others. */
        UNLINK("unlink"),
        /** Two persons; of others nothing is said. */
        DIFFER("differ"),
        /** An institution merged two registrations of its own. */
        REPLACED("replaced");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** A stable word. */
        public String word() {
            return word;
        }
    }

    public StewardDecision {
        about = List.copyOf(about);
    }
}
