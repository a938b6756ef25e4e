package org.tongmai.person;

import static org.assertj.core.api.Assertions.assertThat;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.node.TestDatabase;

/** What earlier builds kept survives their migrations. */
class EarlierDataTest {

    private static final String EARLIER = """
            insert into person.link (compartment, person, valid_from, valid_to, decided_by, explanation, place)
            values (1, 1, '2026-01-01T00:00:00Z', null, 'model', '{"rule": "first"}', null),
                   (2, 2, '2026-01-02T00:00:00Z', '2026-01-03T00:00:00Z', 'model', '{"rule": "second"}', null),
                   (2, 1, '2026-01-03T00:00:00Z', null, 'model', '{"rule": "third"}', default);
            insert into person.identity
                   (compartment, patient, institution, local_id, name, pinyin, name_key, names, sex, numbers, documents, phones,
                    address, area, detail, guardians, digest, at, keys)
            select n, 'p' || n, 'A', '', '', '', '', '{}', '', '{}', '{}', '{}', '', '', '', '{}', 0, '2026-01-01T00:00:00Z', '{}'
              from generate_series(1, 2) n;
            insert into person.mark (compartment, institution, unnumbered, unborn, placeholder)
            values (1, 'A', true, true, false), (2, 'A', true, true, true)
            """;

    @Test
    void linksKeepTheirReasonsAndTheirOrderAndPlaceholdersStayMarked() {
        TestDatabase database = TestDatabase.empty();
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        migrate(database, "037");
        jdbc.sql(EARLIER).update();

        migrate(database, "latest");

        assertThat(jdbc.sql(
                                "select explanation ->> 'rule' from person.link join person.explanation using (place) order by place")
                        .query(String.class)
                        .list())
                .containsExactly("first", "second", "third");
        assertThat(jdbc.sql("select compartment from person.identity where placeholder")
                        .query(Long.class)
                        .list())
                .containsExactly(2L);
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
