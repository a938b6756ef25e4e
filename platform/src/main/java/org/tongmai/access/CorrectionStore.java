package org.tongmai.access;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** SQL of {@code access.correction}. */
final class CorrectionStore {

    /** Held until the commit, by one node. */
    static final String READ_UP_TO = "select parting from access.correction_read for update skip locked";

    static final String READ = "update access.correction_read set parting = ?";

    static final String ADD = """
            insert into access.correction (account, parting, at, looks, first, last, read, origin)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            on conflict do nothing
            """;

    static final String OF = """
            select parting, at, looks, first, last, read, origin, seen_at
              from access.correction
             where account = ? and parting < ?
             order by parting desc
             limit ?
            """;

    static final String WAITING = "select count(*) from access.correction where account = ? and seen_at is null";

    static final String SEE = """
            update access.correction set seen_at = coalesce(seen_at, ?) where account = ? and parting = ?
            """;

    private final JdbcClient jdbc;

    CorrectionStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The last parting that was gone through; empty while another node goes through some. */
    Optional<Long> readUpTo() {
        return jdbc.sql(READ_UP_TO).query(Long.class).optional();
    }

    void read(long parting) {
        jdbc.sql(READ).param(parting).update();
    }

    void add(String account, Correction correction) {
        jdbc.sql(ADD)
                .params(
                        account,
                        correction.parting(),
                        offset(correction.at()),
                        correction.looks(),
                        offset(correction.first()),
                        offset(correction.last()),
                        longs(correction.read()),
                        longs(correction.from()))
                .update();
    }

    /** The newest first, below a number. */
    List<Correction> of(String account, long below, int most) {
        return jdbc.sql(OF)
                .params(account, below, most)
                .query(CorrectionStore::row)
                .list();
    }

    long waiting(String account) {
        return jdbc.sql(WAITING).param(account).query(Long.class).single();
    }

    boolean see(String account, long parting, Instant at) {
        return jdbc.sql(SEE).params(offset(at), account, parting).update() > 0;
    }

    private static Correction row(ResultSet row, int number) throws SQLException {
        return new Correction(
                row.getLong("parting"),
                at(row.getObject("at", OffsetDateTime.class)),
                row.getLong("looks"),
                at(row.getObject("first", OffsetDateTime.class)),
                at(row.getObject("last", OffsetDateTime.class)),
                set(row.getArray("read")),
                set(row.getArray("origin")),
                orNull(row.getObject("seen_at", OffsetDateTime.class)));
    }

    private static Instant at(OffsetDateTime moment) {
        return moment.toInstant();
    }

    private static @Nullable Instant orNull(@Nullable OffsetDateTime moment) {
        return moment == null ? null : moment.toInstant();
    }

    private static OffsetDateTime offset(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC);
    }

    private static Long[] longs(Collection<Long> values) {
        return values.toArray(Long[]::new);
    }

    private static Set<Long> set(Array array) throws SQLException {
        return Set.of((Long[]) array.getArray());
    }
}
