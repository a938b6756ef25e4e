package org.tongmai.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SQL of {@code store.parameter}. */
final class ReindexStore {

    /** Parameters that are told at a time; there are never more. */
    static final int PARAMETERS_MAX = 100;

    static final String COMPLETE = """
            select 1
              from store.parameter
             where parameter = ?
               and definition = ?
               and state = 'DONE'
            """;

    static final String ALL = "select * from store.parameter order by id limit " + PARAMETERS_MAX;

    static final String ONE = "select * from store.parameter where parameter = ?";

    static final String DELETE = "delete from store.parameter where id = any (?)";

    /** Under {@link Keying#LOCK}: what the snapshot does not see is written with keys. */
    static final String INSERT = """
            insert into store.parameter (parameter, definition, snapshot)
            values (?, ?, pg_current_snapshot()::text)
            """;

    /** The job that this node runs, else one that nobody does. */
    static final String CLAIM = """
            update store.parameter
               set state = 'RUNNING', holder = ?, held_until = now() + interval '30 s'
             where id = (select id
                           from store.parameter
                          where state in ('WAITING', 'RUNNING')
                            and (holder = ? or held_until is null or held_until < now())
                          order by holder is not distinct from ? desc, id
                          limit 1
                            for update skip locked)
            returning *
            """;

    static final String RENEW = """
            update store.parameter
               set held_until = now() + interval '30 s'
             where holder = ?
               and state = 'RUNNING'
            """;

    static final String RELEASE = """
            update store.parameter
               set state = 'WAITING', holder = null, held_until = null
             where holder = ?
               and state = 'RUNNING'
            """;

    static final String COUNTED = """
            update store.parameter
               set planned = planned + ?, counted = ?, compartment = ?, type = ?, local = ?, version = ?
             where id = ?
               and holder = ?
               and state = 'RUNNING'
            """;

    static final String INDEXED = """
            update store.parameter
               set done = done + ?, written = written + ?, compartment = ?, type = ?, local = ?, version = ?
             where id = ?
               and holder = ?
               and state = 'RUNNING'
            """;

    static final String FINISH = """
            update store.parameter
               set state = ?, problem = ?, finished_at = case when ? = 'DONE' then now() end, holder = null, held_until = null
             where id = ?
               and holder = ?
               and state = 'RUNNING'
            """;

    static final String STOP = """
            update store.parameter
               set state = 'STOPPED', holder = null, held_until = null
             where parameter = ?
               and state in ('WAITING', 'RUNNING')
            """;

    static final String RESUME = """
            update store.parameter
               set state = 'WAITING', problem = null
             where parameter = ?
               and state in ('STOPPED', 'FAILED')
            """;

    private ReindexStore() {}

    /** The place of a row among all. */
    record Place(long compartment, int type, int local, int version) {
        static final Place BEGINNING = new Place(-1, 0, 0, 0);
    }

    /** A job as it stands. */
    record Job(
            long id,
            String parameter,
            String definition,
            String snapshot,
            Reindexing.State state,
            boolean counted,
            long planned,
            long done,
            long written,
            Place place,
            @Nullable String problem,
            Instant begunAt,
            @Nullable Instant finishedAt) {}

    /** Whether every row has the keys of this definition. */
    static boolean complete(Connection connection, String parameter, String definition) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COMPLETE)) {
            statement.setString(1, parameter);
            statement.setString(2, definition);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Those that a statement finds or changes. */
    static List<Job> jobs(Connection connection, String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            var out = new ArrayList<Job>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    out.add(job(row));
                }
            }
            return out;
        }
    }

    /** Carries out a change and tells how many rows it met. */
    static int change(Connection connection, String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        }
    }

    static void delete(Connection connection, List<Long> ids) throws SQLException {
        change(connection, DELETE, connection.createArrayOf("bigint", ids.toArray()));
    }

    private static Job job(ResultSet row) throws SQLException {
        OffsetDateTime finished = row.getObject("finished_at", OffsetDateTime.class);
        return new Job(
                row.getLong("id"),
                row.getString("parameter"),
                row.getString("definition"),
                row.getString("snapshot"),
                Reindexing.State.valueOf(row.getString("state")),
                row.getBoolean("counted"),
                row.getLong("planned"),
                row.getLong("done"),
                row.getLong("written"),
                new Place(row.getLong("compartment"), row.getInt("type"), row.getInt("local"), row.getInt("version")),
                row.getString("problem"),
                row.getObject("begun_at", OffsetDateTime.class).toInstant(),
                finished == null ? null : finished.toInstant());
    }
}
