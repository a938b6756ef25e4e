package org.tongmai.intake;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;

/** How old what is stored is, by the sender's clock. */
final class Ages {

    static final String READ = """
            select key, at
              from intake.age
             where institution = ?
               and key = any (?)
            """;

    static final String WRITE = """
            insert into intake.age (institution, key, at)
            values (?, ?, ?)
            on conflict (institution, key)
            do update set at = greatest(intake.age.at, excluded.at)
            """;

    private Ages() {}

    /** When the newest message about each of these things was made; nothing about things never heard of. */
    static Map<String, Instant> read(JdbcTemplate jdbc, String institution, Collection<String> keys) {
        Map<String, Instant> ages = new HashMap<>();
        jdbc.query(
                READ,
                row -> {
                    ages.put(row.getString("key"), row.getTimestamp("at").toInstant());
                },
                institution,
                keys.toArray(String[]::new));
        return ages;
    }

    static void write(JdbcTemplate jdbc, List<Age> ages) {
        Map<Age, Age> sorted =
                new TreeMap<>(Comparator.comparing(Age::institution).thenComparing(Age::key));
        ages.forEach(age -> sorted.merge(age, age, (a, b) -> a.at().isAfter(b.at()) ? a : b));
        jdbc.batchUpdate(
                WRITE,
                sorted.values().stream()
                        .map(age -> new Object[] {age.institution(), age.key(), Timestamp.from(age.at())})
                        .toList());
    }
}
