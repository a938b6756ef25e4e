package org.tongmai.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.tongmai.node.TestDatabase;

/** How old things with long names are. */
class AgesTest {

    private static final String HOSPITAL = "12330000470000013F";

    private static final Instant EARLY = Instant.parse("2026-03-01T00:00:00Z");

    private static final Instant LATER = Instant.parse("2026-03-02T00:00:00Z");

    @Test
    void aLongNameIsNotCutInsideACharacter() {
        String stored = Ages.stored("x".repeat(99) + "𠮷".repeat(100));

        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(stored)).isTrue();
        assertThat(stored.length()).isLessThan(200);
    }

    @Test
    void whatWasStoredUnderItsWholeNameIsStillKnownAndTheNewerTimeCounts() {
        JdbcTemplate jdbc = new JdbcTemplate(TestDatabase.fresh().dataSource());
        String key = "visit/" + "长".repeat(300);
        jdbc.update(
                "insert into intake.age (institution, key, at, event) values (?, ?, ?, ?)",
                HOSPITAL,
                key,
                Timestamp.from(EARLY),
                Timestamp.from(EARLY));

        assertThat(Ages.read(jdbc, HOSPITAL, List.of(key)).get(key)).isEqualTo(new Age(HOSPITAL, key, EARLY, EARLY));
        Ages.write(jdbc, List.of(new Age(HOSPITAL, key, LATER, LATER)));
        assertThat(Ages.read(jdbc, HOSPITAL, List.of(key)).get(key)).isEqualTo(new Age(HOSPITAL, key, LATER, LATER));
    }
}
