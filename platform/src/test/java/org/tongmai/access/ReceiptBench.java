package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.access.receipt.Proven;
import org.tongmai.kernel.Batching;
import org.tongmai.kernel.crypto.Suite;
import org.tongmai.node.DataDirectory;
import org.tongmai.node.EmbeddedPostgres;
import org.tongmai.node.EmbeddedPostgres.Durability;
import org.tongmai.node.MigrationCheck;

/** What receipts cost; see bench/README.md. */
class ReceiptBench {

    private static final int READERS = 32;
    private static final Duration TURN = Duration.ofSeconds(3);
    private static final int TURNS = 4;

    private static final String WITHOUT = """
            with batch as materialized (select nextval('access.look_id') * 512 as id)
            insert into access.look
                   (id, compartment, at, person, account, name, role, institution, purpose, basis, interaction, counts,
                    shown, automatic)
            select batch.id + l.place, l.compartment, l.at,
                   (select member.person from person.member where member.compartment = l.compartment),
                   l.account, 'Zhang', 'DOCTOR', '12330000470003281N', 'CARE', 'TREATMENT', 'read', 'Condition=1', true, false
              from batch, unnest(?::int[], ?::bigint[], ?::timestamptz[], ?::text[]) as l (place, compartment, at, account)
            """;

    private final AtomicLong patients = new AtomicLong();

    /** Processor time and waiting of a look, with and without its receipt, in turns on one durable database. */
    @Test
    @EnabledIfSystemProperty(named = "tongmai.bench.receipts", matches = "append|all")
    void appending() throws Exception {
        Path directory = Files.createTempDirectory(Path.of("target"), "receipt-bench");
        try (EmbeddedPostgres server =
                EmbeddedPostgres.start(DataDirectory.hold(directory, Clock.systemUTC()), Durability.FULL)) {
            DataSource database = database(server);
            JdbcClient jdbc = JdbcClient.create(database);
            for (String suite : List.of("national", "international")) {
                jdbc.sql("delete from access.log").update();
                Receipts receipts =
                        new Receipts(new LogStore(jdbc), Suite.of(suite).orElseThrow(), Clock.systemUTC());
                LookStore store = new LookStore(database, jdbc, receipts);
                double[] sum = new double[6];
                for (int turn = -1; turn < TURNS; turn++) {
                    double[] without = turn(jdbc, looks -> plain(database, looks));
                    double[] with = turn(jdbc, store::insert);
                    for (int i = 0; turn >= 0 && i < 3; i++) {
                        sum[i] += without[i] / TURNS;
                        sum[i + 3] += with[i] / TURNS;
                    }
                }
                System.out.printf(
                        Locale.ROOT,
                        "%s, %d readers: without %.4f ms CPU (server %.4f), %.3f ms wall; with %.4f ms CPU (server %.4f), "
                                + "%.3f ms wall; difference %.4f ms CPU, %.3f ms wall, ratio %.2f CPU, %.2f wall%n",
                        suite,
                        READERS,
                        sum[0],
                        sum[1],
                        sum[2],
                        sum[3],
                        sum[4],
                        sum[5],
                        sum[3] - sum[0],
                        sum[5] - sum[2],
                        sum[3] / sum[0],
                        sum[5] / sum[2]);
                assertThat(sum[3] - sum[0]).isLessThan(0.1);
            }
        }
    }

    /** Writes files with many receipts, their keys and their log, to verify with the command. */
    @Test
    @EnabledIfSystemProperty(named = "tongmai.bench.receipts", matches = "files|all")
    void files() throws Exception {
        int count = Integer.getInteger("tongmai.bench.count", 1_000_000);
        Path folder = Files.createDirectories(Path.of(System.getProperty("tongmai.bench.folder", "target/receipts")));
        String suite = System.getProperty("tongmai.bench.suite", "national");
        Path directory = Files.createTempDirectory(Path.of("target"), "receipt-bench");
        try (EmbeddedPostgres server =
                EmbeddedPostgres.start(DataDirectory.hold(directory, Clock.systemUTC()), Durability.NONE)) {
            DataSource database = database(server);
            JdbcClient jdbc = JdbcClient.create(database);
            LogStore logs = new LogStore(jdbc);
            Receipts receipts = new Receipts(logs, Suite.of(suite).orElseThrow(), Clock.systemUTC());
            LookStore store = new LookStore(database, jdbc, receipts);
            var transaction = new TransactionTemplate(new DataSourceTransactionManager(database));
            HeadKeys keys = new HeadKeys(logs, receipts, directory.resolve("secrets"), transaction, Clock.systemUTC());
            ReceiptLog log = new ReceiptLog(logs, receipts, keys, transaction, Clock.systemUTC());
            for (int i = 0; i < count; i += LookStore.BATCH) {
                List<List<Look>> batch = new ArrayList<>();
                for (int n = 0; n < Math.min(LookStore.BATCH, count - i); n++) {
                    batch.add(List.of(look()));
                }
                store.insert(batch);
            }
            long began = System.nanoTime();
            LogStore.Head head = log.head();
            System.out.printf(
                    Locale.ROOT, "head over %d entries in %.1f s%n", count, (System.nanoTime() - began) / 1e9);
            write(folder, store, log, head, count);
            Files.writeString(
                    folder.resolve("keys.json"),
                    tools.jackson.databind.json.JsonMapper.shared()
                            .writeValueAsString(log.keys().published()));
        }
    }

