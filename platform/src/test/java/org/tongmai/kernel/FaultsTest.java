package org.tongmai.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.node.TestDatabase;

/** What a log says of a failure never holds what it failed on. */
class FaultsTest {

    private static final String NUMBER = "330106198003072330";

    @Test
    void an_outline_names_kind_and_place_and_quotes_nothing() {
        RuntimeException failure = failure(NUMBER);

        String said = Faults.outline(new IllegalStateException(NUMBER, new SQLException(NUMBER, "23505", failure)));

        assertThat(said)
                .contains("java.lang.IllegalStateException")
                .contains("java.sql.SQLException 23505")
                .contains("java.time.format.DateTimeParseException")
                .contains("kernel.FaultsTest:")
                .doesNotContain(NUMBER);
    }

    @Test
    void a_circle_of_causes_ends() {
        var first = new IllegalStateException("a");
        first.initCause(new IllegalStateException("b", first));

        assertThat(Faults.outline(first)).contains(" < ");
    }

    @Test
    void the_driver_does_not_quote_rows_either() {
        JdbcClient database = JdbcClient.create(TestDatabase.fresh().dataSource());
        database.sql("create table kept (number text primary key)").update();
        database.sql("insert into kept values ('" + NUMBER + "')").update();

        assertThatThrownBy(() -> database.sql("insert into kept values (?)")
                        .param(NUMBER)
                        .update())
                .rootCause()
                .hasMessageContaining("kept_pkey")
                .message()
                .doesNotContain(NUMBER);
    }

    private static RuntimeException failure(String date) {
        try {
            return new IllegalStateException(LocalDate.parse(date).toString());
        } catch (RuntimeException unreadable) {
            return unreadable;
        }
    }
}
