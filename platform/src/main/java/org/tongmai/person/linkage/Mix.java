package org.tongmai.person.linkage;

/** Spreads the bits of a number over all its places, the same on every machine (the finaliser of MurmurHash3). */
final class Mix {

    private Mix() {}

    static long of(long value) {
        long mixed = value;
        mixed = (mixed ^ mixed >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
    }

    static int of(int value) {
        return (int) (of((long) value) >>> 7);
    }
}
