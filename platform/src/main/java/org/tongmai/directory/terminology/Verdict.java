package org.tongmai.directory.terminology;

import org.jspecify.annotations.Nullable;

/**
 * Whether a code is valid.
 *
 * @param decided false where a code system that is not known here could have the code
 * @param message what is wrong, or what to know; null where nothing
 * @param coding the code found, with its right display; null where none was
 */
public record Verdict(
        boolean valid,
        boolean decided,
        @Nullable String message,
        @Nullable Coding coding) {

    static Verdict yes(@Nullable String message, Coding coding) {
        return new Verdict(true, true, message, coding);
    }

    static Verdict no(String message) {
        return new Verdict(false, true, message, null);
    }
}
