package org.tongmai.surveillance.evaluate;

/**
 * An outbreak of the truth. Days are positions of the scores.
 *
 * @param series which scores are about its place and disease
 * @param first day of the first onset
 * @param third day of the third; {@link #NEVER} where there is none
 * @param last day of the last
 * @param cases of it
 */
public record KnownOutbreak(int series, int first, int third, int last, int cases) {

    public static final int NEVER = Integer.MAX_VALUE;
}
