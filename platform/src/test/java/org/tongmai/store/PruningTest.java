package org.tongmai.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.node.TestDatabase;

/**
 * Locality: each hot statement touches only the partitions of the compartments it names, and every unique key of a partitioned
 * table contains the compartment. What holds for the partitions of one PostgreSQL holds for the shards of many.
 */
class PruningTest {

    private static final Pattern PARTITION =
            Pattern.compile("\\bon (version|compartment|alias|submission|feed|author)_(\\d)\\b");

    private static final String INSTITUTION = "91330000000000001X";

    private static TestDatabase database;

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
    }

    /** What is done to one record, of a patient whose compartment lies in another partition than the directory. */
    private static void work(Store store, String patient, String observation) {
        Scope scope = Scope.granted(List.of(new Scope.Grant(
                Set.of(ResourceKey.parse("Patient", patient).orElseThrow().compartment(), ResourceKey.DIRECTORY),
                Part.all()
                        .less(Part.either(
                                List.of(Part.ofTypes(Set.of("Appointment")), Part.labelled(Set.of("PSY"))))))));
        Origin sender = new Origin(INSTITUTION, "his", "key-1", "");
        String subject = "Patient/" + patient;
        var transaction = new ArrayList<Change>();
        for (int i = 0; i < 30; i++) {
            transaction.add(Change.create("Observation", Samples.observation(subject, "c" + i, "2026-01-01", "" + i)));
        }
        store.transact(transaction, sender);
        store.transact(transaction, sender);
        store.transact(
                List.of(Change.update("Observation", observation, Samples.observation(subject, "z", "2026-01-02", "2"))
                        .ifMatch(1)),
                new Origin(INSTITUTION, "his", null, ""));
        store.read("Observation", observation, scope);
        store.version("Observation", observation, 1, scope);
        store.history("Observation", observation, 10, scope);
        for (String query : List.of(
                "Observation?patient=" + patient + "&code=c1",
                "Observation?patient=" + patient + "&_sort=-date&_count=5&_total=accurate",
                "Observation?patient=" + patient + "&value-quantity=gt5&_include=Observation:subject",
                "Patient?_id=" + patient + "&_revinclude=Observation:subject")) {
            Page page = store.search(QueryText.read(query), scope);
            if (page.next() != null) {
                store.more(page.next(), scope);
            }
        }
        long compartment = ResourceKey.parse("Patient", patient).orElseThrow().compartment();
        String next = store.record(compartment, null, 10, scope).next();
        store.record(compartment, next, 10, scope);
    }

    /** Who knows what lies in 2 of 8 partitions touches no third; ids of submissions and chosen ids have partitions of their own. */
    @Test
    void whatIsDoneToOneRecordTouchesOnlyThePartitionsOfItsCompartments() {
        var plotted = new Plotted();
        Store store = Store.on(plotted.over(database.dataSource()), Clock.systemUTC());
        store.start();
        try {
            Origin sender = new Origin(INSTITUTION, "his", null, "");
            String patient = store.transact(List.of(Change.create("Patient", Samples.patient("李", "明", "1"))), sender)
                    .entries()
                    .getFirst()
                    .id();
            byte[] first = Samples.observation("Patient/" + patient, "z", "2026-01-01", "1");
            String observation = store.transact(List.of(Change.create("Observation", first)), sender)
                    .entries()
                    .getFirst()
                    .id();
            plotted.taken();

            work(store, patient, observation);

            var tables = new TreeMap<String, Integer>();
            for (Plotted.Plot plot : plotted.taken()) {
                Map<String, Set<String>> touched = new TreeMap<>();
                for (String line : plot.plan()) {
                    Matcher matcher = PARTITION.matcher(line);
                    while (matcher.find()) {
                        touched.computeIfAbsent(matcher.group(1), t -> new TreeSet<>())
                                .add(matcher.group(2));
                    }
                }
                touched.forEach((table, partitions) -> {
                    assertThat(partitions).as(table + ": " + plot.sql()).hasSizeLessThanOrEqualTo(2);
                    tables.merge(table, 1, Integer::sum);
                });
            }
            assertThat(tables).containsOnlyKeys("version", "compartment", "submission");
            assertThat(tables.get("version")).isGreaterThan(15);
        } finally {
            store.stop();
        }
    }

    @Test
    void everyUniqueKeyOfAPartitionedTableContainsTheCompartment() throws SQLException {
        String sql = """
                select c.relname, i.indexrelid::regclass::text,
                       exists (select from pg_attribute a
                                where a.attrelid = c.oid and a.attname = 'compartment' and a.attnum = any(i.indkey))::text
                  from pg_index i
                  join pg_class c on c.oid = i.indrelid
                  join pg_namespace n on n.oid = c.relnamespace
                 where n.nspname = 'store'
                   and c.relkind = 'p'
                   and i.indisunique
                """;
        try (Connection connection = database.dataSource().getConnection();
                var statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            int seen = 0;
            while (row.next()) {
                assertThat(row.getString(3)).as(row.getString(1)).isEqualTo("true");
                seen++;
            }
            assertThat(seen).isEqualTo(6);
        }
    }
}
