package org.tongmai.emergency;

import java.time.Instant;
import org.tongmai.print.Paper;

/**
 * A report on the situation of an event (态势报告); it never changes. A correction is a further edition of the same number.
 *
 * @param number in the event, from 1
 * @param edition 0, and from 1 for corrections
 * @param version of the event at the cut-off
 * @param cutoff what was written down later is not in it
 * @param name of who made it
 * @param checksum SHA-256 of the paper, in hexadecimal
 */
public record Report(
        int number,
        int edition,
        int version,
        Instant cutoff,
        Instant madeAt,
        String account,
        String name,
        String language,
        String checksum,
        Paper paper) {}
