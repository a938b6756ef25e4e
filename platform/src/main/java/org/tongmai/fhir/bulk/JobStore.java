package org.tongmai.fhir.bulk;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.access.Caller;
import org.tongmai.access.Limit;
import org.tongmai.access.Role;

/** SQL of {@code fhir.bulk_*}. */
final class JobStore {

    static final String INSERT = """
            insert into fhir.bulk_job
                   (id, kind, state, account, name, role, institution, compartment, unrestricted, token_limit, request, plan,
                    compartments, snapshot, moment, planned, created_at, expires_at, directory)
            values (?, ?, 'WAITING', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    static final String ONE = "select * from fhir.bulk_job where id = ?";

    static final String OPEN = """
            select count(*), count(*) filter (where account = ?)
              from fhir.bulk_job
             where state in ('WAITING', 'RUNNING')
            """;

    /**
     * A job whose process ended; of another directory only an export that nobody took up, which begins anew. Of an account that
     * has fewer running first, so that they take turns; or only of one that has none.
     */
    static final String CLAIM = """
            update fhir.bulk_job
               set state = 'RUNNING', holder = ?, held_until = now() + interval '30 s'
             where id = (select id
                           from fhir.bulk_job j
                          cross join lateral (select count(*) as count
                                                from fhir.bulk_job r
                                               where r.account = j.account
                                                 and r.state = 'RUNNING'
                                                 and r.held_until >= now()) running
                          where state in ('WAITING', 'RUNNING')
                            and id <> all (?)
                            and (running.count = 0 or not ?)
                            and (held_until is null or held_until < now())
                            and (directory = ?
                                 or (kind = 'EXPORT'
                                     and coalesce(held_until, created_at) < now() - interval '2 min'))
                          order by running.count, created_at
                          limit 1
                            for update of j skip locked)
            returning *
            """;

    static final String RENEW = """
            update fhir.bulk_job
               set held_until = now() + interval '30 s'
             where holder = any (?)
               and state = 'RUNNING'
            returning id
            """;

    static final String RELEASE = """
            update fhir.bulk_job
               set holder = null, held_until = null
             where holder = any (?)
               and state = 'RUNNING'
            """;

    static final String RESTART = "update fhir.bulk_job set directory = ?, done = 0, resources = 0 where id = ?";

    static final String FORGET_FILES = "delete from fhir.bulk_file where job = ?";

    static final String PROGRESS = """
            update fhir.bulk_job
               set done = ?, planned = ?, resources = ?, counts = ?
             where id = ?
               and holder = ?
               and state = 'RUNNING'
            """;

    static final String FILE = """
            insert into fhir.bulk_file (job, kind, type, number, bytes, count)
            values (?, ?, ?, ?, ?, ?)
                on conflict (job, kind, type, number) do update
               set bytes = excluded.bytes, count = excluded.count
            """;

    static final String FILES = """
            select kind, type, number, bytes, count
              from fhir.bulk_file
             where job = ?
             order by kind, type, number
            """;

    static final String INPUT = """
            insert into fhir.bulk_input (job, number, type, url, pass, bytes, lines, place, done)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (job, number) do update
               set bytes = excluded.bytes, lines = excluded.lines, place = excluded.place, done = excluded.done
            """;

    static final String INPUTS = """
            select number, type, url, pass, bytes, lines, place, done
              from fhir.bulk_input
             where job = ?
             order by pass, number
            """;

    static final String FINISH = """
            update fhir.bulk_job
               set state = ?, problem = ?, holder = null, held_until = null, finished_at = ?, expires_at = ?
             where id = ?
               and holder = ?
               and state = 'RUNNING'
            """;

    static final String STOP = """
            update fhir.bulk_job
               set state = 'STOPPED', holder = null, held_until = null, expires_at = ?
             where id = ?
               and state in ('WAITING', 'RUNNING')
            """;

    static final String RESUME = """
            update fhir.bulk_job
               set state = 'WAITING', problem = null, holder = null, held_until = null
             where id = ?
               and state in ('STOPPED', 'FAILED')
            """;

    static final String REMOVE = "delete from fhir.bulk_job where id = ?";

    static final String EXPIRED = """
            select id
              from fhir.bulk_job
             where expires_at < ?
               and state in ('DONE', 'FAILED', 'STOPPED')
             limit 100
            """;

    static final String KNOWN = "select id from fhir.bulk_job where id = any (?)";

    static final String MOMENT =
            "insert into fhir.bulk_moment (at, snapshot) values (?, ?) on conflict (at) do nothing";

    static final String MOMENT_OF = "select snapshot from fhir.bulk_moment where at = ?";

    static final String FORGET_MOMENTS = "delete from fhir.bulk_moment where at < ?";

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    JobStore(JdbcClient jdbc, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    void insert(Job job, Instant created, List<Input> inputs) {
        Caller caller = job.caller();
        transactions.executeWithoutResult(transaction -> {
            jdbc.sql(INSERT)
                    .param(job.id())
                    .param(job.kind().name())
                    .param(caller.account())
                    .param(caller.name())
                    .param(caller.role().name())
                    .param(caller.institution())
                    .param(caller.compartment())
                    .param(caller.unrestricted())
                    .param(caller.limit() == null ? null : caller.limit().text())
                    .param(job.request())
                    .param(job.plan())
                    .param(
                            job.compartments() == null
                                    ? null
                                    : job.compartments().toArray(Long[]::new))
                    .param(job.snapshot())
                    .param(Timestamp.from(job.moment()))
                    .param(job.planned())
                    .param(Timestamp.from(created))
                    .param(Timestamp.from(job.expires()))
                    .param(job.directory())
                    .update();
            inputs.forEach(input -> put(job.id(), input));
        });
    }

    Optional<Job> one(String id) {
        return jdbc.sql(ONE).param(id).query(JobStore::job).optional();
    }

    /** Unfinished jobs: of all, of one account. */
    record Open(long all, long own) {}

    Open open(String account) {
        return jdbc.sql(OPEN)
                .param(account)
                .query((row, number) -> new Open(row.getLong(1), row.getLong(2)))
                .single();
    }

    /**
     * @param except jobs that this process still works on
     * @param other only a job of an account that has none running
     */
    Optional<Job> claim(String holder, String directory, Set<String> except, boolean other) {
        return jdbc.sql(CLAIM)
                .param(holder)
                .param(except.toArray(String[]::new))
                .param(other)
                .param(directory)
                .query(JobStore::job)
                .optional();
    }

    Set<String> renew(List<String> holders) {
        return Set.copyOf(jdbc.sql(RENEW)
                .param(holders.toArray(String[]::new))
                .query(String.class)
                .list());
    }

    void release(List<String> holders) {
        jdbc.sql(RELEASE).param(holders.toArray(String[]::new)).update();
    }

    /** Begins an export anew in another directory. */
    void restart(String id, String directory) {
        transactions.executeWithoutResult(transaction -> {
            jdbc.sql(FORGET_FILES).param(id).update();
            jdbc.sql(RESTART).param(directory).param(id).update();
        });
    }

    /** Makes a step durable, whole or not at all; false where the job is not this process's any more. */
    boolean step(Job job, String holder, List<JobFile> files, List<Input> inputs) {
        return Boolean.TRUE.equals(transactions.execute(transaction -> {
            int held = jdbc.sql(PROGRESS)
                    .param(job.done())
                    .param(job.planned())
                    .param(job.resources())
                    .param(new Long[] {
                        job.counts().created(),
                        job.counts().updated(),
                        job.counts().unchanged(),
                        job.counts().refused()
                    })
                    .param(job.id())
                    .param(holder)
                    .update();
            if (held == 1) {
                files.forEach(file -> jdbc.sql(FILE)
                        .param(job.id())
                        .param(file.kind().name().toLowerCase(Locale.ROOT))
                        .param(file.type())
                        .param(file.number())
                        .param(file.bytes())
                        .param(file.count())
                        .update());
                inputs.forEach(input -> put(job.id(), input));
            }
            return held == 1;
        }));
    }

    private void put(String job, Input input) {
        jdbc.sql(INPUT)
                .param(job)
                .param(input.number())
                .param(input.type())
                .param(input.url())
                .param(input.pass())
                .param(input.bytes())
                .param(input.lines())
                .param(input.place())
                .param(input.done())
                .update();
    }

    List<JobFile> files(String id) {
        return jdbc.sql(FILES)
                .param(id)
                .query((row, number) -> new JobFile(
                        JobFile.Kind.valueOf(row.getString(1).toUpperCase(Locale.ROOT)),
                        row.getString(2),
                        row.getInt(3),
                        row.getLong(4),
                        row.getLong(5)))
                .list();
    }

    List<Input> inputs(String id) {
        return jdbc.sql(INPUTS)
                .param(id)
                .query((row, number) -> new Input(
                        row.getInt(1),
                        row.getString(2),
                        row.getString(3),
                        row.getInt(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7),
                        row.getLong(8)))
                .list();
    }

    void finish(String id, String holder, Job.State state, @Nullable String problem, Instant now, Instant expires) {
        jdbc.sql(FINISH)
                .param(state.name())
                .param(problem)
                .param(Timestamp.from(now))
                .param(Timestamp.from(expires))
                .param(id)
                .param(holder)
                .update();
    }

    boolean stop(String id, Instant expires) {
        return jdbc.sql(STOP).param(Timestamp.from(expires)).param(id).update() == 1;
    }

    boolean resume(String id) {
        return jdbc.sql(RESUME).param(id).update() == 1;
    }

    void remove(String id) {
        jdbc.sql(REMOVE).param(id).update();
    }

    List<String> expired(Instant now) {
        return jdbc.sql(EXPIRED).param(Timestamp.from(now)).query(String.class).list();
    }

    Set<String> known(List<String> ids) {
        return Set.copyOf(jdbc.sql(KNOWN)
                .param(ids.toArray(String[]::new))
                .query(String.class)
                .list());
    }

    /** False where another export spoke of the same millisecond. */
    boolean keepMoment(Instant at, String snapshot) {
        return jdbc.sql(MOMENT).param(Timestamp.from(at)).param(snapshot).update() == 1;
    }

    Optional<String> snapshotOf(Instant at) {
        return jdbc.sql(MOMENT_OF).param(Timestamp.from(at)).query(String.class).optional();
    }

    void forgetMoments(Instant before) {
        jdbc.sql(FORGET_MOMENTS).param(Timestamp.from(before)).update();
    }

    private static Job job(ResultSet row, int number) throws SQLException {
        Array compartments = row.getArray("compartments");
        String limit = row.getString("token_limit");
        Long[] counts = (Long[]) row.getArray("counts").getArray();
        return new Job(
                row.getString("id"),
                Job.Kind.valueOf(row.getString("kind")),
                Job.State.valueOf(row.getString("state")),
                new Caller(
                                row.getString("account"),
                                row.getString("name"),
                                Role.valueOf(row.getString("role")),
                                row.getString("institution"),
                                row.getObject("compartment", Long.class),
                                row.getBoolean("unrestricted"))
                        .within(limit == null ? null : Limit.parse(limit)),
                row.getString("request"),
                row.getString("plan"),
                compartments == null ? null : Set.of((Long[]) compartments.getArray()),
                row.getString("snapshot"),
                row.getTimestamp("moment").toInstant(),
                row.getLong("done"),
                row.getLong("planned"),
                row.getLong("resources"),
                new Job.Counts(counts[0], counts[1], counts[2], counts[3]),
                row.getString("problem"),
                row.getTimestamp("expires_at").toInstant(),
                row.getString("directory"));
    }
}
