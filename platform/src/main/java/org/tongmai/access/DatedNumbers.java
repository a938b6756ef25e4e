package org.tongmai.access;

import java.sql.Timestamp;
import java.time.Clock;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The numbers of {@code access.setting} as they are today. */
final class DatedNumbers {

    private final JdbcClient jdbc;
    private final Clock clock;

    DatedNumbers(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    int today(String name) {
        Timestamp day = Timestamp.from(clock.instant());
        return jdbc.sql(SentinelStore.NUMBER)
                .params(name, day, day)
                .query(Integer.class)
                .optional()
                .orElseThrow(() -> new IllegalStateException("access.setting has no " + name + " today"));
    }
}
