package org.tongmai.intake;

import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;

/** How old what is stored is, by the sender's clock. */
final class Ages {

    /** A row of a B-tree holds some 2,700 bytes; a longer name than this is told by its beginning and SHA-256. */
    private static final int KEY_MAX = 200;

    static final String READ = """
            select key, at, coalesce(event, at) as event
              from intake.age
             where institution = ?
               and key = any (?)
            """;

    static final String WRITE = """
            insert into intake.age as known (institution, key, at, event)
            values (?, ?, ?, ?)
            on conflict (institution, key)
            do update set at = greatest(known.at, excluded.at),
                          event = case
                                  when excluded.at > known.at then excluded.event
                                  when excluded.at < known.at then known.event
                                  else greatest(coalesce(known.event, known.at), excluded.event)
                                  end
            """;

    private Ages() {}

    /** How old what is stored of each of these things is; nothing about things never heard of. */
    static Map<String, Age> read(JdbcTemplate jdbc, String institution, Collection<String> keys) {
        Map<String, String> names = new HashMap<>();
        keys.forEach(key -> {
            names.put(stored(key), key);
            // long names were stored whole before
            names.put(key, key);
        });
        Map<String, Age> ages = new HashMap<>();
        jdbc.query(
                READ,
                row -> {
                    String key = Objects.requireNonNull(names.get(row.getString("key")));
                    Age age = new Age(
                            institution,
                            key,
                            row.getTimestamp("at").toInstant(),
                            row.getTimestamp("event").toInstant());
                    ages.merge(key, age, Ages::newer);
                },
                institution,
                names.keySet().toArray(String[]::new));
        return ages;
    }

    static void write(JdbcTemplate jdbc, List<Age> ages) {
        Map<Age, Age> sorted =
                new TreeMap<>(Comparator.comparing(Age::institution).thenComparing(Age::key));
        ages.forEach(age -> sorted.merge(age, age, Ages::newer));
        jdbc.batchUpdate(
                WRITE,
                sorted.values().stream()
                        .map(age -> new Object[] {
                            age.institution(), stored(age.key()), Timestamp.from(age.at()), Timestamp.from(age.event())
                        })
                        .toList());
    }

    private static Age newer(Age one, Age other) {
        return Age.OLDER_FIRST.compare(one, other) > 0 ? one : other;
    }

    static String stored(String key) {
        if (key.length() <= KEY_MAX) {
            return key;
        }
        byte[] hash = Intake.sha256(key.getBytes(StandardCharsets.UTF_8));
        int end = Character.isHighSurrogate(key.charAt(KEY_MAX / 2 - 1)) ? KEY_MAX / 2 - 1 : KEY_MAX / 2;
        return key.substring(0, end) + "#" + HexFormat.of().formatHex(hash);
    }
}
