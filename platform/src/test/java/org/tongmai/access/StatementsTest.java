package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tongmai.node.TestDatabase;

/** Every statement of this package is one that the migrated schema understands, and every key fits a distributed database. */
class StatementsTest {

    private static final List<Class<?>> STORES = List.of(
            AccountStore.class,
            Attempts.class,
            Sessions.class,
            ClientStore.class,
            AppStore.class,
            RequestStore.class,
            Circumstances.class,
            Treatments.class,
            LookStore.class,
            LogStore.class,
            LookReports.class,
            ChangeLog.class);

    private static final String KEYS_WITHOUT_COMPARTMENT = """
            select c.relname || ' ' || i.relname
              from pg_index x
              join pg_class c on c.oid = x.indrelid
              join pg_class i on i.oid = x.indexrelid
              join pg_namespace n on n.oid = c.relnamespace
             where n.nspname = 'access'
               and x.indisunique
               and c.relname in ('treatment', 'request', 'look')
               and not exists (select 1
                                 from pg_attribute a
                                where a.attrelid = c.oid
                                  and a.attnum = any (x.indkey)
                                  and a.attname = 'compartment')
            """;

    @Test
    void every_statement_can_be_prepared() throws Exception {
        List<String> statements = new ArrayList<>();
        for (Class<?> store : STORES) {
            for (var field : store.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
                    String text = String.valueOf(field.get(null));
                    if (Stream.of("select ", "insert ", "update ", "delete ", "with ")
                            .anyMatch(text::startsWith)) {
                        statements.add(text.replaceAll("(?<!:):([a-z]+)", "?"));
                    }
                }
            }
        }

        try (Connection connection = TestDatabase.fresh().dataSource().getConnection()) {
            for (String statement : statements) {
                try (PreparedStatement prepared = connection.prepareStatement(statement)) {
                    assertThat(prepared.getParameterMetaData()).as(statement).isNotNull();
                }
            }
        }
        assertThat(statements).hasSizeGreaterThan(30);
    }

    @Test
    void every_unique_key_of_what_belongs_to_a_patient_contains_the_compartment() throws Exception {
        try (Connection connection = TestDatabase.fresh().dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(KEYS_WITHOUT_COMPARTMENT);
                var rows = statement.executeQuery()) {
            assertThat(rows.next()).isFalse();
        }
    }
}
