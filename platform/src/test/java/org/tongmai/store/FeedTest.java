package org.tongmai.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.node.TestDatabase;

class FeedTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int FIRST = 80;

    private DataSource database;
    private Store store;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh().dataSource();
        store = Store.on(database, Clock.systemUTC());
        store.start();
    }

    @AfterEach
    void close() {
        store.stop();
    }

    @Test
    void oneChangeThatAReaderFailsOnIsParkedAndDoesNotStopTheOthers() {
        var seen = new ConcurrentLinkedQueue<String>();
        var mended = new AtomicInteger();
        store.transact(
                List.of(
                        Change.create("Patient", Samples.patient("赵", "一", "p1")),
                        Change.create("Patient", Samples.patient("赵", "坏", "p2")),
                        Change.create("Patient", Samples.patient("赵", "三", "p3"))),
                Origin.platform());
        Consumer<List<Fact>> handler = facts -> facts.forEach(fact -> {
            String name = fact.tree().path("name").path(0).path("given").path(0).asString("");
            if (name.equals("坏") && mended.get() == 0) {
                throw new IllegalStateException("cannot be read");
            }
            seen.add(name);
        });

        store.feed().register("careful", Set.of("Patient"), handler);

        assertThat(store.feed().awaitCaughtUp("careful", LONG)).isTrue();
        assertThat(seen).contains("一", "三").doesNotContain("坏");
        assertThat(store.feed().parked()).containsEntry("careful", 1);

        mended.set(1);
        var again = feed();
        again.register("careful", Set.of("Patient"), handler);
        store.transact(List.of(Change.create("Patient", Samples.patient("赵", "四", "p4"))), Origin.platform());
        assertThat(again.awaitCaughtUp("careful", LONG)).isTrue();
        again.close();
        assertThat(seen).contains("坏");
        assertThat(again.parked()).isEmpty();
    }

    @Test
    void aParkedVersionThatWasFollowedByAnotherIsNotTriedAgain() {
        var seen = new ConcurrentLinkedQueue<String>();
        Consumer<List<Fact>> handler = facts -> facts.forEach(fact -> {
            String name = fact.tree().path("name").path(0).path("given").path(0).asString("");
            if (name.equals("坏") && seen.isEmpty()) {
                throw new IllegalStateException("cannot be read");
            }
            seen.add(name);
        });
        store.transact(List.of(Change.update("Patient", "parked", Samples.patient("赵", "坏", "p5"))), Origin.platform());
        store.feed().register("forward", Set.of("Patient"), handler);
        assertThat(store.feed().awaitCaughtUp("forward", LONG)).isTrue();
        store.transact(List.of(Change.update("Patient", "parked", Samples.patient("赵", "好", "p5"))), Origin.platform());
        assertThat(store.feed().awaitCaughtUp("forward", LONG)).isTrue();
        assertThat(seen).containsExactly("好");

        var again = feed();
        again.register("forward", Set.of("Patient"), handler);
        store.transact(List.of(Change.create("Patient", Samples.patient("赵", "六", "p6"))), Origin.platform());
        assertThat(again.awaitCaughtUp("forward", LONG)).isTrue();
        again.close();

        assertThat(seen).doesNotContain("坏").contains("六");
        assertThat(again.parked()).isEmpty();
    }

    @Test
    void whatANodeRemembersOfItsCommitsIsWhatAnotherReadsBack() {
        var remembered = new ConcurrentLinkedQueue<Fact>();
        var readBack = new ConcurrentLinkedQueue<Fact>();
        store.transact(List.of(Change.update("Patient", "kept", Samples.patient("赵", "七", "p7"))), Origin.platform());
        store.transact(
                List.of(
                        Change.update("Patient", "kept", Samples.patient("赵", "柒", "p7")),
                        Change.create("Patient", Samples.patient("赵", "八", "p8"))),
                Origin.platform());
        store.transact(
                List.of(new Change(Fact.Method.DELETE, "Patient", "kept", null, null, null, null, null)),
                Origin.platform());

        store.feed().register("here", Set.of("Patient"), remembered::addAll);
        var elsewhere = feed();
        elsewhere.register("there", Set.of("Patient"), readBack::addAll);
        assertThat(store.feed().awaitCaughtUp("here", LONG)).isTrue();
        assertThat(elsewhere.awaitCaughtUp("there", LONG)).isTrue();
        elsewhere.close();

        assertThat(remembered).hasSize(4);
        assertThat(told(remembered)).containsExactlyInAnyOrderElementsOf(told(readBack));
    }

    private static List<String> told(Collection<Fact> facts) {
        return facts.stream()
                .map(fact -> fact.deleted() ? fact + " deleted " + fact.at() : new String(fact.json(), UTF_8))
                .toList();
    }

    @Test
    void aReaderSeesEveryCommitOfManyWritersOnceAndInOrderWithinAPatient() throws InterruptedException {
        var seen = new ConcurrentLinkedQueue<String>();
        store.feed().register("early", Set.of("Patient"), facts -> facts.forEach(fact -> seen.add(fact.toString())));
        var written = new ConcurrentLinkedQueue<String>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 8; i++) {
            String number = "w" + i;
            threads.add(Thread.ofVirtual().start(() -> write(number, written)));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(store.feed().awaitCaughtUp("early", LONG)).isTrue();

        assertThat(seen).containsExactlyInAnyOrderElementsOf(written);
        Map<String, Integer> last = new HashMap<>();
        for (String version : seen) {
            String[] parts = version.split("/_history/");
            int number = Integer.parseInt(parts[1]);
            assertThat(number).isGreaterThan(last.getOrDefault(parts[0], 0));
            last.put(parts[0], number);
        }
    }

    private void write(String number, ConcurrentLinkedQueue<String> written) {
        var created = store.transact(Samples.record(number, 3), Origin.platform())
                .entries()
                .getFirst();
        written.add("Patient/" + created.id() + "/_history/1");
        for (int i = 2; i < 12; i++) {
            var done = store.transact(
                            List.of(Change.update("Patient", created.id(), Samples.patient("王", "芳", number))),
                            Origin.platform())
                    .entries()
                    .getFirst();
            written.add("Patient/" + created.id() + "/_history/" + done.version());
        }
    }

    @Test
    void aReaderAddedLaterBeginsWithTheFirstCommit() {
        store.transact(Samples.record("late", 4), Origin.platform());
        var count = new AtomicInteger();

        store.feed().register("late", Set.of(), facts -> count.addAndGet(facts.size()));

        assertThat(store.feed().awaitCaughtUp("late", LONG)).isTrue();
        assertThat(count).hasValue(5);
    }

    @Test
    void aReaderThatFailsGetsTheSameChangesAgain() {
        var attempts = new AtomicInteger();
        var got = new ConcurrentLinkedQueue<String>();
        store.feed().register("shaky", Set.of("Patient"), facts -> {
            if (attempts.incrementAndGet() == 1) {
                throw new IllegalStateException("first attempt fails");
            }
            facts.forEach(fact -> got.add(fact.type()));
        });

        store.transact(Samples.record("again", 1), Origin.platform());

        assertThat(store.feed().awaitCaughtUp("shaky", LONG)).isTrue();
        assertThat(got).containsExactly("Patient");
    }

    /** Commits of one patient each, whose transactions have the numbers from {@value #FIRST} on. */
    private List<String> numbered(int commits) {
        var written = new ArrayList<String>();
        for (int i = 0; i < commits; i++) {
            written.add(store.transact(
                            List.of(Change.create("Patient", Samples.patient("钱", "多", "n" + i))), Origin.platform())
                    .entries()
                    .getFirst()
                    .id());
        }
        JdbcClient.create(database).sql("""
                        with place as (
                            select tx, (row_number() over (order by tx) - 1 + ?)::text::xid8 as becomes
                              from (select distinct f.tx from store.feed f) as each
                        ), versions as (
                            update store.version v set tx = p.becomes from place p where p.tx = v.tx
                        )
                        update store.feed f set tx = p.becomes from place p where p.tx = f.tx
                        """).param(FIRST).update();
        return written;
    }

    @Test
    void aReaderThatIsBehindWhileTheNumbersOfTransactionsGetOneDigitLongerSkipsNothing() {
        List<String> written = numbered(250);
        var seen = new ConcurrentLinkedQueue<String>();

        store.feed().register("digits", Set.of("Patient"), facts -> facts.forEach(fact -> seen.add(fact.id())));

        assertThat(store.feed().awaitCaughtUp("digits", LONG)).isTrue();
        assertThat(seen).containsExactlyElementsOf(written);
    }

    @Test
    void aHistorySinceATimeGoesBackPastTheNumbersWithOneDigitLess() {
        List<String> written = numbered(30);
        var query = new HistoryQuery("Patient", null, Instant.EPOCH, null, null, 100, HistoryQuery.Total.NONE);

        Page page = store.history(query, null, Scope.everything());

        assertThat(page.facts()).hasSize(written.size());
    }

    /** The feed of a node that committed nothing itself. */
    private Feed feed() {
        var rows = new Rows(new Bodies(JdbcClient.create(database)));
        return new Feed(database, rows, new Recent(rows));
    }
}
