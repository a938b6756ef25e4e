package org.tongmai.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A scope on versions that need not be current. What is withheld now is withheld in all its versions, its deletion included, and
 * what was withheld in a version stays so: labels may come later than the text they protect.
 */
final class VisibleVersions {

    private static final String NEWEST_CONTENT = """
            select distinct on (v.compartment, v.type, v.local)
                   v.compartment, v.type, v.local, v.version, v.at, v.method, v.name, v.body
              from store.version v
             where v.compartment = any(?::bigint[])
               and (v.compartment, v.type, v.local)
                in (select * from unnest(?::bigint[], ?::smallint[], ?::integer[]))
               and v.method <> 2
             order by v.compartment, v.type, v.local, v.version desc
            """;

    private VisibleVersions() {}

    static List<Fact> of(Connection connection, Rows rows, List<Fact> facts, Scope scope) throws SQLException {
        List<Fact> some = Store.visible(connection, facts, scope);
        if (Visible.withoutBody(scope) || some.isEmpty()) {
            return some;
        }
        List<ResourceKey> keys = some.stream().map(Fact::key).distinct().toList();
        Set<ResourceKey> shown = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(NEWEST_CONTENT)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "bigint",
                            keys.stream()
                                    .map(ResourceKey::compartment)
                                    .distinct()
                                    .toArray(Long[]::new)));
            Existing.bind(connection, statement, 2, keys);
            Store.visible(connection, rows.all(statement), scope).forEach(fact -> shown.add(fact.key()));
        }
        return some.stream().filter(fact -> shown.contains(fact.key())).toList();
    }
}
