package org.tongmai.surveillance.detect;

import org.tongmai.kernel.Explanation;

/**
 * What a detector says of one period. {@code NaN} is a number that is not defined.
 *
 * @param index of the period
 * @param observed cases in it
 * @param expected cases that were to be expected
 * @param bound what the observed number, or the statistic where the method has one, is held against
 * @param score how far from expected, in the measure of the method
 * @param known whether the method says anything
 * @param alarm whether it is more than was to be expected
 * @param why the same in words
 */
public record PeriodResult(
        long index,
        double observed,
        double expected,
        double bound,
        double score,
        boolean known,
        boolean alarm,
        Explanation why) {}
