package org.tongmai.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.node.ObjectNode;

/**
 * The facts: what sources sent, for ever, in versions, filed by source patient.
 *
 * <p>Every method that reads takes a {@link Scope}; what it hides does not exist for the caller.
 */
public final class Store {

    /** A submission that keeps colliding with others is given up after so many plans. */
    private static final int PLANS_MAX = 30;

    /** Submissions planned at a time: each holds a connection, and the committers and readers need some too. */
    private static final int PLANNING_MAX = 20;

    private static final String READ_VERSION = Rows.SELECT + """
            v.compartment = ?
               and v.type = ?
               and v.local = ?
               and v.version = ?
            """;

    private static final String HISTORY = Rows.SELECT + """
            v.compartment = ?
               and v.type = ?
               and v.local = ?
             order by v.version desc
             limit ?
            """;

    private static final String SOURCES = """
            select compartment, source
              from store.compartment
             where compartment = any(?::bigint[])
            """;

    private final DataSource database;
    private final Clock clock;
    private final Bodies bodies;
    private final Rows rows;
    private final Aliases aliases = new Aliases();
    private final Search search;
    private final Existing existing;
    private final Records records;
    private final Locals locals;
    private final Committer committer;
    private final Pointed pointed;
    private final IndexTidy tidy;
    private final Feed feed;
    private final Semaphore planning = new Semaphore(PLANNING_MAX, true);
    private final History history;
    private final Extraction extraction;
    private final Keying keying = new Keying();
    private volatile boolean referrersChecked = true;

    /** Looks at each resource of a submission before it is taken; refuses by throwing. */
    @FunctionalInterface
    public interface Check {
        void check(int index, Change change, ObjectNode resource);
    }

    Store(DataSource database, Clock clock, Bodies bodies, Rows rows, Recent recent, Feed feed) {
        this.database = database;
        this.clock = clock;
        this.bodies = bodies;
        this.rows = rows;
        var seal = new Seal(database, clock);
        this.search = new Search(database, rows, bodies, aliases, seal);
        this.existing = new Existing(aliases, search, rows);
        this.records = new Records(database, rows, aliases, seal);
        this.locals = new Locals();
        this.feed = feed;
        this.history = new History(rows, aliases, seal);
        this.extraction = new Extraction(database, clock, bodies, rows, aliases);
        this.tidy = new IndexTidy(database);
        this.pointed = new Pointed(database);
        this.committer = new Committer(database, clock, search::keys, recent, this::committed);
    }

    /** A store on a migrated database; not started. */
    public static Store on(DataSource database, Clock clock) {
        var bodies = new Bodies(JdbcClient.create(database));
        var rows = new Rows(bodies);
        var recent = new Recent(rows);
        return new Store(database, clock, bodies, rows, recent, new Feed(database, rows, recent));
    }

    private void committed() {
        feed.wake();
        tidy.written();
    }

    /** The ordered log of what was committed. */
    public Feed feed() {
        return feed;
    }

    /** Makes a terminology known to search, for {@code :in}, {@code :above} and their like. */
    public void terms(Terms terms) {
        search.terms(terms);
    }

    /**
     * A query made ready to be asked of single facts, with the terminology that a search knows now.
     *
     * @throws Problem {@code store.match-unsupported}, and those of the search itself
     */
    public Matcher matcher(Query query) {
        return search.matcher(query);
    }

    /** Reading of large parts, as of one moment. */
    public Extraction extraction() {
        return extraction;
    }

    /** Re-indexing for the search parameters that users define, not started: one for each node. */
    public Reindexing reindexing() {
        return new Reindexing(database, search, bodies, tidy::written);
    }

    // -- writing

    /** Whether a resource to which others refer may not be deleted; it may not unless this is called. */
    public void refuseDeletionOfReferred(boolean refuse) {
        referrersChecked = refuse;
    }

    /**
     * Makes room for source patients of another store under the keys they have there, so that an update may create resources
     * under the ids that store gave. A source patient that is here already stays as it is.
     *
     * @param institution that sends them; null for the platform
     */
    public void adopt(Collection<Long> compartments, @Nullable String institution) {
        Adoption.adopt(database, compartments, institution);
    }

    /** Those of the source patients that came from another store with their ids. */
    public Set<Long> adopted(Collection<Long> compartments) {
        return with(connection -> Adoption.adopted(connection, compartments));
    }

