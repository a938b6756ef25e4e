package org.tongmai.access;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * That one person may act for another (代办): for whom, who, how far, why, from when until when.
 *
 * @param ward source patient of whom somebody acts for
 * @param holder source patient of who acts
 * @param reads whether the holder, showing the health code, may allow an institution to read
 * @param withheld special classes that the ward keeps from the holder; see {@link Proxies#withheld}
 * @param until the end; a guardian's ends at the 18th birthday at the latest
 * @param recordedBy login of who recorded it
 * @param institution USCC of the institution that saw the proof; null where the ward said so on the own phone
 * @param endedAt when it was ended before its time; null for never
 * @param endedBy login of who ended it; null where a later one took its place
 */
public record Proxy(
        UUID id,
        long ward,
        long holder,
        Ground ground,
        Level level,
        boolean reads,
        Set<Sensitivity> withheld,
        Instant from,
        Instant until,
        String recordedBy,
        @Nullable String institution,
        @Nullable Instant endedAt,
        @Nullable String endedBy) {

    public Proxy {
        withheld = Set.copyOf(withheld);
    }

    /** Why somebody may act. */
    public enum Ground {
        /** Guardian of a minor (监护: Civil Code 27; PIPL 31). */
        GUARDIAN,
        /** By the ward's own word, as elders trust their children (委托代理: Civil Code 161 to 165). */
        ENTRUSTED,
        /** Appointed by a court or an authority (指定监护: Civil Code 31, 36). */
        APPOINTED
    }

    /** How far it goes. Which endpoints that are stands in {@link Endpoints}. */
    public enum Level {
        /** Shows the health code, and nothing else. */
        CODE,
        /** Reads the record and who looked at it. */
        SEE,
        /** The same, and answers requests, sets rules and shows the health code. */
        ACT;

        /** Whether the holder shows the ward's health code. */
        public boolean showsCode() {
            return this != SEE;
        }
    }

    /** Whether it holds, as far as its own row tells; ages and deaths are for {@link Proxies}. */
    boolean holds(Instant now) {
        return !now.isBefore(from) && !over(now);
    }

    boolean over(Instant now) {
        return !now.isBefore(until) || endedAt != null && !now.isBefore(endedAt);
    }
}
