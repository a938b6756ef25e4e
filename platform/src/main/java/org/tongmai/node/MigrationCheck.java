package org.tongmai.node;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.tongmai.kernel.Problem;

/**
 * Verifies each migration in its own transaction, so that a bad one leaves no trace: every table, view, column and index
 * of ours says in a comment what it is for.
 */
public final class MigrationCheck implements Callback {

    /** Findings named in the message; more would hide the cause. */
    private static final int NAMED_MAX = 20;

    /** Applied, and not in this build. Numbers belong to capabilities, so a newer one need not be the highest. */
    private static final Set<MigrationState> UNKNOWN = EnumSet.of(
            MigrationState.MISSING_SUCCESS,
            MigrationState.MISSING_FAILED,
            MigrationState.FUTURE_SUCCESS,
            MigrationState.FUTURE_FAILED);

    /** Partitions inherit their meaning from the parent, and the index of a constraint from the constraint. */
    static final String UNCOMMENTED = """
            with ours as (
                select c.oid, c.relkind, n.nspname || '.' || c.relname as name
                  from pg_class c
                  join pg_namespace n on n.oid = c.relnamespace
                 where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'public')
                   and n.nspname not like 'pg\\_temp%'
                   and n.nspname not like 'pg\\_toast\\_temp%'
                   and not c.relispartition
                   and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e'))
            select name
              from ours
             where relkind in ('r', 'p', 'v', 'm')
               and obj_description(oid, 'pg_class') is null
            union all
            select name || '.' || a.attname
              from ours
              join pg_attribute a on a.attrelid = ours.oid
             where relkind in ('r', 'p')
               and a.attnum > 0
               and not a.attisdropped
               and col_description(ours.oid, a.attnum) is null
            union all
            select name
              from ours
             where relkind in ('i', 'I')
               and not exists (select from pg_constraint where conindid = ours.oid)
               and obj_description(oid, 'pg_class') is null
             order by 1
            """;

    /**
     * Brings a database to the newest version and checks the result; what a start and a test do alike.
     *
     * @throws Problem {@code node.data-newer}, {@code node.data-differs}; nothing is changed then
     */
    public static void migrate(Flyway flyway) {
        List<String> newer = newer(flyway);
        if (!newer.isEmpty()) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "node.data-newer",
                    "The data were written by a newer Tongmai than this one.",
                    "This build does not know the database's migrations " + String.join(", ", newer) + ".",
                    "Run the newer build, or restore a backup that this one made.");
        }
        try {
            flyway.migrate();
            flyway.validate();
        } catch (FlywayValidateException differs) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "node.data-differs",
                    "The tables of the database were not made by this build or one before it.",
                    String.valueOf(differs.getMessage()).lines().limit(2).collect(Collectors.joining(": ")) + ".",
                    "Run the build that made the data, or restore the last backup.");
        }
    }

    /** The versions that a database is at and this build does not have, at most {@value #NAMED_MAX}. */
    static List<String> newer(Flyway flyway) {
        return Stream.of(flyway.info().applied())
                .filter(each -> each.getVersion() != null && UNKNOWN.contains(each.getState()))
                .map(each -> each.getVersion().toString())
                .limit(NAMED_MAX)
                .toList();
    }

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.AFTER_EACH_MIGRATE;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        List<String> bare = uncommented(context);
        if (!bare.isEmpty()) {
            throw new FlywayException("Migration " + context.getMigrationInfo().getScript()
                    + " leaves without a comment: "
                    + String.join(", ", bare.subList(0, Math.min(NAMED_MAX, bare.size())))
                    + (bare.size() > NAMED_MAX ? " and " + (bare.size() - NAMED_MAX) + " more" : "")
                    + ". Add `comment on ...` to the migration.");
        }
    }

    @Override
    public String getCallbackName() {
        return "every object has its comment";
    }

    private static List<String> uncommented(Context context) {
        List<String> names = new ArrayList<>();
        try (var statement = context.getConnection().prepareStatement(UNCOMMENTED);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        } catch (SQLException failure) {
            throw new FlywayException("The comments cannot be checked", failure);
        }
        return names;
    }
}
