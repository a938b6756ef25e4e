package org.tongmai.person.match;

import org.tongmai.kernel.Explanation.Text;

/** What the comparison of one trait found; the constants of an enum, from the same to different. */
public interface Found {

    /**
     * What it is called.
     *
     * @param word stable, such as {@code same} or {@code one-slip}
     */
    record Saying(String word, Text text) {

        static Saying of(String word, String zh, String en) {
            return new Saying(word, new Text(zh, en));
        }
    }

    Saying saying();

    /** A stable word. */
    default String word() {
        return saying().word();
    }

    default Text text() {
        return saying().text();
    }

    int ordinal();

    /** Whether both sides told something that can be compared; what is not told weighs nothing. */
    default boolean told() {
        return !word().equals("missing");
    }
}
