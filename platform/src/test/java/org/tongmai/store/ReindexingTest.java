package org.tongmai.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.kernel.Problem;
import org.tongmai.node.TestDatabase;
import org.tongmai.store.Reindexing.State;

/**
 * Keys for parameters that users define: two nodes on one database, whose re-indexing the test moves step by step. Each parameter
 * has a twin whose job is stopped, so that it is decided on bodies throughout; both must find the same at any time.
 */
class ReindexingTest {

    private static final String CLASS =
            "Patient.extension('urn:class').value | Observation.extension('urn:class').value";

    /** The seed is part of the message of a failure. */
    private final long seed = Long.getLong("tongmai.seed", System.nanoTime());

    private final Wards wards = new Wards(seed);
    private final List<String> patients = new CopyOnWriteArrayList<>();
    private TestDatabase database;
    private JdbcClient jdbc;
    private Store one;
    private Store two;
    private Reindexing first;
    private Reindexing second;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh();
        jdbc = JdbcClient.create(database.dataSource());
        one = Store.on(database.dataSource(), Clock.systemUTC());
        two = Store.on(database.dataSource(), Clock.systemUTC());
        one.start();
        two.start();
        first = one.reindexing();
        second = two.reindexing();
        wards.found(one);
        write(one, 300);
        write(one, 400);
    }

    @AfterEach
    void close() {
        one.stop();
        two.stop();
    }

    private void write(Store store, int count) {
        for (int left = count; left > 0; left -= 50) {
            var changes = new ArrayList<Change>();
            var updated = new ArrayList<String>();
            while (changes.size() < 50) {
                Change change = wards.another(patients);
                if (change.id() == null || !updated.contains(change.id())) {
                    changes.add(change);
                    updated.add(String.valueOf(change.id()));
                }
            }
            store.transact(changes, Origin.platform()).entries().stream()
                    .filter(done -> done.type().equals("Patient") && !patients.contains(done.id()))
                    .forEach(done -> patients.add(done.id()));
        }
    }

    /** The twins are left to bodies. */
    private void begin() {
        first.compare();
        first.all().stream().filter(each -> each.id().endsWith("-body")).forEach(each -> first.stop(each.id()));
    }

    private void bothFindTheSame() {
        int found = 0;
        for (List<String> question : wards.questions()) {
            var keyed = Wards.found(one, question.getFirst());
            assertThat(keyed)
                    .as(question.getFirst() + ", seed " + seed)
                    .isEqualTo(Wards.found(two, question.getLast()));
            found += keyed.size();
        }
        assertThat(found).isGreaterThan(300);
    }

    private Reindexing.Standing standing(String id) {
        return first.one(id).orElseThrow();
    }

    private long rows(String... types) {
        return jdbc.sql("select count(*) from store.version where method <> 2 and type = any (?)")
                .param(java.util.Arrays.stream(types).map(ResourceTypes::code).toArray(Short[]::new))
                .query(Long.class)
                .single();
    }

    private void expire() {
        jdbc.sql("update store.parameter set held_until = now() - interval '1 s' where held_until is not null")
                .update();
    }

    private static void toTheEnd(Reindexing reindexing) {
        while (reindexing.step()) {
            assertThat(reindexing.all()).isNotEmpty();
        }
    }

    @Test
    void keysAndBodiesFindTheSameBeforeDuringAndAfter() {
        Wards.define(one);
        bothFindTheSame();

        begin();
        long patientRows = rows("Patient");
        long bothRows = rows("Patient", "Observation");
        bothFindTheSame();

        int steps = 0;
        Reindexing node = first;
        Reindexing other = second;
        while (node.step()) {
            write(steps % 2 == 0 ? one : two, 50);
            if (++steps % 3 == 0) {
                bothFindTheSame();
                expire();
                Reindexing next = other;
                other = node;
                node = next;
            }
        }

        bothFindTheSame();
        assertThat(steps).isGreaterThan(2 * Wards.PARAMETERS);
        assertThat(first.all())
                .filteredOn(each -> !each.id().endsWith("-body"))
                .hasSize(Wards.PARAMETERS)
                .allSatisfy(each -> {
                    assertThat(each.state()).isEqualTo(State.DONE);
                    assertThat(each.planned()).isEqualTo(each.id().equals("classed") ? bothRows : patientRows);
                    assertThat(each.done()).isEqualTo(each.planned());
                    assertThat(each.written())
                            .as("its path is that of another, so the keys are there")
                            .matches(rows -> each.id().equals("friend") ? rows == 0 : rows > 0);
                });
    }

    @Test
    void noWriteIsLostThatComesDuringReindexing() throws InterruptedException {
        var over = new AtomicBoolean();
        var failures = new CopyOnWriteArrayList<Throwable>();
        var writers = new ArrayList<Thread>();
        for (Store store : List.of(one, two)) {
            writers.add(Thread.ofVirtual().start(() -> {
                try {
                    while (!over.get()) {
                        write(store, 50);
                    }
                } catch (Throwable e) {
                    failures.add(e);
                }
            }));
        }

        Wards.define(two);
        begin();
        toTheEnd(second);
        over.set(true);
        for (Thread writer : writers) {
            writer.join();
        }

        assertThat(failures).isEmpty();
        assertThat(standing("classed").state()).isEqualTo(State.DONE);
        bothFindTheSame();
    }

    @Test
    void whatIsStoppedStaysWhereItIsAndGoesOnFromThere() {
        Wards.define(one, "classed", "token", CLASS);
        first.compare();
        first.step();
        first.step();
        Reindexing.Standing half = standing("classed");
        assertThat(half.counted()).isTrue();
        assertThat(half.done()).isEqualTo(200).isLessThan(half.planned());

        first.stop("classed");
        assertThat(first.step()).isFalse();
        expire();
        assertThat(second.step()).isFalse();
        assertThat(standing("classed").state()).isEqualTo(State.STOPPED);
        assertThat(standing("classed").done()).isEqualTo(200);

        first.resume("classed");
        toTheEnd(second);
        assertThat(standing("classed").state()).isEqualTo(State.DONE);
        assertThat(standing("classed").done()).isEqualTo(half.planned());
    }

    @Test
    void aNodeThatDiesIsFollowedByAnotherAndCountsNothingTwice() {
        Wards.define(one, "classed", "token", CLASS);
        first.compare();
        first.step();
        first.step();
        assertThat(second.step()).isFalse();

        expire();
        assertThat(second.step()).isTrue();
        assertThat(first.step()).isFalse();
        assertThat(standing("classed").done()).isEqualTo(400);

        second.close();
        expire();
        toTheEnd(first);
        assertThat(standing("classed").done()).isEqualTo(standing("classed").planned());
    }

    @Test
    void keysAreUsedOnceAllIsDoneAndNotBefore() {
        Wards.define(one, "classed", "token", CLASS);
        first.compare();
        first.step();
        first.step();
        assertThatThrownBy(this::createUnlessThere)
                .asInstanceOf(type(Problem.class))
                .satisfies(problem -> assertThat(problem.code()).isEqualTo("store.condition-wide"));

        toTheEnd(first);

        assertThat(createUnlessThere().result()).isEqualTo(Receipt.Result.CREATED);
        assertThat(createUnlessThere().result()).isEqualTo(Receipt.Result.EXISTED);
    }

    /** A condition that holds up writing is only taken where the index tells it. */
    private Receipt.Done createUnlessThere() {
        byte[] patient = Samples.bytes(
                "{\"resourceType\":\"Patient\",\"extension\":[{\"url\":\"urn:class\",\"valueCode\":\"only\"}]}");
        return two.transact(
                        List.of(Change.create("Patient", patient).where(QueryText.read("Patient?classed=only"))),
                        Origin.platform())
                .entries()
                .getFirst();
    }

    @Test
    void aChangedExpressionBeginsAnewAndKeysOfTheOldOneAreUsedNoMore() {
        Wards.define(one, "note", "string", "Patient.extension('urn:note').value.ofType(string)");
        Wards.define(one, "twin-body", "token", "Patient.extension('urn:class').value.ofType(code)");
        begin();
        toTheEnd(first);
        Page page = one.search(QueryText.read("Patient?note=alp&_count=1"), Scope.everything());
        assertThat(page.total()).isGreaterThan(1);

        Wards.define(one, "note", "token", "Patient.extension('urn:class').value.ofType(code)");
        assertThat(Wards.found(one, "Patient?note=c1"))
                .isNotEmpty()
                .isEqualTo(Wards.found(one, "Patient?twin-body=c1"));

        assertThat(one.more(String.valueOf(page.next()), Scope.everything()).facts())
                .as("pages of a moment go by the definition of that moment")
                .hasSize(1);

        assertThat(standing("note").state()).isEqualTo(State.DONE);
        second.compare();
        assertThat(standing("note").state()).isEqualTo(State.WAITING);
        assertThat(standing("note").done()).isZero();
        assertThatThrownBy(() -> one.more(String.valueOf(page.next()), Scope.everything()))
                .asInstanceOf(type(Problem.class))
                .satisfies(problem -> assertThat(problem.code()).isEqualTo("store.page-outdated"));
        toTheEnd(first);
        write(one, 50);
        assertThat(Wards.found(two, "Patient?note=c1")).isEqualTo(Wards.found(one, "Patient?twin-body=c1"));
    }

    @Test
    void wordsAboutAParameterMayChangeWithoutAnythingBeginningAnew() {
        Wards.define(one, "classed", "token", CLASS);
        first.compare();
        toTheEnd(first);

        one.transact(
                List.of(Change.update(
                        "SearchParameter",
                        "classed",
                        Samples.bytes(new String(
                                        Wards.definition("classed", "token", CLASS, "active"),
                                        java.nio.charset.StandardCharsets.UTF_8)
                                .replace("\"description\":\"classed\"", "\"description\":\"another\"")))),
                Origin.platform());
        first.compare();

        assertThat(standing("classed").state()).isEqualTo(State.DONE);
    }

    @Test
    void aParameterThatIsRetiredOrDeletedEndsItsJob() {
        Wards.define(one, "classed", "token", CLASS);
        Wards.define(one, "note", "string", "Patient.extension('urn:note').value.ofType(string)");
        first.compare();
        first.step();
        first.step();

        one.transact(
                List.of(
                        Change.update(
                                "SearchParameter", "classed", Wards.definition("classed", "token", CLASS, "retired")),
                        new Change(Fact.Method.DELETE, "SearchParameter", "note", null, null, null, null, null)),
                Origin.platform());
        assertThatThrownBy(() -> Wards.found(one, "Patient?classed=c1")).isInstanceOf(Problem.class);
        second.compare();

        assertThat(first.step()).isFalse();
        assertThat(first.all()).isEmpty();
        write(one, 50);

        Wards.define(one, "classed", "token", CLASS);
        Wards.define(one, "classed-body", "token", CLASS);
        begin();
        write(two, 50);
        toTheEnd(first);
        for (String code : List.of("c0", "c1", "c2")) {
            assertThat(Wards.found(two, "Patient?classed=" + code))
                    .isNotEmpty()
                    .isEqualTo(Wards.found(two, "Patient?classed-body=" + code));
        }
    }

    @Test
    void pagesOfAMomentBeforeReindexingWasDoneStayWhole() {
        Wards.define(one, "classed", "token", CLASS);
        Page page = one.search(QueryText.read("Patient?classed=c1&_count=10"), Scope.everything());
        long total = page.total();
        first.compare();
        toTheEnd(first);
        write(one, 200);

        long seen = page.facts().size();
        while (page.next() != null) {
            page = one.more(page.next(), Scope.everything());
            seen += page.facts().size();
        }

        assertThat(seen).isEqualTo(total);
    }

    /** A writer holds one of the rows of a part: the others are done and free again while the part waits for that one. */
    @Test
    void aRowThatAWriterHoldsBlocksNoOther() throws SQLException, InterruptedException {
        Wards.define(one, "classed", "token", CLASS);
        first.compare();
        first.step();
        String held = """
                select keys
                  from store.version
                 where compartment = (select min(compartment) from store.version where type = ?)
                   and type = ?
                   for no key update
                """;
        Thread step;
        try (Connection connection = database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            try (var statement = connection.prepareStatement(held)) {
                statement.setInt(1, ResourceTypes.code("Patient"));
                statement.setInt(2, ResourceTypes.code("Patient"));
                assertThat(statement.executeQuery().next()).isTrue();
            }
            step = Thread.ofVirtual().start(() -> first.step());
            while (step.isAlive() && standing("classed").done() == 0 && waiting() == 0) {
                Thread.onSpinWait();
            }

            ResourceKey next = next();
            byte[] update =
                    Samples.bytes("{\"resourceType\":\"Patient\",\"id\":\"" + next.id() + "\",\"active\":true}");
            two.transact(List.of(wards.patient(), Change.update("Patient", next.id(), update)), Origin.platform());
            connection.rollback();
        }
        step.join();

        assertThat(standing("classed").done()).isEqualTo(200);
    }

    /** The patient filed after the one that is held. */
    private ResourceKey next() {
        return jdbc.sql("""
                        select compartment, local
                          from store.version
                         where type = ?
                           and superseded is null
                         order by compartment
                        offset 1
                         limit 1
                        """)
                .param(ResourceTypes.code("Patient"))
                .query((row, number) -> new ResourceKey("Patient", row.getLong(1), row.getInt(2)))
                .single();
    }

    private long waiting() {
        return jdbc.sql("select count(*) from pg_locks where not granted and locktype = 'transactionid'")
                .query(Long.class)
                .single();
    }
}
