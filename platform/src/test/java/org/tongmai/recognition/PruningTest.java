package org.tongmai.recognition;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.node.SpreadTables;

/** Locality of recognition: what is done at an order about one source patient touches one partition. */
class PruningTest {

    private static final List<String> OF_ONE = List.of(
            EventStore.ADD,
            EventStore.REMINDER,
            EventStore.ANSWER,
            EventStore.RECENT,
            EventStore.REFUSALS,
            EventStore.SAVED,
            EventStore.SAVED_SUM,
            Reliances.RELY,
            Reliances.FORGET,
            Reliances.CORRECTED_FOR,
            Notices.RELYING,
            Notices.TELL,
            Notices.ACKNOWLEDGE);

    private static SpreadTables tables;

    @BeforeAll
    static void spread() throws SQLException {
        tables = SpreadTables.of("recognition", List.of("event", "reliance", "notice"));
    }

    @Test
    void what_is_done_about_one_source_patient_touches_one_partition() throws SQLException {
        for (String statement : OF_ONE) {
            assertThat(touched(statement)).as(statement).hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void a_question_over_all_source_patients_would_touch_them_all() throws SQLException {
        assertThat(touched(Notices.OPEN)).hasSize(SpreadTables.PARTITIONS);
    }

    private static Set<String> touched(String statement) throws SQLException {
        return tables.touched(
                statement,
                text -> text.replace("result = any (?)", "result = any ('{Observation/1-1}')")
                        .replace("doctor = ?", "doctor = 'zhang'")
                        .replace("institution = ?", "institution = '12330000470003281N'")
                        .replace(">= ?", ">= '2026-01-01'")
                        .replace("at < ?", "at < '2026-01-01'"));
    }
}
