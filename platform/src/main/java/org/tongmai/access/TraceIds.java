package org.tongmai.access;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Numbers by which a refusal that somebody saw is found in the log. They need be distinct, not secret. */
final class TraceIds {

    private TraceIds() {}

    static String next() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
