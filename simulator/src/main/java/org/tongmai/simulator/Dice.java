package org.tongmai.simulator;

import java.util.List;
import java.util.UUID;

/**
 * A seeded source of chance that gives the same throws on every machine and JDK: SplitMix64.
 *
 * @see <a href="https://doi.org/10.1145/2714064.2660195">Steele, Lea and Flood 2014, doi 10.1145/2714064.2660195</a>
 */
public final class Dice {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;

    /** Dice that begin anew. */
    public Dice(long seed) {
        this.state = seed;
    }

    /** Dice of their own for one thing: throwing them does not change what other things get. */
    public static Dice of(long seed, String purpose, long number) {
        long mixed = seed;
        for (int i = 0; i < purpose.length(); i++) {
            mixed = mix(mixed + GOLDEN * (purpose.charAt(i) + 1L));
        }
        return new Dice(mix(mixed + GOLDEN * (number + 1)));
    }

    /** 64 bits. */
    public long next() {
        state += GOLDEN;
        return mix(state);
    }

    /** At least 0, less than {@code bound}. */
    public int below(int bound) {
        return (int) Math.unsignedMultiplyHigh(next(), bound);
    }

    /** Both ends included. */
    public int between(int low, int high) {
        return low + below(high - low + 1);
    }

    /** At least 0, less than 1. */
    public double fraction() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    /** True as often as this. */
    public boolean chance(double probability) {
        return fraction() < probability;
    }

    /** About standard normal (sum of twelve), between -6 and 6: no logarithm whose last digit differs by platform. */
    public double normal() {
        double sum = -6;
        for (int i = 0; i < 12; i++) {
            sum += fraction();
        }
        return sum;
    }

    /** One of them, each as likely. */
    public <T> T pick(List<T> from) {
        return from.get(below(from.size()));
    }

    /** A version 4 identifier. */
    UUID uuid() {
        return new UUID((next() & ~0xF000L) | 0x4000L, (next() >>> 2) | 0x8000000000000000L);
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
