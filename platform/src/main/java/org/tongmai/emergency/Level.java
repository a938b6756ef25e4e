package org.tongmai.emergency;

import org.tongmai.kernel.RegionCode;

/** How grave an event is: I 特别重大 (red), II 重大 (orange), III 较大 (yellow), IV 一般 (blue). 《突发事件应对法》, 2024. */
public enum Level {
    I,
    II,
    III,
    IV;

    /** Whether a division of this level may enter what {@code lowest} may. */
    static boolean reaches(RegionCode.Level division, RegionCode.Level lowest) {
        return rank(division) <= rank(lowest);
    }

    private static int rank(RegionCode.Level division) {
        return switch (division) {
            case PROVINCE -> 0;
            case CITY -> 1;
            case COUNTY -> 2;
        };
    }
}
