package org.tongmai.onboarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.intake.Received;
import org.tongmai.node.TestDatabase;
import org.tongmai.onboarding.VolumeStore.Feed;

/** What comes is counted from the journal, each message once; a feed that stops is alarmed, and the alarm ends by itself. */
class VolumesTest {

    private static final String HOSPITAL = "12330000470000013F";

    private static final String ARRIVES = """
            insert into intake.message
                   (received_at, door, institution, sender, kind, application, control_id, content_hash, body_bytes, state)
            select ?::timestamptz + n * interval '1 second', 'HL7V2', ?, '10.0.0.1', ?, 'HIS', gen_random_uuid()::text,
                   sha256(gen_random_uuid()::text::bytea), 1, 'STORED'
              from generate_series(0, ?::int - 1) n
            """;

    private final TestDatabase database = TestDatabase.fresh();
    private final JdbcClient jdbc = JdbcClient.create(database.dataSource());
    private final VolumeStore store = new VolumeStore(jdbc);
    private volatile Instant now = at("2026-07-15T12:30");
    private final Volumes volumes = new Volumes(
            store,
            Received.on(database.dataSource()),
            data(),
            Duration.ZERO,
            new TransactionTemplate(new JdbcTransactionManager(database.dataSource())),
            clock());

    @Test
    void aFeedThatStopsIsAlarmedAndTheAlarmEndsWhenItComesAgain() {
        for (int week = 0; week <= 8; week++) {
            for (int hour = 8; hour < 12; hour++) {
                boolean stopped = week == 0 && hour >= 9;
                if (!stopped) {
                    arrive(LocalDate.parse("2026-07-15").minusWeeks(week) + "T%02d:00".formatted(hour), "ADT^A04", 12);
                }
            }
        }
        arrive("2026-07-15T11:00", "ORU^R01", 3);

        count();

        assertThat(volumes.feeds(HOSPITAL))
                .extracting(Feed::kind, Feed::system, Feed::silentSince, Feed::expected, Feed::weeks)
                .containsExactly(
                        tuple("ADT^A04", "HIS", at("2026-07-15T09:00"), 36L, 8),
                        tuple("ORU^R01", "HIS", null, null, null));

        arrive("2026-07-15T12:31", "ADT^A04", 1);
        now = at("2026-07-15T12:35");
        count();

        assertThat(volumes.feeds(HOSPITAL))
                .allSatisfy(feed -> assertThat(feed.silentSince()).isNull());
    }

    @Test
    void aDayStandsBesideItsHabit() {
        for (int week = 0; week <= 8; week++) {
            arrive(LocalDate.parse("2026-07-15").minusWeeks(week) + "T09:00", "ADT^A04", week == 0 ? 2 : 20 + week);
        }

        count();
        var nine = volumes.day(HOSPITAL, "", "", LocalDate.parse("2026-07-15")).get(9);

        assertThat(nine.messages()).isEqualTo(2);
        assertThat(nine.expected()).isEqualTo(24);
        assertThat(nine.low()).isGreaterThan(2);
    }

    @Test
    void eachMessageIsCountedOnceHoweverOftenItIsLooked() {
        arrive("2026-07-15T09:00", "ADT^A04", 250);

        for (int round = 0; round < 5; round++) {
            count();
        }

        assertThat(jdbc.sql("select sum(messages) from onboarding.volume")
                        .query(Long.class)
                        .single())
                .isEqualTo(250);
    }

    /** One round marks where the journal ends, the next one counts to there. */
    private void count() {
        for (int round = 0; round < 3; round++) {
            now = now.plusSeconds(1);
            volumes.round();
        }
    }

    private void arrive(String local, String kind, int messages) {
        jdbc.sql(ARRIVES)
                .params(Timestamp.from(at(local)), HOSPITAL, kind, messages)
                .update();
    }

    private Path data() {
        return Path.of(System.getProperty("java.io.tmpdir"), "no-files-of-the-operator");
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return Onboardings.ZONE;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return Clock.fixed(instant(), zone);
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }

    private static Instant at(String local) {
        return LocalDateTime.parse(local).atZone(Onboardings.ZONE).toInstant();
    }
}
