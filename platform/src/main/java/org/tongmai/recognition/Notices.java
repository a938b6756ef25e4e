package org.tongmai.recognition;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.access.Caller;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Fact;

/**
 * What doctors have to be told who quoted a result that was corrected or withdrawn since. The patient is the institution's: who left it
 * is told nothing more, and what is not read for a day is for every doctor there.
 */
final class Notices {

    /** Notices of one answer. */
    private static final int SHOWN_MAX = 200;

    /** How long a notice waits for who quoted the result alone: who is at work reads it within a day. */
    static final Duration ALONE = Duration.ofDays(1);

    static final String RELYING = """
            select compartment, result, card, version, doctor, institution, patient, item, at
              from recognition.reliance
             where compartment = any (?)
               and result = any (?)
            """;

    static final String TELL = """
            insert into recognition.notice
                   (compartment, id, result, card, doctor, institution, patient, item, quoted_version, version, kind, quoted_at,
                    at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict do nothing
            """;

    /** The own before those of colleagues. Index {@code notice_open}. */
    static final String OPEN = """
            select id, result, doctor, patient, item, quoted_version, version, kind, quoted_at, at
              from recognition.notice
             where institution = ?
               and (doctor = ? or at < ?)
               and acknowledged_at is null
             order by doctor = ? desc, at desc
             limit ?
            """;

    static final String ACKNOWLEDGE = """
            update recognition.notice
               set acknowledged_at = ?,
                   acknowledged_by = ?
             where compartment = ?
               and id = ?
               and institution = ?
               and (doctor = ? or at < ?)
               and acknowledged_at is null
            """;

    private final JdbcClient jdbc;
    private final Clock clock;

    Notices(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** What became of a result. */
    enum Kind {
        CORRECTED,
        WITHDRAWN
    }

    /**
     * @param doctor login of who quoted it
     * @param patient source patient for whom it was quoted
     */
    record Notice(
            UUID id,
            String result,
            String doctor,
            long patient,
            String item,
            int quotedVersion,
            int version,
            Kind kind,
            Instant quotedAt,
            Instant at) {}

    private record Reliance(
            long compartment,
            String result,
            UUID card,
            int version,
            String doctor,
            String institution,
            long patient,
            String item,
            Instant at) {}

    /** Tells everybody who relies on an earlier version of one of these. Telling it again does nothing. */
    void changed(List<Fact> later) {
        Map<String, Fact> latest = new HashMap<>();
        for (Fact fact : later) {
            latest.merge(fact.reference(), fact, (a, b) -> a.version() > b.version() ? a : b);
        }
        if (latest.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        relying(latest).forEach(each -> {
            Fact fact = latest.get(each.result);
            if (fact != null && fact.version() > each.version) {
                tell(each, fact, now);
            }
        });
    }

    private List<Reliance> relying(Map<String, Fact> latest) {
        return jdbc.sql(RELYING)
                .param(latest.values().stream()
                        .map(each -> each.key().compartment())
                        .distinct()
                        .toArray(Long[]::new))
                .param(latest.keySet().toArray(String[]::new))
                .query((row, n) -> new Reliance(
                        row.getLong("compartment"),
                        row.getString("result"),
                        row.getObject("card", UUID.class),
                        row.getInt("version"),
                        row.getString("doctor"),
                        row.getString("institution"),
                        row.getLong("patient"),
                        row.getString("item"),
                        row.getTimestamp("at").toInstant()))
                .list();
    }

    private void tell(Reliance each, Fact fact, Instant now) {
        jdbc.sql(TELL)
                .params(
                        each.compartment,
                        CardId.next(each.compartment),
                        each.result,
                        each.card,
                        each.doctor,
                        each.institution,
                        each.patient,
                        each.item,
                        each.version,
                        fact.version(),
                        kind(fact).name(),
                        Timestamp.from(each.at),
                        Timestamp.from(now))
                .update();
    }

    private static Kind kind(Fact fact) {
        return fact.deleted() || ResultReader.status(fact.tree().path("status").asString("")) == Result.Status.WITHDRAWN
                ? Kind.WITHDRAWN
                : Kind.CORRECTED;
    }

    /** What waits for a doctor, newest first: the own, and what colleagues at the same institution have not read for a day. */
    List<Notice> open(Caller doctor) {
        return jdbc.sql(OPEN)
                .params(of(doctor), doctor.account(), colleagues(), doctor.account(), SHOWN_MAX)
                .query((row, n) -> notice(row))
                .list();
    }

    /** @throws Problem {@code recognition.no-such-notice} */
    void acknowledge(Caller doctor, UUID id) {
        String account = doctor.account();
        if (jdbc.sql(ACKNOWLEDGE)
                        .params(
                                Timestamp.from(clock.instant()),
                                account,
                                CardId.compartment(id),
                                id,
                                of(doctor),
                                account,
                                colleagues())
                        .update()
                == 0) {
            throw new Problem(
                    Problem.Kind.NOT_FOUND,
                    "recognition.no-such-notice",
                    "There is no such notice for you, or you have read it.",
                    "A notice is for the doctor who quoted the result, and after a day for those of the same institution.",
                    "Load the list again.");
        }
    }

    private static String of(Caller doctor) {
        return Objects.requireNonNullElse(doctor.institution(), "");
    }

    /** Since before when notices of colleagues have not been read for too long. */
    private Timestamp colleagues() {
        return Timestamp.from(clock.instant().minus(ALONE));
    }

    private static Notice notice(ResultSet row) throws SQLException {
        return new Notice(
                row.getObject("id", UUID.class),
                row.getString("result"),
                row.getString("doctor"),
                row.getLong("patient"),
                row.getString("item"),
                row.getInt("quoted_version"),
                row.getInt("version"),
                Kind.valueOf(row.getString("kind")),
                row.getTimestamp("quoted_at").toInstant(),
                row.getTimestamp("at").toInstant());
    }
}
