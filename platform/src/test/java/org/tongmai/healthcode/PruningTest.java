package org.tongmai.healthcode;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.node.SpreadTables;

/**
 * Locality of the health code: a statement about one source patient touches one partition. Tables that are found by something else are
 * named here, and are directories.
 */
class PruningTest {

    private static final List<String> SPREAD = List.of("code", "card", "event", "use", "registration", "screen");

    /** What is shown, what was used up, keys, and counts of institutions: of no source patient. */
    private static final List<String> DIRECTORIES =
            List.of("node", "signing_key", "pointer", "nonce", "usage", "unknown_card");

    private static final List<String> OF_ONE = List.of(
            CodeStore.INSERT,
            CodeStore.OF_COMPARTMENTS,
            CodeStore.LATEST,
            CodeStore.PRINTED,
            CodeStore.CHANGE_STATE,
            CodeStore.RENEW,
            CodeStore.PRINT,
            CodeStore.TRY,
            CodeStore.FORGIVEN,
            CodeStore.EVENT,
            CodeStore.EVENTS,
            CodeStore.EVENTS_SINCE,
            CodeStore.LOST_BY,
            CardStore.ADD_CARD,
            CardStore.CARDS,
            CardStore.REMOVE_CARD,
            Registrations.PUT,
            Registrations.REMOVE,
            Registrations.OF,
            Uses.OF_COMPARTMENTS);

    private static SpreadTables tables;

    @BeforeAll
    static void spread() throws SQLException {
        tables = SpreadTables.of("healthcode", SPREAD);
    }

    @Test
    void what_is_done_to_one_source_patient_touches_one_partition() throws SQLException {
        for (String statement : OF_ONE) {
            assertThat(tables.touched(statement, PruningTest::valued))
                    .as(statement)
                    .hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void every_table_is_spread_by_its_source_patient_or_named_a_directory() throws SQLException {
        List<String> known = new ArrayList<>(SPREAD);
        known.addAll(DIRECTORIES);

        assertThat(tables.tables()).containsExactlyInAnyOrderElementsOf(known);
    }

    private static String valued(String statement) {
        return statement
                .replaceAll("(%|/) \\?", "$1 5")
                .replace("secs => ?", "secs => 5")
                .replace("- 1, ?", "- 1, 5");
    }
}
