package org.tongmai.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tongmai.kernel.Outage;
import org.tongmai.kernel.Problem;

/** A database that is away is told from a statement of ours that is wrong. */
class SearchFailureTest {

    @ParameterizedTest
    @ValueSource(strings = {"08006", "57P01", "57P03", "53300"})
    void whoeverMeetsADatabaseThatIsAwayIsAskedToSendAgain(String state) {
        RuntimeException failure = Search.failed(new SQLException("away", state));

        assertThat(failure)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.BUSY));
        assertThat(Outage.of(failure)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"42P01", "22P02", "23505"})
    void aWrongStatementIsAFaultOfOurs(String state) {
        RuntimeException failure = Search.failed(new SQLException("wrong", state));

        assertThat(failure).isNotInstanceOf(Problem.class).hasCauseInstanceOf(SQLException.class);
        assertThat(Outage.of(failure)).isEmpty();
    }
}
