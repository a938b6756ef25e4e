package org.tongmai.access.sentinel;

import java.time.Instant;
import java.util.List;
import org.tongmai.kernel.Explanation;

/**
 * Unusual reading of one reader: a case.
 *
 * @param account who
 * @param begun first shift of the case, counted in days since 1970; with the account it names the case
 * @param from first look
 * @param until last look so far
 * @param score bits: how surprising all of it is
 * @param why what was unusual, the heaviest first
 * @param looks ids of looks that counted, at most {@value #LOOKS_MAX}
 * @param patients how many source patients were read in its newest shift
 */
public record Finding(
        String account,
        long begun,
        Instant from,
        Instant until,
        double score,
        Explanation why,
        List<Long> looks,
        int patients) {

    /** Enough to judge by. */
    public static final int LOOKS_MAX = 200;

    public Finding {
        looks = List.copyOf(looks);
    }
}
