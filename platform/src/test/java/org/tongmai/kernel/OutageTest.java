package org.tongmai.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only what passes by itself is called an outage. */
class OutageTest {

    @ParameterizedTest
    @ValueSource(strings = {"08006", "57P01", "57P02", "57P03", "53300"})
    void aLostOrRefusedSessionIsAnOutage(String state) {
        RuntimeException failure = new IllegalStateException(new SQLException("away", state));

        assertThat(Outage.of(failure)).map(Problem::kind).contains(Problem.Kind.BUSY);
    }

    @Test
    void aPoolThatHasNoSessionToGiveIsAnOutage() {
        assertThat(Outage.of(new SQLTransientConnectionException("timed out"))).isPresent();
    }

    @Test
    void whatWasRefusedForItBeforeIsOneStill() {
        Problem told = Outage.of(new SQLException("away", "57P01")).orElseThrow();

        assertThat(Outage.of(new IllegalStateException(told))).contains(told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "42601", "57014", "40001"})
    void aStatementThatFailedIsNone(String state) {
        assertThat(Outage.of(new SQLException("wrong", state))).isEmpty();
    }

    @Test
    void aFaultOfOursIsNone() {
        assertThat(Outage.of(new IllegalStateException("a fault"))).isEmpty();
    }
}
