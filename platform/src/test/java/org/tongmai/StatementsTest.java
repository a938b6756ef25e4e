package org.tongmai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tongmai.node.TestDatabase;

/** Every SQL constant of the platform, wherever it stands, is one that the migrated schema understands. */
class StatementsTest {

    private static final Pattern SQL = Pattern.compile("\\s*(select|insert|update|delete|with)\\s.*", Pattern.DOTALL);

    /** Completed where it is used, or said to the catalogue of an extension. */
    private static final Pattern INCOMPLETE =
            Pattern.compile(".*(%s|%d|\\swhere\\s*$|pg_dist_|citus|distributed_table).*", Pattern.DOTALL);

    /** The beginning of others; and one whose types its parameters bring. */
    private static final Set<String> NOT_ALONE =
            Set.of("org.tongmai.store.Scans.BEGINNING", "org.tongmai.directory.DirectoryReader.BEGIN_INSTITUTION");

    @Test
    void every_statement_can_be_prepared() throws Exception {
        Map<String, String> statements = statements();
        assertThat(statements.keySet()).containsAll(NOT_ALONE);
        statements.keySet().removeAll(NOT_ALONE);
        Map<String, String> wrong = new TreeMap<>();
        try (Connection connection = TestDatabase.fresh().dataSource().getConnection()) {
            for (var each : statements.entrySet()) {
                try (PreparedStatement prepared = connection.prepareStatement(each.getValue())) {
                    assertThat(prepared.getParameterMetaData()).isNotNull();
                } catch (SQLException failure) {
                    wrong.put(each.getKey(), String.valueOf(failure.getMessage()));
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(statements).hasSizeGreaterThan(300);
    }

    private static Map<String, String> statements() throws Exception {
        Map<String, String> statements = new TreeMap<>();
        Path classes = Path.of(Tongmai.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".class")).toList()) {
                String name =
                        classes.relativize(file).toString().replace('/', '.').replaceFirst("\\.class$", "");
                for (Field field : fields(name)) {
                    if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
                        field.setAccessible(true);
                        String text = String.valueOf(field.get(null));
                        if (SQL.matcher(text).matches()
                                && !INCOMPLETE.matcher(text).matches()) {
                            statements.put(name + "." + field.getName(), text.replaceAll("(?<!:):([a-z]+)", "?"));
                        }
                    }
                }
            }
        }
        return statements;
    }

    private static Field[] fields(String name) throws IOException {
        try {
            return Class.forName(name, false, StatementsTest.class.getClassLoader())
                    .getDeclaredFields();
        } catch (ClassNotFoundException | NoClassDefFoundError needsMore) {
            return new Field[0];
        }
    }
}
