package org.tongmai.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.TestNode;
import org.tongmai.kernel.Problem;
import org.tongmai.person.Persons;
import org.tongmai.store.Change;
import org.tongmai.store.Fact;
import org.tongmai.store.Origin;
import org.tongmai.store.Store;
import tools.jackson.databind.JsonNode;

/** The national index: found by pseudonym, told in order, never with content, and the same when built anew. */
class NationIndexTest {

    private static final String NUMBER = "330106197803074516";
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static Federation federation;
    private static TestNode nation;
    private static TestNode zhejiang;
    private static TestNode gansu;

    @BeforeAll
    static void start() {
        federation = Federation.start();
        nation = federation.nation;
        zhejiang = federation.province("330000", "national");
        gansu = federation.province("620000", "international");
    }

    @AfterAll
    static void stop() {
        federation.close();
    }

    @Test
    void who_has_records_in_two_provinces_is_found_in_both_and_for_care_no_more_is_told() {
        String here = zhejiang.patient(TestNode.HOSPITAL_A, "王建军", NUMBER);
        zhejiang.observation(TestNode.HOSPITAL_A, here, "laboratory", "葡萄糖");
        zhejiang.condition(TestNode.HOSPITAL_A, here, "抑郁发作", "PSY");
        String there = gansu.patient(TestNode.HOSPITAL_B, "王建军", NUMBER);
        gansu.encounter(TestNode.HOSPITAL_B, there, Instant.parse("2026-05-04T01:00:00Z"), "2026-05-04T02:00:00Z");
        federation.settle(zhejiang);
        federation.settle(gansu);

        JsonNode care = where(gansu, NUMBER, "TREAT");
        JsonNode self = where(gansu, NUMBER, "PATRQT");

        assertThat(care.propertyNames()).containsExactlyInAnyOrder("330000", "620000");
        assertThat(care.path("330000")).isEmpty();
        assertThat(self.path("330000")).hasSize(1);
        assertThat(self.path("330000").path(0).path("kind").asString()).isEqualTo("laboratory");
        assertThat(self.path("330000").path(0).path("first").asString()).isEqualTo("2026-05-04");
        assertThat(self.path("330000").path(0).path("count").asInt()).isEqualTo(1);
        assertThat(where(gansu, "330106197803071999", "TREAT")).isEmpty();
    }

    @Test
    void another_purpose_is_refused() {
        assertThatThrownBy(() -> where(gansu, NUMBER, "HRESCH"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("exchange.purpose-wrong"));
    }

    @Test
    void a_registration_without_a_document_is_found_by_the_document_of_its_person_until_they_part() {
        String known = zhejiang.patient(TestNode.HOSPITAL_A, "欧阳娜娜", "330106197803071016");
        String unknown = zhejiang.file(TestNode.HOSPITAL_B, "Patient", """
                {"resourceType":"Patient","gender":"male","birthDate":"1978-03-07","name":[{"text":"欧阳某"}]}
                """);
        federation.settle(zhejiang);
        Persons persons = zhejiang.bean(Persons.class);
        long one = zhejiang.compartment(known);
        long other = zhejiang.compartment(unknown);

        persons.link(one, other, "steward", "same");
        federation.settle(zhejiang);
        Set<Long> linked = bearers("330106197803071016");
        persons.unlink(other, "steward", "not the same");
        federation.settle(zhejiang);

        assertThat(linked).containsExactlyInAnyOrder(one, other);
        assertThat(bearers("330106197803071016")).containsExactly(one);
        assertThat(Federation.feed(zhejiang).here())
                .isEqualTo(Federation.feed(zhejiang).there());
    }

    @Test
    void what_was_deleted_is_no_longer_told_of() {
        String patient = zhejiang.patient(TestNode.HOSPITAL_A, "陈小明", "330106197803071032");
        federation.settle(zhejiang);
        int before = where(gansu, "330106197803071032", "TREAT").size();

        zhejiang.bean(Store.class)
                .transact(
                        List.of(new Change(Fact.Method.DELETE, "Patient", patient, null, null, null, null, null)),
                        new Origin(TestNode.HOSPITAL_A, "test", null, ""));
        federation.settle(zhejiang);

        assertThat(before).isEqualTo(1);
        assertThat(where(gansu, "330106197803071032", "TREAT")).isEmpty();
    }

    @Test
    void while_the_nation_is_away_work_goes_on_and_afterwards_everything_is_there_once() {
        federation.settle(zhejiang);
        nation.bean(ExchangeNode.class).stop();
        Random random = new Random(7);
        String patient = zhejiang.patient(TestNode.HOSPITAL_A, "李秀英", "330106197803071059");
        for (int i = 0; i < 20; i++) {
            zhejiang.observation(TestNode.HOSPITAL_A, patient, random.nextBoolean() ? "laboratory" : "imaging", "x");
            Federation.feed(zhejiang).work();
        }
        zhejiang.settle();
        Federation.feed(zhejiang).work();
        IndexFeed.Lag away = Federation.feed(zhejiang).lag();
        Set<Long> known = bearers("330106197803071059");
        assertThatThrownBy(() -> where(gansu, NUMBER, "TREAT"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("exchange.unreachable"));

        nation.bean(ExchangeNode.class).start();
        federation.settle(zhejiang);

        assertThat(known).hasSize(1);
        assertThat(away.waiting()).isEqualTo(1);
        JsonNode self = where(gansu, "330106197803071059", "PATRQT").path("330000");
        int counted = 0;
        for (JsonNode kind : self) {
            counted += kind.path("count").asInt();
        }
        assertThat(counted).isEqualTo(20);
        assertThat(Federation.feed(zhejiang).here())
                .isEqualTo(Federation.feed(zhejiang).there());
    }

    @Test
    void an_acknowledgement_that_was_lost_makes_no_second_entry_and_a_gap_is_refused() {
        federation.settle(zhejiang);
        NationStore store = new NationStore(nation.jdbc(), nation.bean(javax.sql.DataSource.class));
        NationStore.Province before = store.province("330000").orElseThrow();
        zhejiang.patient(TestNode.HOSPITAL_A, "周杰", "330106197803071075");
        federation.settle(zhejiang);
        NationStore.Province after = store.province("330000").orElseThrow();

        assertThat(after.sequence()).isGreaterThan(before.sequence());
        assertThatThrownBy(() -> zhejiang.bean(ExchangeClient.class)
                        .ask(
                                NodeCard.NATION,
                                NationIndex.UPDATE,
                                Message.RUNNING,
                                Map.of(
                                        "key", Federation.key(zhejiang).proof(),
                                        "epoch", after.epoch(),
                                        "sequence", after.sequence() + 2,
                                        "entries", List.of()),
                                LIMIT))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(NationIndex.SEQUENCE_WRONG));
    }

    @Test
    void an_index_built_anew_is_the_same_and_a_nation_that_lost_it_gets_it_back() {
        federation.settle(zhejiang);
        IndexFeed feed = Federation.feed(zhejiang);
        IndexState before = feed.there();

        feed.again();
        federation.settle(zhejiang);
        IndexState rebuilt = feed.there();
        for (String table : List.of("pseudonym", "kind", "location", "province")) {
            nation.jdbc().sql("delete from exchange." + table).update();
        }
        zhejiang.patient(TestNode.HOSPITAL_A, "赵敏", "330106197803071091");
        federation.settle(zhejiang);

        assertThat(before.entries()).isPositive();
        assertThat(rebuilt).isEqualTo(before);
        assertThat(feed.there()).isEqualTo(feed.here());
        assertThat(feed.there().entries()).isEqualTo(before.entries() + 1);
        federation.settle(gansu);
        Federation.feed(gansu).again();
        federation.settle(gansu);
        assertThat(Federation.feed(gansu).there())
                .isEqualTo(Federation.feed(gansu).here());
    }

    @Test
    void a_province_with_another_key_is_refused_rather_than_never_found() {
        TestNode other = federation.node("province", "510000", zhejiang.data().resolve("no-such-key"), "national");
        federation.join(other);
        var path = other.data().resolve("other-key");
        PseudonymKey key = PseudonymKey.make(path);

        assertThatThrownBy(() -> other.bean(ExchangeClient.class)
                        .ask(
                                NodeCard.NATION,
                                NationIndex.UPDATE,
                                Message.RUNNING,
                                Map.of("key", key.proof(), "epoch", 1, "sequence", 1, "entries", List.of()),
                                LIMIT))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("exchange.index-key-differs"));
    }

