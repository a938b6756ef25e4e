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

    /** Tables of facts whose every key has the source patient in it. The feed stays where its transactions are. */
    private static final String SPREADABLE = """
            select format('%I.%I', n.nspname, c.relname)
              from pg_class c
              join pg_namespace n on n.oid = c.relnamespace
              join pg_attribute a on a.attrelid = c.oid and a.attname = 'compartment'
             where n.nspname = 'store'
               and c.relkind in ('r', 'p')
               and not c.relispartition
               and c.relname <> 'feed'
               and exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary)
               and not exists (select
                                 from pg_index i
                                where i.indrelid = c.oid
                                  and i.indisunique
                                  and a.attnum <> all (i.indkey::int2[]))
             order by c.relname = 'version' desc, c.relname
            """;

    private static final String SPREAD = """
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
        String first = null;
        for (String table : jdbc.sql(SPREADABLE).query(String.class).list()) {
            if (jdbc.sql(SPREAD).param(table).query(Boolean.class).single()) {
                before.add(table);
            } else {
                (first == null
                                ? jdbc.sql(DISTRIBUTE).param(table).param(shards)
                                : jdbc.sql(BESIDE).param(table).param(first))
                        .query((row, n) -> table)
                        .single();
                spread.add(table);
            }
            first = first == null ? table : first;
        }
        int workers = jdbc.sql(WORKERS).query(Integer.class).single();
        return new Spread(version.get(), workers, spread, before);
    }
}
