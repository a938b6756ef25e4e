package org.tongmai.person.match;

import org.tongmai.kernel.Explanation.Text;

/** What the comparison of one trait found; the constants of an enum, from the same to different. */
public interface Found {

    /** A stable word, such as {@code same} or {@code one-slip}. */
    String word();

    Text text();

    int ordinal();

    /** Whether both sides told something that can be compared; what is not told weighs nothing. */
    default boolean told() {
        return !word().equals("missing");
    }
}
