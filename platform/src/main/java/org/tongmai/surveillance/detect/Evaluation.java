package org.tongmai.surveillance.detect;

import java.util.Arrays;

/**
 * What a detector found in the periods of one series: a column for each kind of number, so that a day of a province makes no object
 * for each of its series. The same one may be filled again and again. {@code NaN} is a number that is not defined.
 */
public final class Evaluation {

    private static final byte QUIET = 0;
    private static final byte ALARM = 1;
    private static final byte UNKNOWN = 2;

    private int from;
    private int to;
    private double[] expected = new double[0];
    private double[] bound = new double[0];
    private double[] score = new double[0];
    private byte[] alarm = new byte[0];

    /** Makes room for the positions from one to another, without that. */
    void begin(int from, int to) {
        this.from = from;
        this.to = to;
        if (alarm.length < to - from) {
            expected = new double[to - from];
            bound = new double[to - from];
            score = new double[to - from];
            alarm = new byte[to - from];
        }
        Arrays.fill(alarm, 0, to - from, UNKNOWN);
    }

    void set(int position, double expected, double bound, double score, boolean alarm) {
        set(position, expected, bound, score, alarm ? ALARM : QUIET);
    }

    /** A period on which the method says nothing. */
    void unknown(int position, double expected, double bound, double score) {
        set(position, expected, bound, score, UNKNOWN);
    }

    private void set(int position, double expected, double bound, double score, byte alarm) {
        int at = position - from;
        this.expected[at] = expected;
        this.bound[at] = bound;
        this.score[at] = score;
        this.alarm[at] = alarm;
    }

    /** First position that was evaluated. */
    public int from() {
        return from;
    }

    /** Position behind the last one. */
    public int to() {
        return to;
    }

    /** Cases that were to be expected. */
    public double expected(int position) {
        return expected[position - from];
    }

    /** What the observed number, or the statistic where the method has one, is held against. */
    public double bound(int position) {
        return bound[position - from];
    }

    /** How far from expected, in the measure of the method. */
    public double score(int position) {
        return score[position - from];
    }

    /** Whether the method says anything on this period. */
    public boolean known(int position) {
        return alarm[position - from] != UNKNOWN;
    }

    public boolean alarm(int position) {
        return alarm[position - from] == ALARM;
    }
}
