package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.node.TestDatabase;

/** Guardians that earlier builds recorded for health codes are proxies after the migrations, for as long and as far as before. */
class EarlierGuardiansTest {

    @Test
    void aChildsGuardianActsAnElderOnlyHasTheCodeShownAndWhatEndedStaysEnded() {
        TestDatabase database = TestDatabase.empty();
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        migrate(database, "087");
        jdbc.sql("""
                insert into healthcode.guardianship
                       (compartment, id, guardian, relation, reads, valid_from, valid_until, recorded_by, institution)
                values (2, '00000000-0000-0000-0000-000000000001', 1, 'CHILD', false, '2026-01-01Z', '2040-01-01Z', 'desk', 'A'),
                       (4, '00000000-0000-0000-0000-000000000002', 1, 'ELDER', true, '2026-02-01Z', '2030-01-01Z', 'desk', 'A'),
                       (4, '00000000-0000-0000-0000-000000000003', 3, 'ELDER', false, '2026-01-01Z', '2026-01-02Z', 'desk', null)
                """).update();

        migrate(database, "latest");

        var store = new ProxyStore(jdbc);
        Instant now = Instant.parse("2026-06-01T00:00:00Z");
        assertThat(store.ofHolder(Set.of(1L), now))
                .extracting(
                        Proxy::ward,
                        Proxy::ground,
                        Proxy::level,
                        Proxy::reads,
                        each -> each.withheld().isEmpty(),
                        Proxy::until)
                .containsExactlyInAnyOrder(
                        tuple(
                                2L,
                                Proxy.Ground.GUARDIAN,
                                Proxy.Level.ACT,
                                true,
                                true,
                                Instant.parse("2040-01-01T00:00:00Z")),
                        tuple(
                                4L,
                                Proxy.Ground.ENTRUSTED,
                                Proxy.Level.CODE,
                                true,
                                false,
                                Instant.parse("2030-01-01T00:00:00Z")));
        assertThat(store.ofHolder(Set.of(3L), now)).isEmpty();
        assertThat(store.all(Set.of(4L), now)).hasSize(2);
    }

    private static void migrate(TestDatabase database, String target) {
        Flyway.configure()
                .dataSource(database.dataSource())
                .outOfOrder(true)
                .target(target)
                .load()
                .migrate();
    }
}
