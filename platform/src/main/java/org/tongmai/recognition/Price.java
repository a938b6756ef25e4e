package org.tongmai.recognition;

/**
 * What an examination costs, and who pays it.
 *
 * @param fen the whole price
 * @param fundPercent share of the insurance fund, 0 to 100
 */
record Price(long fen, int fundPercent) {

    /** Above any price of an examination; beyond it a file has a wrong column. */
    static final long MOST = 100_000_000;

    static final Price NOTHING = new Price(0, 0);

    private static final int WHOLE = 100;

    Price {
        if (fen < 0 || fen > MOST || fundPercent < 0 || fundPercent > WHOLE) {
            throw new IllegalArgumentException("a price is 0 to " + MOST + " fen, a share 0 to 100 percent");
        }
    }

    /** The fund's part, rounded down to the fen. */
    long fundFen() {
        return fen * fundPercent / WHOLE;
    }

    /** The rest, so that both are always the whole. */
    long patientFen() {
        return fen - fundFen();
    }
}
