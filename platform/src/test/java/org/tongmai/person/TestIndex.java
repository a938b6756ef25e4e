package org.tongmai.person;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.node.TestDatabase;

/** The index on a database of its own, without store and feed. */
final class TestIndex implements AutoCloseable {

    private final SingleConnectionDataSource connection;
    private final JdbcClient database;
    private final TransactionTemplate transaction;
    private final LinkStore links;
    private final PersonIndex index;
    private final Models models;
    private final WordStore words;
    private final Decisions decisions;

    TestIndex(Clock clock) {
        this(TestDatabase.fresh().dataSource(), clock);
    }

    TestIndex(DataSource source, Clock clock) {
        connection = new SingleConnectionDataSource(connect(source), true);
        database = JdbcClient.create(connection);
        transaction = new TransactionTemplate(new DataSourceTransactionManager(connection));
        links = new LinkStore(database);
        var identities = new IdentityStore(database);
        var versions = new ModelStore(database);
        words = new WordStore(database);
        index = new PersonIndex(
                identities, links, words, new PartingStore(database), versions, new QualityStore(database), clock);
        var change = new IndexChange(links, transaction, told -> {});
        models = new Models(versions, identities, index, change, clock);
        decisions = new Decisions(identities, links, words, index, change, clock);
    }

    private static Connection connect(DataSource source) {
        try {
            return source.getConnection();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    PersonsChanged apply(List<Identity> written) {
        return apply(written, List.of());
    }

    /** With all that would follow in the background. */
    PersonsChanged apply(List<Identity> written, Collection<Long> removed) {
        PersonsChanged changed = arrive(written, removed);
        settle();
        return changed;
    }

    /** Does what is done in the background. */
    void settle() {
        boolean more = true;
        while (more) {
            more = models.settle();
        }
    }

    /** Leaves to the background what is done there. */
    PersonsChanged arrive(List<Identity> written, Collection<Long> removed) {
        return changing(() -> index.apply(written, removed));
    }

    /** The versions of the model; nothing runs in the background. */
    Models models() {
        return models;
    }

    Decisions decisions() {
        return decisions;
    }

    /** The number of the decision made last. */
    long lastDecision() {
        return words.decisions(1).getFirst().number();
    }

    /** The decisions that can be undone, newest first. */
    List<Long> undoable() {
        return words.decisions(10_000).stream()
                .filter(decision -> decision.overAt() == null)
                .map(WordStore.Made::number)
                .toList();
    }

    /** Takes over the words in force of another index, as if they had been given here. */
    void say(TestIndex other) {
        other.database()
                .sql("select place, a, b, same from person.word where withdrawn_at is null")
                .query((ResultSet row) -> {
                    database.sql("""
                                    insert into person.word (place, a, b, same, steward, reason, at, decision)
                                    overriding system value
                                    values (?, ?, ?, ?, 'li', 'test', '2026-01-01T00:00:00Z', 0)
                                    """)
                            .params(row.getLong(1), row.getLong(2), row.getLong(3), row.getBoolean(4))
                            .update();
                });
    }

    JdbcClient database() {
        return database;
    }

    /** The persons as sets of source patients, by number. */
    Map<Long, Set<Long>> persons() {
        var persons = new HashMap<Long, Set<Long>>();
        database.sql("select person, compartment from person.link where valid_to is null")
                .query((ResultSet row) -> {
                    persons.computeIfAbsent(row.getLong(1), none -> new HashSet<>())
                            .add(row.getLong(2));
                });
        return persons;
    }

    Set<Set<Long>> partition() {
        return new HashSet<>(persons().values());
    }

    List<LinkStore.Pair> possible() {
        return links.possible(LinkStore.Waiting.NONE, 10_000).stream()
                .map(LinkStore.Waiting::pair)
                .toList();
    }

    private PersonsChanged changing(Supplier<PersonsChanged> work) {
        PersonsChanged changed = transaction.execute(status -> {
            links.hasten();
            links.lock();
            return work.get();
        });
        if (changed == null) {
            throw new IllegalStateException("no answer");
        }
        return changed;
    }

    @Override
    public void close() {
        connection.destroy();
    }
}
