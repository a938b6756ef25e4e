package org.tongmai.exchange;

import java.sql.Date;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** SQL of the index at the nation. */
final class NationStore {

    static final String PROVINCE = "select * from exchange.province where id = ?";

    static final String LOCK = "select pg_advisory_xact_lock(hashtextextended('exchange.index ' || ?, 0))::text";

    static final String OTHER_KEY = "select exists (select from exchange.province where index_key <> ?)";

    static final String MOVE = """
            insert into exchange.province (id, index_key, epoch, sequence, digest, at)
            values (?, ?, ?, ?, ?, ?)
                on conflict (id) do update
               set index_key = excluded.index_key,
                   epoch = excluded.epoch,
                   sequence = excluded.sequence,
                   digest = excluded.digest,
                   at = excluded.at
            """;

    static final String WRITE = """
            insert into exchange.location (province, handle, epoch, digest, institution)
            values (?, ?, ?, ?, ?)
                on conflict (province, handle) do update
               set epoch = excluded.epoch, digest = excluded.digest, institution = excluded.institution
            """;

    static final String REMOVE = "delete from exchange.location where province = ? and handle = ?";

    static final String REMOVE_PSEUDONYMS = "delete from exchange.pseudonym where province = ? and handle = ?";

    static final String REMOVE_KINDS = "delete from exchange.kind where province = ? and handle = ?";

    static final String PSEUDONYMS = """
            insert into exchange.pseudonym (pseudonym, province, handle)
            select p, ?, ?
              from unnest(?::text[]) as t (p)
            """;

    static final String KIND = """
            insert into exchange.kind (province, handle, kind, first_day, last_day, count)
            values (?, ?, ?, ?, ?, ?)
            """;

    /** What an earlier building of the index had and this one does not. */
    static final String OLD = "select handle from exchange.location where province = ? and epoch < ? limit 1000";

    static final String STATE = "select digest from exchange.location where province = ? order by handle collate \"C\"";

    static final String WHERE = """
            select l.province, l.institution, k.kind, min(k.first_day) as first_day, max(k.last_day) as last_day,
                   coalesce(sum(k.count), 0) as count
              from (select distinct province, handle
                      from exchange.pseudonym
                     where pseudonym = any (?)
                     limit 1000) p
              join exchange.location l using (province, handle)
              left join exchange.kind k using (province, handle)
             group by l.province, l.institution, k.kind
             order by l.province, l.institution, k.kind
            """;

    private final JdbcClient jdbc;
    private final DataSource database;

    NationStore(JdbcClient jdbc, DataSource database) {
        this.jdbc = jdbc;
        this.database = database;
    }

    /** How far a province has come. */
    record Province(String key, long epoch, long sequence, String digest, Instant at) {}

    /** One kind of records of one institution of one province. */
    record Found(
            String province,
            @Nullable String institution,
            @Nullable String kind,
            @Nullable String first,
            @Nullable String last,
            long count) {}

    Optional<Province> province(String id) {
        return jdbc.sql(PROVINCE)
                .param(id)
                .query((row, n) -> new Province(
                        row.getString("index_key"),
                        row.getLong("epoch"),
                        row.getLong("sequence"),
                        row.getString("digest"),
                        row.getTimestamp("at").toInstant()))
                .optional();
    }

    void lock(String province) {
        jdbc.sql(LOCK).param(province).query(String.class).single();
    }

    boolean otherKey(String proof) {
        return jdbc.sql(OTHER_KEY).param(proof).query(Boolean.class).single();
    }

    void move(String id, Province to) {
        jdbc.sql(MOVE)
                .params(id, to.key(), to.epoch(), to.sequence(), to.digest(), Timestamp.from(to.at()))
                .update();
    }

    void write(String province, long epoch, IndexEntry entry) {
        remove(province, entry.handle());
        if (entry.gone()) {
            return;
        }
        jdbc.sql(WRITE)
                .param(province)
                .param(entry.handle())
                .param(epoch)
                .param(entry.digest())
                .param(entry.institution())
                .update();
        jdbc.sql(PSEUDONYMS)
                .params(province, entry.handle(), entry.pseudonyms().toArray(String[]::new))
                .update();
        for (IndexEntry.Kind kind : entry.kinds()) {
            jdbc.sql(KIND)
                    .param(province)
                    .param(entry.handle())
                    .param(kind.kind())
                    .param(kind.first() == null ? null : Date.valueOf(kind.first()))
                    .param(kind.last() == null ? null : Date.valueOf(kind.last()))
                    .param(kind.count())
                    .update();
        }
    }

    private void remove(String province, String handle) {
        jdbc.sql(REMOVE_KINDS).params(province, handle).update();
        jdbc.sql(REMOVE_PSEUDONYMS).params(province, handle).update();
        jdbc.sql(REMOVE).params(province, handle).update();
    }

    void removeOlder(String province, long epoch) {
        List<String> old;
        do {
            old = jdbc.sql(OLD).params(province, epoch).query(String.class).list();
            old.forEach(handle -> remove(province, handle));
        } while (!old.isEmpty());
    }

    List<Found> where(Collection<String> pseudonyms) {
        return jdbc.sql(WHERE)
                .param(pseudonyms.toArray(String[]::new))
                .query((row, n) -> new Found(
                        row.getString("province"),
                        row.getString("institution"),
                        row.getString("kind"),
                        row.getString("first_day"),
                        row.getString("last_day"),
                        row.getLong("count")))
                .list();
    }

    IndexState state(String province) {
        var all = IndexEntry.sha256();
        long count = 0;
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (var statement = connection.prepareStatement(STATE)) {
                statement.setFetchSize(1_000);
                statement.setString(1, province);
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        all.update(rows.getBytes("digest"));
                        count++;
                    }
                }
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
        return new IndexState(Jws.encode(all.digest()), count);
    }
}
