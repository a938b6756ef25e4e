package org.tongmai.fhir.bulk;

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

    @Test
    void everyStatementCanBePrepared() throws Exception {
        List<String> statements = new ArrayList<>();
        for (var field : JobStore.class.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
                String text = String.valueOf(field.get(null));
                if (Stream.of("select ", "insert ", "update ", "delete ").anyMatch(text::startsWith)) {
                    statements.add(text);
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
        assertThat(statements).hasSizeGreaterThan(20);
    }
}
