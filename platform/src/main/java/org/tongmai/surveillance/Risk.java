package org.tongmai.surveillance;

/** How great a risk is (极低, 低, 中, 高): likelihood × impact, each 1 to 4. The bounds are ours: the standard was not found. */
public enum Risk {
    VERY_LOW,
    LOW,
    MEDIUM,
    HIGH;

    public static final int MOST = 4;

    private static final int LOW_FROM = 3;
    private static final int MEDIUM_FROM = 6;
    private static final int HIGH_FROM = 12;

    public static Risk of(int likelihood, int impact) {
        int product = likelihood * impact;
        return product >= HIGH_FROM ? HIGH : product >= MEDIUM_FROM ? MEDIUM : product >= LOW_FROM ? LOW : VERY_LOW;
    }
}
