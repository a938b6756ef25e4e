package org.tongmai.surveillance.scan;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Draws one of many in proportion to weights, in constant time.
 *
 * @see <a href="https://doi.org/10.1109/32.92917">Vose 1991, doi 10.1109/32.92917</a>
 */
final class Alias {

    private static final double HALF_WORD = 0x1p-32;

    private final double[] chance;
    private final int[] other;

    Alias(double[] weights) {
        int size = weights.length;
        double sum = Arrays.stream(weights).sum();
        chance = new double[size];
        other = new int[size];
        int[] work = new int[size];
        int small = 0;
        int large = size;
        for (int i = 0; i < size; i++) {
            chance[i] = weights[i] / sum * size;
            other[i] = i;
            if (chance[i] < 1) {
                work[small++] = i;
            } else {
                work[--large] = i;
            }
        }
        while (small > 0 && large < size) {
            int less = work[--small];
            int more = work[large];
            other[less] = more;
            chance[more] -= 1 - chance[less];
            if (chance[more] < 1) {
                work[small++] = more;
                large++;
            }
        }
        // what is left is 1 but for rounding
        while (small > 0) {
            chance[work[--small]] = 1;
        }
        while (large < size) {
            chance[work[large++]] = 1;
        }
    }

    int draw(SplittableRandom random) {
        long bits = random.nextLong();
        int cell = (int) (((bits >>> 32) * chance.length) >>> 32);
        return (bits & 0xffff_ffffL) * HALF_WORD < chance[cell] ? cell : other[cell];
    }
}