    /** As {@link #transact(List, Origin, Check)}, without a check. */
    public Receipt transact(List<Change> changes, Origin origin) {
        return transact(changes, origin, (index, change, resource) -> {});
    }

    /** As {@link #transact(List, Origin, Check, Function)}, without a note. */
    public Receipt transact(List<Change> changes, Origin origin, Check check) {
        return transact(changes, origin, check, receipt -> null);
    }

    /**
     * Carries out all changes or none. Returns once they are durable.
     *
     * @param note what is kept in the same commit of what is about to be written; not of a replay, which writes nothing. The
     *     receipt's times are near the commit's.
     * @throws Problem {@code store.*}: nothing was written
     */
    public Receipt transact(
            List<Change> changes, Origin origin, Check check, Function<Receipt, @Nullable Note<?>> note) {
        for (int attempt = 0; attempt < PLANS_MAX; attempt++) {
            Planner.@Nullable Planned planned;
            planning.acquireUninterruptibly();
            try (Connection connection = database.getConnection()) {
                Receipt earlier =
                        origin.idempotencyKey() == null ? null : Submissions.find(connection, origin, changes);
                if (earlier != null) {
                    return earlier;
                }
                planned = new Planner(
                                connection,
                                existing,
                                locals,
                                bodies,
                                keying.known(connection, attempt > 0),
                                origin,
                                changes,
                                check,
                                referrersChecked,
                                attempt > 0)
                        .plan();
            } catch (SQLException e) {
                throw Search.failed(e);
            } finally {
                planning.release();
            }
            if (planned == null) {
                continue;
            }
            committer.submit(planned.unit().with(note.apply(planned.receipt(clock.instant()))));
            Optional<Instant> at = await(planned);
            if (at.isPresent()) {
                return planned.receipt(at.get());
            }
        }
        throw new Problem(
                Problem.Kind.CONFLICT,
                "store.busy-resource",
                "Others keep changing the same resources.",
                "The submission was planned anew " + PLANS_MAX + " times and always overtaken.",
                "Send it again.");
    }

    /** The receipt of an earlier submission under the same {@code Idempotency-Key}. */
    public Optional<Receipt> earlier(List<Change> changes, Origin origin) {
        return with(connection -> Optional.ofNullable(Submissions.find(connection, origin, changes)));
    }

