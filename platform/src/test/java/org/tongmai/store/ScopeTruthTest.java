package org.tongmai.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.kernel.Problem;
import org.tongmai.node.TestDatabase;

/**
 * The answer under a scope is the answer of a store that holds only what the scope shows: made by removing the rest from a copy of
 * the database. {@code -Dscope.cases=100000} for the long run.
 */
class ScopeTruthTest {

    private static final Scope ALL = Scope.everything();
    private static final int CASES = Integer.getInteger("scope.cases", 2_000);
    private static final int CASES_OF_A_SCOPE = 100;
    private static final int PAGES_MAX = 4;

    private static final Random RANDOM = new Random(Long.getLong("scope.seed", 6065));

    private static TestDatabase whole;
    private static HikariDataSource pool;
    private static Store store;
    private static Truth truth;
    private static List<RandomScopes.Seen> versions;
    private static List<Fact> history;
    private static RandomScopes scopes;
    private static List<Questions.Question> questions;

    @BeforeAll
    static void load() {
        TestDatabase loaded = TestDatabase.fresh();
        Store first = Store.on(loaded.dataSource(), Clock.systemUTC());
        first.refuseDeletionOfReferred(false);
        first.start();
        Synthea.load(first);
        new RandomChanges(RANDOM).of(first, everything(first));
        first.stop();
        RandomChanges.sources(loaded);
        whole = loaded;
        pool = pool(loaded.copy());
        store = Store.on(pool, Clock.systemUTC());
        store.start();
        List<Fact> current = everything(store);
        truth = new Truth(current);
        history = history(new HistoryQuery(null, null, null, null, null, 500, HistoryQuery.Total.NONE), ALL);
        versions = seen(history);
        scopes = new RandomScopes(RANDOM, current, RandomChanges.categories(truth), sources(history));
        questions = new ArrayList<>(new Questions(truth).all());
    }

    @AfterAll
    static void close() {
        store.stop();
        pool.close();
    }

    /** Signing in to the database for each question would take most of the time. */
    private static HikariDataSource pool(TestDatabase database) {
        var pool = new HikariDataSource();
        pool.setDataSource(database.dataSource());
        pool.setMinimumIdle(1);
        pool.setMaximumPoolSize(8);
        return pool;
    }

    @Test
    void theAnswerIsThatOfAStoreThatHoldsOnlyWhatTheScopeShows() throws Exception {
        var wrong = new ArrayList<String>();
        int cases = 0;
        int found = 0;
        while (cases < CASES && wrong.isEmpty()) {
            RandomScopes.Scoped scoped = scopes.next();
            Set<String> shown = shown(scoped);
            TestDatabase left = left(shown);
            HikariDataSource connections = pool(left);
            Store reference = Store.on(connections, Clock.systemUTC());
            reference.start();
            try {
                for (int i = 0; i < CASES_OF_A_SCOPE; i++, cases++) {
                    Case one = oneCase();
                    List<String> expected = one.ask(reference, ALL);
                    List<String> actual = one.ask(store, scoped.scope());
                    found += expected.size();
                    if (!expected.equals(actual)) {
                        wrong.add(one + "\nunder " + scoped.scope() + "\n" + difference(expected, actual));
                    }
                }
                compare(wrong, "history", histories(scoped, shown), shown(history.stream(), shown));
                compare(wrong, "export", exported(scoped.scope(), false), current(shown, false));
                compare(wrong, "exported deletions", exported(scoped.scope(), true), current(shown, true));
                cases += 3;
            } finally {
                reference.stop();
                connections.close();
                left.drop();
            }
        }
        System.out.println(cases + " cases under random scopes compared, " + found + " resources");

        assertThat(wrong).isEmpty();
        assertThat(found).isGreaterThan(cases);
    }

    private static void compare(List<String> wrong, String what, List<String> actual, List<String> expected) {
        if (!actual.equals(expected)) {
            wrong.add(what + ": " + difference(expected, actual));
        }
    }

    private static String difference(List<String> expected, List<String> actual) {
        var missing = new TreeSet<>(expected);
        missing.removeAll(actual);
        var more = new TreeSet<>(actual);
        more.removeAll(expected);
        return "missing " + missing + " more " + more;
    }

    // -- what is asked

    private interface Case {
        List<String> ask(Store store, Scope scope);
    }

