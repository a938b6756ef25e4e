package org.tongmai.surveillance.nowcast;

import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * How the missing reports are estimated.
 *
 * @param maxDelay days after which a day counts as complete; 30 by custom
 * @param window so many days tell how late reports come; 60 by custom
 * @param draws how often the posterior is drawn from; 4,000 by custom
 * @param seed the same seed gives the same answer
 */
public record NowcastSettings(int maxDelay, int window, int draws, long seed) {

    public static final NowcastSettings USUAL = new NowcastSettings(30, 60, 4_000, 1);

    private static final int DELAY_MOST = 365;
    private static final int DRAWS_LEAST = 100;
    private static final int DRAWS_MOST = 1_000_000;

    public NowcastSettings {
        if (maxDelay < 1 || maxDelay > DELAY_MOST || window < 1 || draws < DRAWS_LEAST || draws > DRAWS_MOST) {
            throw new Problem(
                    Kind.INVALID,
                    "surveillance.nowcast-setting",
                    "A longest delay of " + maxDelay + " days, a window of " + window + " days, " + draws
                            + " draws cannot be used.",
                    "Allowed are delays of 1 to " + DELAY_MOST + " days, windows of 1 day or more, " + DRAWS_LEAST
                            + " to " + DRAWS_MOST + " draws.",
                    "Choose values in these bounds.");
        }
    }
}
