package org.tongmai.intake.codes;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.intake.codes.Translating.Sink;
import org.tongmai.intake.hl7v2.Zones;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Change;
import org.tongmai.store.Fact;
import org.tongmai.store.Json;
import org.tongmai.store.Origin;
import org.tongmai.store.Page;
import org.tongmai.store.Query;
import org.tongmai.store.Scope;
import org.tongmai.store.Slice;
import org.tongmai.store.Store;
import tools.jackson.databind.node.ObjectNode;

/**
 * Translates records again that came before a map was changed, a page at a time. Another version is written only of a record that
 * says something else then; doing it again changes nothing.
 */
final class TranslatedAgain {

    /** Records of one step. */
    static final int STEP = 200;

    /** Runs told at once. */
    private static final int LISTED = 50;

    static final String BEGIN = """
            insert into intake.code_again (
                   institution, system, types, place, token, state, total, seen, changed, kept, why, started_at, started_by)
            values (?, ?, ?, 1, null, 'RUNNING', 0, 0, 0, 0, '', ?, ?)
            on conflict (institution, system) where state = 'RUNNING'
            do nothing
            """;

    static final String NEXT = """
            select *
              from intake.code_again
             where state = 'RUNNING'
             order by id
             limit 1
               for update skip locked
            """;

    static final String STEPPED = """
            update intake.code_again
               set place = ?, token = ?, total = total + ?, seen = seen + ?, changed = changed + ?, kept = kept + ?,
                   state = case when state = 'STOPPED' then state else ? end, why = ?, ended_at = ?
             where id = ?
            """;

    static final String STOP = """
            update intake.code_again
               set state = 'STOPPED', ended_at = ?
             where id = ?
               and (institution = ? or ? = '')
               and state = 'RUNNING'
            """;

    static final String LIST = """
            select *
              from intake.code_again
             where (institution = ? or ? = '')
             order by id desc
             limit ?
            """;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final Store store;
    private final CodeMaps maps;
    private final Zones zones;
    private final Clock clock;

    TranslatedAgain(
            JdbcTemplate jdbc,
            JdbcTransactionManager transactions,
            Store store,
            CodeMaps maps,
            Zones zones,
            Clock clock) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.store = store;
        this.maps = maps;
        this.zones = zones;
        this.clock = clock;
    }

    /**
     * A run, and how far it is.
     *
     * @param institution empty for the records of all
     * @param kept records that could not be written
     */
    record Run(
            long id,
            String institution,
            String system,
            List<String> types,
            int place,
            @Nullable String token,
            String state,
            long total,
            long seen,
            long changed,
            long kept,
            String why,
            Instant startedAt,
            String startedBy,
            @Nullable Instant endedAt) {}

    /** Begins a run, unless one of the same is under way. */
    void begin(String institution, String system, List<CodeKind> kinds, String by) {
        Object[] types = kinds.stream()
                .flatMap(kind -> kind.searches().stream())
                .distinct()
                .toArray();
        jdbc.update(BEGIN, statement -> {
            statement.setString(1, institution);
            statement.setString(2, system);
            statement.setArray(3, statement.getConnection().createArrayOf("text", types));
            statement.setTimestamp(4, Timestamp.from(clock.instant()));
            statement.setString(5, by);
        });
    }

    /** @param institution empty for whoever may stop all */
    boolean stop(long id, String institution) {
        return jdbc.update(STOP, Timestamp.from(clock.instant()), id, institution, institution) > 0;
    }

    List<Run> runs(String institution) {
        return jdbc.query(LIST, TranslatedAgain::run, institution, institution, LISTED);
    }

    /** Goes one step of the oldest run; false where there is nothing to do. */
    boolean step() {
        return Boolean.TRUE.equals(transaction.execute(status -> stepped()));
    }

    /** The row is held, so that two nodes do not do the same. */
    private boolean stepped() {
        Optional<Run> next = jdbc.query(NEXT, TranslatedAgain::run).stream().findFirst();
        next.ifPresent(run -> {
            try {
                step(run);
            } catch (Problem failed) {
                // the page before is of a moment that is not kept any more: its type is begun anew, which changes
                // nothing twice
                boolean anew = run.token() != null;
                stepped(run, run.place(), null, 0, new long[3], anew ? "RUNNING" : "FAILED", failed.code());
            }
        });
        return next.isPresent();
    }

    private void step(Run run) {
        if (run.place() > run.types().size()) {
            stepped(run, run.place(), null, 0, new long[3], "DONE", "");
            return;
        }
        String type = run.types().get(run.place() - 1);
        Page page =
                run.token() == null ? store.search(query(run, type), scope(run)) : store.more(run.token(), scope(run));
        long[] sums = new long[3];
        for (Fact fact : page.facts()) {
            sums[0]++;
            translate(fact, sums);
        }
        boolean last = page.next() == null;
        boolean done = last && run.place() == run.types().size();
        long total = run.token() == null ? Math.max(page.total(), 0) : 0;
        stepped(run, last ? run.place() + 1 : run.place(), page.next(), total, sums, done ? "DONE" : "RUNNING", "");
    }

    private static Scope scope(Run run) {
        return run.institution().isEmpty() ? Scope.everything() : Scope.sent(run.institution(), Set.of());
    }

    private static Query query(Run run, String search) {
        String[] parts = search.split("[?]", 2);
        Query query = Query.of(parts[0]).count(STEP);
        return parts.length == 1 ? query : query.where(parts[1], Query.escape(run.system()) + "|");
    }

    private void translate(Fact fact, long[] sums) {
        String institution = store.sourceOf(fact.key().compartment()).orElse(null);
        if (institution == null) {
            return;
        }
        ObjectNode now = translated(fact.tree(), institution, fact);
        if (now.equals(fact.tree())) {
            return;
        }
        Change.Patch patch = current -> translated(current, institution, fact);
        byte[] sent = Json.bytes(now);
        try {
            store.transact(
                    List.of(Change.patch(fact.type(), fact.id(), patch, Slice.of(sent))),
                    new Origin(institution, "intake/codes", null, ""));
            sums[1]++;
        } catch (Problem refused) {
            sums[2]++;
        }
    }

    private ObjectNode translated(ObjectNode resource, String institution, Fact fact) {
        Instant first = store.version(fact.type(), fact.id(), 1, Scope.everything())
                .map(Fact::at)
                .orElse(fact.at());
        String arrived = zones.at(first).toLocalDate().toString();
        new Translating(maps.now()).translate(resource, institution, arrived, Sink.NOBODY);
        return resource;
    }

    private void stepped(
            Run run, int place, @Nullable String token, long total, long[] sums, String state, String why) {
        Timestamp ended = state.equals("RUNNING") ? null : Timestamp.from(clock.instant());
        jdbc.update(STEPPED, place, token, total, sums[0], sums[1], sums[2], state, why, ended, run.id());
    }

    private static Run run(ResultSet row, int number) throws SQLException {
        Timestamp ended = row.getTimestamp("ended_at");
        return new Run(
                row.getLong("id"),
                row.getString("institution"),
                row.getString("system"),
                List.of((String[]) row.getArray("types").getArray()),
                row.getInt("place"),
                row.getString("token"),
                row.getString("state"),
                row.getLong("total"),
                row.getLong("seen"),
                row.getLong("changed"),
                row.getLong("kept"),
                row.getString("why"),
                row.getTimestamp("started_at").toInstant(),
                row.getString("started_by"),
                ended == null ? null : ended.toInstant());
    }
}
