package org.tongmai.surveillance;

import java.time.ZoneId;

/** What all of surveillance shares. */
final class Surveillance {

    /** Days are those of China. */
    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    /** Who did what nobody did. */
    static final String PLATFORM = "platform";

    private Surveillance() {}
}
