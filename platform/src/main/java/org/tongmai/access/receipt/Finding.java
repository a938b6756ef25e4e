package org.tongmai.access.receipt;

import java.util.OptionalLong;
import org.tongmai.kernel.Explanation.Text;

/**
 * Something that is not as it must be.
 *
 * @param place of the entry in the log that it is about; empty where it is about a head or a file
 */
public record Finding(OptionalLong place, Text words) {

    static Finding at(long place, String zh, String en) {
        return new Finding(OptionalLong.of(place), new Text(zh, en));
    }

    static Finding of(String zh, String en) {
        return new Finding(OptionalLong.empty(), new Text(zh, en));
    }
}
