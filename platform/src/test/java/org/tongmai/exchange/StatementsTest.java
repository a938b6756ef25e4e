package org.tongmai.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tongmai.node.TestDatabase;

/** Every statement of this package is one that the migrated schema understands. */
class StatementsTest {

    private static final List<Class<?>> STORES =
            List.of(NodeKeys.class, RegistryStore.class, ReceiptStore.class, EntryStore.class, NationStore.class);

    @Test
    void every_statement_can_be_prepared() throws Exception {
        List<String> statements = new ArrayList<>();
        for (Class<?> store : STORES) {
            for (var field : store.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
                    field.setAccessible(true);
                    String text = String.valueOf(field.get(null));
                    if (Stream.of("select ", "insert ", "update ", "delete ", "with ")
                            .anyMatch(text::startsWith)) {
                        statements.add(text);
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
        assertThat(statements).hasSizeGreaterThan(40);
    }
}
