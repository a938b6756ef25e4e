package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import org.junit.jupiter.api.Test;
import org.tongmai.node.TestDatabase;

/** What belongs to a patient can be spread over servers: every unique key of it contains the compartment. */
class DistributedKeysTest {

    private static final String KEYS_WITHOUT_COMPARTMENT = """
            select c.relname || ' ' || i.relname
              from pg_index x
              join pg_class c on c.oid = x.indrelid
              join pg_class i on i.oid = x.indexrelid
              join pg_namespace n on n.oid = c.relnamespace
             where n.nspname = 'access'
               and x.indisunique
               and c.relname in ('treatment', 'request', 'rule', 'proxy', 'look', 'emergency')
               and not exists (select 1
                                 from pg_attribute a
                                where a.attrelid = c.oid
                                  and a.attnum = any (x.indkey)
                                  and a.attname = 'compartment')
            """;

    @Test
    void every_unique_key_of_what_belongs_to_a_patient_contains_the_compartment() throws Exception {
        try (Connection connection = TestDatabase.fresh().dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(KEYS_WITHOUT_COMPARTMENT);
                var rows = statement.executeQuery()) {
            assertThat(rows.next()).isFalse();
        }
    }
}