    private record Search(String type, Map<String, List<String>> parameters) implements Case {
        @Override
        public List<String> ask(Store store, Scope scope) {
            return lines(
                    () -> store.search(QueryText.parse(List.of(type), parameters), scope),
                    token -> store.more(token, scope));
        }
    }

    private record Everything(RecordQuery query) implements Case {
        @Override
        public List<String> ask(Store store, Scope scope) {
            return lines(() -> store.record(query, null, scope), token -> store.record(query, token, scope));
        }
    }

    private record Read(String type, String id, int version) implements Case {
        @Override
        public List<String> ask(Store store, Scope scope) {
            var wanted = new Extraction.Version(id, version);
            return Stream.of(
                            store.read(type, id, scope),
                            store.version(type, id, version, scope),
                            store.current(type, id, scope),
                            store.extraction().versions(type, List.of(wanted), scope).values().stream()
                                    .findFirst())
                    .map(String::valueOf)
                    .toList();
        }
    }

    private Case oneCase() {
        switch (RANDOM.nextInt(12)) {
            case 0 -> {
                return new Everything(recordQuery());
            }
            case 1 -> {
                Fact fact = any(history);
                return new Read(fact.type(), fact.id(), fact.version());
            }
            default -> {
                Questions.Question question = any(questions);
                var parameters = new LinkedHashMap<>(question.parameters());
                new RandomChanges(RANDOM).decorate(question.type(), parameters, truth);
                return new Search(question.type(), parameters);
            }
        }
    }

    private static RecordQuery recordQuery() {
        Fact fact = any(history);
        Set<String> types = RANDOM.nextBoolean()
                ? Set.of()
                : new TreeSet<>(List.of(any(history).type(), fact.type()));
        CareTime care = RANDOM.nextBoolean() ? null : CareTime.of("2010-01-01", "2018-06-30");
        return new RecordQuery(
                fact.key().compartment(), null, types, null, care, RANDOM.nextBoolean(), 20 + RANDOM.nextInt(400));
    }

    private interface Pages {
        Page next(String token);
    }

    private interface First {
        Page page();
    }

    /** What an answer says: matches, what comes along, totals, whether there is more, refusals. */
    private static List<String> lines(First first, Pages more) {
        var out = new ArrayList<String>();
        try {
            @Nullable Page page = first.page();
            for (int i = 0; page != null && i < PAGES_MAX; i++) {
                out.add("total " + page.total());
                page.facts().forEach(fact -> out.add(fact.toString()));
                page.included().stream().map(fact -> "with " + fact).sorted().forEach(out::add);
                page = page.next() == null ? null : more.next(page.next());
            }
            out.add(page == null ? "end" : "more");
        } catch (Problem refused) {
            out.add(refused.code() + " " + refused.getMessage());
        }
        return out;
    }

    // -- what there is

    private static List<Fact> everything(Store store) {
        var out = new ArrayList<Fact>();
        Page page = store.search(QueryText.read("?_count=1000"), ALL);
        while (true) {
            out.addAll(page.facts());
            if (page.next() == null) {
                return out;
            }
            page = store.more(page.next(), ALL);
        }
    }

    private static List<Fact> history(HistoryQuery query, Scope scope) {
        var out = new ArrayList<Fact>();
        Page page = store.history(query, null, scope);
        while (true) {
            out.addAll(page.facts());
            if (page.next() == null) {
                return out;
            }
            page = store.history(query, page.next(), scope);
        }
    }

    /** Each with a truth of its own number of version, since a truth holds one version of a resource. */
    private static List<RandomScopes.Seen> seen(List<Fact> facts) {
        Map<Integer, List<Fact>> byVersion =
                facts.stream().filter(fact -> !fact.deleted()).collect(Collectors.groupingBy(Fact::version));
        var out = new ArrayList<RandomScopes.Seen>();
        byVersion.forEach((version, some) -> {
            var of = new Truth(some);
            Map<String, Resource> parsed = new HashMap<>();
            of.all().values().forEach(each -> each.forEach(resource -> parsed.put(Truth.key(resource), resource)));
            some.forEach(fact ->
                    out.add(new RandomScopes.Seen(fact, Objects.requireNonNull(parsed.get(fact.reference())), of)));
        });
        return out;
    }

