package org.tongmai.surveillance;

import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What texts of hotlines, residents and media say of one event, until somebody verified or dismissed it.
 *
 * @param place GB/T 2260
 * @param what family of diseases or syndrome; empty where none is known
 * @param items texts
 * @param told texts that repeat no other
 * @param sources codes of those that told of it
 * @param ill the most that one text tells of
 * @param dead the most that one text tells of
 * @param endedWith told when it was dismissed
 * @param signal number of the one it raised
 * @param mergedInto the one that took it in
 */
record Rumour(
        long id,
        String place,
        String site,
        String what,
        State state,
        int version,
        String headline,
        int items,
        int told,
        List<String> sources,
        @Nullable Integer ill,
        @Nullable Integer dead,
        Instant firstAt,
        Instant lastAt,
        LocalDate firstDay,
        LocalDate lastDay,
        @Nullable Integer endedWith,
        @Nullable Long signal,
        @Nullable Long mergedInto) {

    /** How far it is. */
    enum State {
        NEW,
        VERIFYING,
        SIGNALLED,
        DISMISSED,
        MERGED;

        boolean open() {
            return this == NEW || this == VERIFYING;
        }

        Set<Step> steps() {
            return switch (this) {
                case NEW -> EnumSet.of(Step.VERIFY, Step.SIGNAL, Step.DISMISS);
                case VERIFYING -> EnumSet.of(Step.SIGNAL, Step.DISMISS);
                case DISMISSED -> EnumSet.of(Step.REOPEN);
                case SIGNALLED, MERGED -> EnumSet.noneOf(Step.class);
            };
        }
    }

    /** What may be done with it. */
    enum Step {
        VERIFY,
        SIGNAL,
        DISMISS,
        REOPEN
    }

    /** One text, as it was kept. */
    record Item(
            long id,
            String source,
            String reference,
            Instant publishedAt,
            Instant receivedAt,
            String place,
            String site,
            LocalDate day,
            String what,
            String word,
            @Nullable Integer ill,
            @Nullable Integer dead,
            String text,
            boolean repeats) {}

    /** One thing that happened. */
    record Event(int version, Instant at, String kind, String name, String words) {}
}
