package org.tongmai.surveillance;

import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What all of surveillance shares. */
final class Surveillance {

    /** Days are those of China. */
    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    /** Who did what nobody did. */
    static final String PLATFORM = "platform";

    private Surveillance() {}

    /** The parameters of a statement, in its order; some may be null. */
    static List<@Nullable Object> given(@Nullable Object... parameters) {
        return Arrays.asList(parameters);
    }
}