    /** The versions that a scope shows: those it shows themselves, of resources whose newest content it shows. */
    private static Set<String> shown(RandomScopes.Scoped scoped) {
        Map<ResourceKey, RandomScopes.Seen> newest = new HashMap<>();
        versions.forEach(each -> newest.merge(
                each.fact().key(), each, (a, b) -> a.fact().version() > b.fact().version() ? a : b));
        Set<ResourceKey> keys = newest.entrySet().stream()
                .filter(each -> scoped.shows().test(each.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        Set<String> out = versions.stream()
                .filter(each -> keys.contains(each.fact().key()))
                .filter(each -> scoped.shows().test(each))
                .map(each -> each.fact().toString())
                .collect(Collectors.toCollection(TreeSet::new));
        history.stream()
                .filter(fact -> fact.deleted() && keys.contains(fact.key()))
                .forEach(fact -> out.add(fact.toString()));
        return out;
    }

    /** A copy of the database without all other versions. */
    private static TestDatabase left(Set<String> shown) throws SQLException {
        TestDatabase left = whole.copy();
        try (Connection connection = left.dataSource().getConnection();
                var statement = connection.prepareStatement("""
                        delete from store.version
                         where (compartment, type, local, version)
                            in (select * from unnest(?::bigint[], ?::smallint[], ?::integer[], ?::integer[]))
                        """)) {
            List<Fact> hidden = history.stream()
                    .filter(fact -> !shown.contains(fact.toString()))
                    .toList();
            statement.setArray(
                    1,
                    connection.createArrayOf("bigint", of(hidden, f -> f.key().compartment())));
            statement.setArray(2, connection.createArrayOf("smallint", of(hidden, f -> ResourceTypes.code(f.type()))));
            statement.setArray(
                    3,
                    connection.createArrayOf("integer", of(hidden, f -> f.key().local())));
            statement.setArray(4, connection.createArrayOf("integer", of(hidden, Fact::version)));
            statement.executeUpdate();
        }
        return left;
    }

    private static Object[] of(List<Fact> facts, java.util.function.Function<Fact, Object> column) {
        return facts.stream().map(column).toArray();
    }

    private static Map<Long, String> sources(List<Fact> facts) {
        return store.sources(
                facts.stream().map(fact -> fact.key().compartment()).collect(Collectors.toSet()));
    }

    // -- history and export, by plain filtering

    private static List<String> shown(Stream<Fact> facts, Set<String> shown) {
        return facts.map(Fact::toString).filter(shown::contains).toList();
    }

    private static List<String> histories(RandomScopes.Scoped scoped, Set<String> shown) {
        var counted = new HistoryQuery(null, null, null, null, null, 70, HistoryQuery.Total.ACCURATE);
        assertThat(store.history(counted, null, scoped.scope()).total()).isEqualTo(shown.size());
        Fact one = any(history);
        var ofOne = new HistoryQuery(one.type(), one.id(), null, null, null, 500, HistoryQuery.Total.ACCURATE);
        assertThat(history(ofOne, scoped.scope()).stream().map(Fact::toString).toList())
                .isEqualTo(shown(history.stream().filter(fact -> fact.key().equals(one.key())), shown));
        return history(counted, scoped.scope()).stream().map(Fact::toString).toList();
    }

    private static List<String> current(Set<String> shown, boolean deleted) {
        Map<ResourceKey, Fact> newest = new HashMap<>();
        history.forEach(fact -> newest.merge(fact.key(), fact, (a, b) -> a.version() > b.version() ? a : b));
        return newest.values().stream()
                .filter(fact -> fact.deleted() == deleted && shown.contains(fact.toString()))
                .map(Fact::toString)
                .sorted()
                .toList();
    }

    private static List<String> exported(Scope scope, boolean deletions) throws IOException {
        Extraction extraction = store.extraction();
        var selection = new Extraction.Selection(
                extraction.moment().snapshot(), 0, Extraction.KEYS_END, null, Set.of(), null, null, deletions);
        var out = new ArrayList<String>();
        extraction.each(selection, scope, fact -> out.add(fact.toString()));
        out.sort(Comparator.naturalOrder());
        return out;
    }

    private static <T> T any(List<T> some) {
        return some.get(RANDOM.nextInt(some.size()));
    }
}
