package org.tongmai.person;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.util.List;
import java.util.Set;
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

    /** Two words of one unlinking, given within a moment, are undone together; the others each by itself. */
    @Test
    void wordsBecomeDecisions() {
        TestDatabase database = TestDatabase.empty();
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        migrate(database, "037");
        jdbc.sql("""
                insert into person.word (a, b, same, steward, reason, at, institution, withdrawn_at, withdrawn_by)
                values (1, 2, true, 'A', 'Patient.link replaced-by', '2026-01-01T00:00:00Z', 'A', null, null),
                       (2, 3, true, 'li', 'one', '2026-01-02T00:00:00Z', null, '2026-01-03T00:00:00Z', 'zhao'),
                       (1, 3, false, 'li', 'two', '2026-01-04T00:00:00.100Z', null, null, null),
                       (1, 4, false, 'li', 'two', '2026-01-04T00:00:00.200Z', null, null, null),
                       (5, 4, false, 'li', 'two', '2026-01-04T00:00:00.200Z', null, null, null)
                """).update();

        migrate(database, "latest");

        var words = new WordStore(jdbc);
        List<WordStore.Made> decisions = words.decisions(10);
        assertThat(decisions)
                .extracting(WordStore.Made::kind, WordStore.Made::about, WordStore.Made::overBy)
                .containsExactly(
                        tuple(StewardDecision.Kind.DIFFER, List.of(5L, 4L), null),
                        tuple(StewardDecision.Kind.UNLINK, List.of(1L, 3L, 4L), null),
                        tuple(StewardDecision.Kind.LINK, List.of(2L, 3L), "zhao"),
                        tuple(StewardDecision.Kind.REPLACED, List.of(1L, 2L), null));
        Instant now = Instant.parse("2026-06-01T00:00:00Z");
        assertThat(words.undo(decisions.get(1).number(), "li", "a slip", now)).contains(Set.of(1L, 3L, 4L));
        assertThat(words.decide(StewardDecision.Kind.LINK, List.of(1L, 3L), "li", "three", now))
                .isGreaterThan(decisions.getFirst().number());
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