    private static Optional<Instant> await(Planner.Planned planned) {
        try {
            return planned.unit().done().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Problem problem) {
                throw problem;
            }
            throw e;
        }
    }

    // -- reading

    /** The current version; empty where there is none, it is deleted, or the scope hides it. */
    public Optional<Fact> read(String type, String id, Scope scope) {
        return current(type, id, scope).filter(fact -> !fact.deleted());
    }

    /** The current version, a deletion included; empty where there is none or the scope hides it. */
    public Optional<Fact> current(String type, String id, Scope scope) {
        return key(type, id).flatMap(pointed::read).map(rows::fact).flatMap(fact -> shown(fact, scope));
    }

    /** One version, a deletion included. */
    public Optional<Fact> version(String type, String id, int version, Scope scope) {
        return with(connection -> {
            ResourceKey key = existing.resolve(connection, type, id);
            return key == null ? Optional.empty() : one(connection, key, version, scope);
        });
    }

    /** The versions of one resource, newest first, at most {@code limit}. */
    public List<Fact> history(String type, String id, int limit, Scope scope) {
        return with(connection -> {
            ResourceKey key = existing.resolve(connection, type, id);
            if (key == null) {
                return List.of();
            }
            try (PreparedStatement statement = connection.prepareStatement(HISTORY)) {
                bind(statement, key);
                statement.setInt(4, limit);
                return VisibleVersions.of(connection, rows, rows.all(statement), scope);
            }
        });
    }

    /**
     * Versions of one resource, of a type or of everything, newest first, as of the moment of the first page.
     *
     * @param token of the page before, or null for the first
     * @return a page whose total is {@code -1} where it is not told
     */
    public Page history(HistoryQuery query, @Nullable String token, Scope scope) {
        return with(connection -> history.page(connection, query, scope, token));
    }

    /** What is left of a search when the parameters that are not understood are left aside. */
    public Lenient understood(List<String> types, Map<String, List<String>> parameters) {
        return search.understood(types, parameters);
    }

    /** The first page of a search. */
    public Page search(Query query, Scope scope) {
        return search.page(query, scope);
    }

    /** A later page, by the token of the one before it. */
    public Page more(String token, Scope scope) {
        return search.more(token, scope);
    }

    /**
     * What is filed in one compartment, page by page, as of the moment of the first.
     *
     * @param token of the page before, or null for the first
     * @return a page without a total ({@code -1})
     */
    public Page record(long compartment, @Nullable String token, int count, Scope scope) {
        return record(RecordQuery.whole(compartment, count), token, scope);
    }

    /**
     * A part of what is filed in one compartment, page by page, as of the moment of the first; {@code included} holds what a page
     * refers to in the directory, where that is asked for.
     *
     * @param token of the page before, or null for the first; the query must be the same
     */
    public Page record(RecordQuery query, @Nullable String token, Scope scope) {
        String encounter = query.encounter();
        ResourceKey key = encounter == null ? null : key("Encounter", encounter).orElse(null);
        return records.page(query, key, token, scope);
    }

    /** A number that differs after each change of a directory resource of these types; for who keeps what it read. */
    public long editionCount(Set<String> types) {
        return with(connection -> Editions.count(connection, types));
    }

    /** The directory resources of these types that stand now, without their bodies. */
    public List<Edition> editions(Set<String> types) {
        return with(connection -> Editions.standing(connection, types));
    }

    /** The account that wrote a version; kept of Subscriptions only. */
    public Optional<String> author(Fact fact) {
        return with(connection -> Authors.find(connection, fact));
    }

    /** The key that a logical id stands for; says nothing of whether a resource is there. */
    public Optional<ResourceKey> key(String type, String id) {
        Optional<ResourceKey> told = ResourceKey.parse(type, id);
        return told.isPresent()
                ? told
                : with(connection -> Optional.ofNullable(existing.resolve(connection, type, id)));
    }

    /** The institution that sends a source patient: unified social credit code. */
    public Optional<String> sourceOf(long compartment) {
        return Optional.ofNullable(sources(List.of(compartment)).get(compartment));
    }

    /** The institutions of several source patients; those of unknown source are left out. */
    public Map<Long, String> sources(Collection<Long> compartments) {
        return with(connection -> sources(connection, compartments));
    }

    private static Map<Long, String> sources(Connection connection, Collection<Long> compartments) throws SQLException {
        var out = new LinkedHashMap<Long, String>();
        try (PreparedStatement statement = connection.prepareStatement(SOURCES)) {
            statement.setArray(1, connection.createArrayOf("bigint", compartments.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    String source = row.getString(2);
                    if (source != null) {
                        out.put(row.getLong(1), source);
                    }
                }
            }
        }
        return out;
    }

    private Optional<Fact> one(Connection connection, ResourceKey key, int version, Scope scope) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(READ_VERSION)) {
            bind(statement, key);
            statement.setInt(4, version);
            return VisibleVersions.of(connection, rows, rows.all(statement), scope).stream()
                    .findFirst();
        }
    }

    private Optional<Fact> shown(Fact fact, Scope scope) {
        if (scope instanceof Scope.Everything) {
            return Optional.of(fact);
        }
        List<Fact> found = List.of(fact);
        return with(connection -> (fact.deleted()
                        ? VisibleVersions.of(connection, rows, found, scope)
                        : visible(connection, found, scope))
                .stream().findFirst());
    }

    static List<Fact> visible(Connection connection, List<Fact> facts, Scope scope) throws SQLException {
        var out = new ArrayList<Fact>();
        Map<Long, String> sources = scope.reach() instanceof Scope.Sent
                ? sources(
                        connection,
                        facts.stream()
                                .map(fact -> fact.key().compartment())
                                .distinct()
                                .toList())
                : Map.of();
        for (Fact fact : facts) {
            boolean seen = Visible.in(scope, fact, sources::get);
            if (seen) {
                out.add(fact);
            }
        }
        return out;
    }

    private static void bind(PreparedStatement statement, ResourceKey key) throws SQLException {
        statement.setLong(1, key.compartment());
        statement.setInt(2, ResourceTypes.code(key.type()));
        statement.setInt(3, key.local());
    }

    private interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    private <T> T with(Work<T> work) {
        try (Connection connection = database.getConnection()) {
            return work.in(connection);
        } catch (SQLException e) {
            throw Search.failed(e);
        }
    }

    /** Begins to take submissions; the schema must be there. */
    public void start() {
        bodies.start();
        committer.start();
        tidy.start();
    }

    /** Writes what is queued and takes no more. */
    public void stop() {
        feed.close();
        committer.close();
        pointed.close();
        tidy.close();
    }
}
