package org.tongmai.person.linkage;

import java.util.Arrays;

/** A growing list of pairs of places with a number each. */
final class Pairs {

    private static final int FIRST = 256;

    private long[] both = new long[FIRST];
    private float[] weights = new float[FIRST];
    private int size;

    void add(int one, int other, float weight) {
        if (size == both.length) {
            both = Arrays.copyOf(both, size * 2);
            weights = Arrays.copyOf(weights, size * 2);
        }
        both[size] = (long) one << Integer.SIZE | other;
        weights[size] = weight;
        size++;
    }

    void addAll(Pairs more) {
        if (size + more.size > both.length) {
            int room = Math.max(size + more.size, size + (size >> 1));
            both = Arrays.copyOf(both, room);
            weights = Arrays.copyOf(weights, room);
        }
        System.arraycopy(more.both, 0, both, size, more.size);
        System.arraycopy(more.weights, 0, weights, size, more.size);
        size += more.size;
    }

    int size() {
        return size;
    }

    int one(int place) {
        return (int) (both[place] >>> Integer.SIZE);
    }

    int other(int place) {
        return (int) both[place];
    }

    float weight(int place) {
        return weights[place];
    }

    /** The places of the pairs from the heaviest to the lightest; of equal weight, in the order of their records. */
    int[] heaviestFirst() {
        long[] keys = new long[size];
        for (int i = 0; i < size; i++) {
            int bits = Float.floatToIntBits(weights[i]);
            // floats in the order of their bits, the greatest first
            int ordered = ~(bits ^ (bits >> 31 & Integer.MAX_VALUE));
            keys[i] = (long) ordered << Integer.SIZE | i;
        }
        Arrays.parallelSort(keys);
        int[] places = new int[size];
        for (int i = 0; i < size; i++) {
            places[i] = (int) keys[i];
        }
        return places;
    }
}
