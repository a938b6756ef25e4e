package org.tongmai.emergency;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;

/** Refusals that several doors share. */
final class Refusals {

    private static final int WORDS_LONGEST = 4_000;

    private Refusals() {}

    static Problem unknown() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "emergency.event-unknown",
                "There is no such event that you may see.",
                "CDC staff see the events of their region, and those on whose roster they are.",
                "Choose one from the list.");
    }

    static Problem notStaff() {
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "emergency.not-staff",
                "You are not among those who work on the event.",
                "Those of the jurisdiction that commands it do, and those who are on duty by its roster.",
                "Ask the commanding CDC to put you on the roster.");
    }

    static Problem ended() {
        return new Problem(
                Problem.Kind.CONFLICT,
                "emergency.event-closed",
                "The event is closed.",
                "What is closed does not change; what happened stays readable.",
                "Open another event if it begins again.");
    }

    /** @param field what is missing or wrong */
    static void require(boolean right, String field) {
        if (!right) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "emergency.incomplete",
                    "Something that is needed is missing or cannot be.",
                    "What is written into an event is written for good.",
                    "Fill in what is named.",
                    List.of(field));
        }
    }

    /** What was said, without blanks around it; refused where there is nothing or too much. */
    static String told(@Nullable String words, String field) {
        String said = words == null ? "" : words.strip();
        require(!said.isEmpty() && said.length() <= WORDS_LONGEST, field);
        return said;
    }

    /** The same where it may be left out. */
    static String said(@Nullable String words, String field) {
        String said = words == null ? "" : words.strip();
        require(said.length() <= WORDS_LONGEST, field);
        return said;
    }
}