    @Test
    void the_nation_cannot_be_given_the_key_of_the_pseudonyms() {
        assertThatThrownBy(() -> NodeDoor.indexKey(nation.data()))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("exchange.nation-without-key"));
        assertThatThrownBy(() -> NodeDoor.takeIndexKey(nation.data(), "any")).isInstanceOf(Problem.class);
        assertThat(nation.data().resolve("secrets").resolve(PseudonymKey.FILE)).doesNotExist();
    }

    @Test
    void no_table_of_the_nation_holds_a_name_a_number_a_code_or_a_text_of_anybody() {
        String patient = gansu.patient(TestNode.HOSPITAL_B, "司马相如", "620102197803071116");
        gansu.condition(TestNode.HOSPITAL_B, patient, "肺炎", "");
        gansu.observation(TestNode.HOSPITAL_B, patient, "laboratory", "血红蛋白");
        federation.settle(gansu);
        federation.settle(zhejiang);

        Set<String> found = new TreeSet<>();
        for (String secret : List.of(
                "司马相如",
                "司马",
                "620102197803071116",
                "1978-03-07",
                "肺炎",
                "J18.9",
                "血红蛋白",
                "mmol",
                "Patient/",
                patient,
                "王建军",
                NUMBER)) {
            for (Map<String, Object> column : nation.jdbc().sql("""
                            select table_schema, table_name, column_name
                              from information_schema.columns
                             where table_schema in (select schema_name from information_schema.schemata
                                                     where schema_name not in ('pg_catalog', 'information_schema'))
                               and table_schema not in ('directory')
                               and (table_schema, table_name) <> ('recognition', 'edition') -- the catalogue of items
                            """).query().listOfRows()) {
                String table = column.get("table_schema") + "." + column.get("table_name");
                boolean there = nation.jdbc()
                        .sql("select exists (select from " + table + " where strpos(\"" + column.get("column_name")
                                + "\"::text, ?) > 0)")
                        .param(secret)
                        .query(Boolean.class)
                        .single();
                if (there) {
                    found.add(secret + " in " + table + "." + column.get("column_name"));
                }
            }
        }

        assertThat(found).isEmpty();
        assertThat(nation.jdbc()
                        .sql("select count(*) from exchange.location")
                        .query(Long.class)
                        .single())
                .isPositive();
    }

    private static JsonNode where(TestNode province, String number, String purpose) {
        return province.bean(ExchangeClient.class)
                .ask(
                        NodeCard.NATION,
                        NationIndex.WHERE,
                        purpose,
                        Map.of("pseudonyms", List.of(Federation.key(province).pseudonym("RESIDENT_NUMBER " + number))),
                        LIMIT)
                .path("places");
    }

    private static Set<Long> bearers(String number) {
        return Federation.feed(zhejiang)
                .bearers(Set.of(Federation.key(zhejiang).pseudonym("RESIDENT_NUMBER " + number)));
    }
}
