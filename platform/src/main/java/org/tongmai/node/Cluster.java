package org.tongmai.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * Spreads the facts of a database over the workers of a Citus cluster by source patient. What a source patient has lies on one
 * worker; everything else stays on the coordinator, the feed too: its places are the coordinator's transactions.
 *
 * @see <a href="https://docs.citusdata.com/en/stable/develop/api_udf.html">Citus utility functions</a>
 */
public final class Cluster {

    private static final String MIGRATIONS = "classpath:db/migration";

    private static final String EXTENSION = "select extversion from pg_extension where extname = 'citus'";

    private static final String WORKERS = """
            select count(*)
              from pg_dist_node
             where noderole = 'primary'
               and shouldhaveshards
            """;

    /** What is spread, the first as the others' measure: every key has the source patient in it. Other tables stay. */
    static final List<String> SPREAD = List.of(
            "store.version", "store.alias", "store.author", "store.compartment", "store.parked", "store.submission");

    private static final String IS_SPREAD = """
            select exists (select
                             from pg_dist_partition
                            where logicalrelid = ?::regclass
                              and partmethod = 'h')
            """;

    /** Rows that are there already are moved. */
    private static final String DISTRIBUTE =
            "select create_distributed_table(?::regclass, 'compartment', shard_count => ?)";

    private static final String BESIDE =
            "select create_distributed_table(?::regclass, 'compartment', colocate_with => ?)";

    /**
     * What was done.
     *
     * @param citus version of the extension
     * @param workers database servers that hold shards
     * @param spread tables that were spread now
     * @param before tables that were spread before
     */
    public record Spread(String citus, int workers, List<String> spread, List<String> before) {}

    private Cluster() {}

    /**
     * Makes the tables where they are missing and spreads those of the facts. Can be repeated.
     *
     * @param shards pieces into which the facts are cut; the number of workers they can ever be spread over
     * @throws Problem {@code node.citus-missing}, and those of the migrations
     */
    public static Spread init(String url, int shards) {
        NodeDatabase named = NodeDatabase.external(url);
        DataSource source = EmbeddedPostgres.source(named.getJdbcUrl(), named.getUsername(), named.getPassword());
        JdbcClient jdbc = JdbcClient.create(source);
        Optional<String> version = jdbc.sql(EXTENSION).query(String.class).optional();
        if (version.isEmpty()) {
            throw new Problem(
                    Kind.PRECONDITION_FAILED,
                    "node.citus-missing",
                    "The database has no extension citus.",
                    "It is what spreads tables over several servers.",
                    "Install Citus on every server, `create extension citus` in this database, and name the workers with "
                            + "citus_add_node.");
        }
        MigrationCheck.migrate(Flyway.configure()
                .dataSource(source)
                .locations(MIGRATIONS)
                .outOfOrder(true)
                .validateMigrationNaming(true)
                .callbacks(new MigrationCheck())
                .load());
        List<String> spread = new ArrayList<>();
        List<String> before = new ArrayList<>();
        String first = SPREAD.getFirst();
        for (String table : SPREAD) {
            if (jdbc.sql(IS_SPREAD).param(table).query(Boolean.class).single()) {
                before.add(table);
            } else {
                (table.equals(first)
                                ? jdbc.sql(DISTRIBUTE).param(table).param(shards)
                                : jdbc.sql(BESIDE).param(table).param(first))
                        .query((row, n) -> table)
                        .single();
                spread.add(table);
            }
        }
        int workers = jdbc.sql(WORKERS).query(Integer.class).single();
        return new Spread(version.get(), workers, spread, before);
    }
}