    private static void write(Path folder, LookStore store, ReceiptLog log, LogStore.Head head, int count)
            throws IOException {
        try (BufferedWriter all = Files.newBufferedWriter(folder.resolve("receipts.ndjson"));
                BufferedWriter bare = Files.newBufferedWriter(folder.resolve("bare.ndjson"));
                BufferedWriter leaves = Files.newBufferedWriter(folder.resolve("log.txt"))) {
            for (int from = 0; from < count; from += 2_000) {
                for (Proven each : log.proven(store.stretch(from, Math.min(count, from + 2_000)), head)) {
                    all.write(each.line() + "\n");
                    bare.write(new Proven(each.entry(), each.opening(), each.place(), null, each.head()).line() + "\n");
                    leaves.write(org.tongmai.access.receipt.LogFile.line(
                                    each.entry().leaf(log.log().hash()))
                            + "\n");
                }
            }
            leaves.write(head.text() + "\n");
        }
    }

    /** Milliseconds of processor time of both processes, of the server alone, and of waiting, for each look. */
    private double[] turn(JdbcClient jdbc, Insert insert) throws Exception {
        long until = System.nanoTime() + TURN.toNanos();
        double before = cpu(jdbc);
        double serverBefore = server();
        long began = System.nanoTime();
        AtomicLong looks = new AtomicLong();
        try (var batches =
                        new Batching<List<Look>, Boolean>("bench", LookStore.BATCH, 8_192, Duration.ZERO, together -> {
                            insert.of(together);
                            return Collections.nCopies(together.size(), true);
                        });
                var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            readers.invokeAll(Collections.nCopies(READERS, () -> {
                while (System.nanoTime() < until) {
                    batches.ask(List.of(look()), IllegalStateException::new);
                    looks.incrementAndGet();
                }
                return true;
            }));
        }
        double count = looks.get();
        return new double[] {
            1000 * (cpu(jdbc) - before) / count,
            1000 * (server() - serverBefore) / count,
            READERS * (System.nanoTime() - began) / 1e6 / count
        };
    }

    @FunctionalInterface
    private interface Insert {
        void of(List<List<Look>> looks) throws SQLException;
    }

    private static double server() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / 1e9;
    }

    /** Of this process and of the backends of PostgreSQL, which stay while it runs. */
    private static double cpu(JdbcClient jdbc) throws IOException {
        double sum = server();
        long postmaster = jdbc.sql("select pg_backend_pid()").query(Long.class).single();
        List<Long> all = new ArrayList<>();
        ProcessHandle.of(postmaster)
                .flatMap(ProcessHandle::parent)
                .ifPresent(parent -> parent.descendants().forEach(each -> all.add(each.pid())));
        for (long pid : all) {
            String[] fields = Files.readString(Path.of("/proc/" + pid + "/stat"))
                    .replaceFirst(".*\\) ", "")
                    .split(" ");
            sum += (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
        }
        return sum;
    }

    private static void plain(DataSource database, List<List<Look>> looks) throws SQLException {
        Integer[] places = new Integer[looks.size()];
        Long[] compartments = new Long[places.length];
        Timestamp[] times = new Timestamp[places.length];
        String[] accounts = new String[places.length];
        for (int i = 0; i < places.length; i++) {
            Look look = looks.get(i).getFirst();
            places[i] = i;
            compartments[i] = look.compartment();
            times[i] = Timestamp.from(look.at());
            accounts[i] = look.account();
        }
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(WITHOUT)) {
            statement.setArray(1, connection.createArrayOf("int4", places));
            statement.setArray(2, connection.createArrayOf("bigint", compartments));
            statement.setArray(3, connection.createArrayOf("timestamptz", times));
            statement.setArray(4, connection.createArrayOf("text", accounts));
            statement.executeUpdate();
        }
    }

    private static DataSource database(EmbeddedPostgres server) {
        DataSource postgres = server.dataSource("postgres");
        JdbcClient.create(postgres).sql("create database bench").update();
        MigrationCheck.migrate(org.flywaydb.core.Flyway.configure()
                .dataSource(server.dataSource("bench"))
                .callbacks(new MigrationCheck())
                .load());
        var pool = new com.zaxxer.hikari.HikariDataSource();
        pool.setJdbcUrl(server.url("bench"));
        pool.setUsername(server.user());
        pool.setPassword(server.password());
        pool.setMaximumPoolSize(4);
        return pool;
    }

    private Look look() {
        return new Look(
                patients.incrementAndGet() % 100_000,
                0,
                Instant.now().truncatedTo(ChronoUnit.MICROS),
                null,
                "zhang",
                "张伟",
                Role.DOCTOR,
                TestNode.HOSPITAL_A,
                Purpose.CARE,
                Basis.TREATMENT,
                "read",
                Map.of("Condition", 1),
                true,
                false,
                null,
                null);
    }
}
