package org.tongmai.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.kernel.Problem;

/** Which tables lie on which server of a cluster, and that a database that is none is left alone. */
class ClusterTest {

    /** Found by other keys than the source patient, or in the order of the coordinator's transactions, or small. */
    private static final List<String> ON_THE_COORDINATOR = List.of(
            "access.account",
            "access.app_grant",
            "access.app_refresh",
            "access.assertion",
            "access.attempt",
            "access.change",
            "access.correction",
            "access.correction_read",
            "access.emergency",
            "access.factor",
            "access.inquiry",
            "access.client",
            "access.launch",
            "access.lawful_read",
            "access.log",
            "access.log_head",
            "access.log_key",
            "access.log_tile",
            "access.look",
            "access.look_report",
            "access.past_password",
            "access.proxy",
            "access.proxy_offer",
            "access.recovery_code",
            "access.request",
            "access.rule",
            "access.sentinel",
            "access.sentinel_action",
            "access.sentinel_case",
            "access.sentinel_pace",
            "access.sentinel_subject",
            "access.session",
            "access.setting",
            "access.statement",
            "access.treatment",
            "directory.code",
            "directory.code_table",
            "directory.institution",
            "directory.load",
            "directory.organization",
            "directory.practitioner",
            "directory.practitioner_role",
            "directory.region",
            "emergency.custody",
            "emergency.event",
            "emergency.exposure",
            "emergency.follow_up",
            "emergency.history",
            "emergency.hold",
            "emergency.look",
            "emergency.meeting",
            "emergency.person",
            "emergency.place",
            "emergency.report",
            "emergency.resource",
            "emergency.sample",
            "emergency.transfer",
            "emergency.view",
            "exchange.alias",
            "exchange.anchor",
            "exchange.contact",
            "exchange.dirty",
            "exchange.entry",
            "exchange.kind",
            "exchange.location",
            "exchange.nonce",
            "exchange.outbox",
            "exchange.place",
            "exchange.province",
            "exchange.pseudonym",
            "exchange.receipt",
            "exchange.registry",
            "exchange.signing_key",
            "fhir.bulk_file",
            "fhir.bulk_input",
            "fhir.bulk_job",
            "fhir.bulk_moment",
            "fhir.notification",
            "fhir.subscription",
            "healthcode.card",
            "healthcode.code",
            "healthcode.event",
            "healthcode.node",
            "healthcode.nonce",
            "healthcode.pointer",
            "healthcode.registration",
            "healthcode.screen",
            "healthcode.signing_key",
            "healthcode.unknown_card",
            "healthcode.usage",
            "healthcode.use",
            "insight.event",
            "insight.project",
            "insight.row",
            "intake.age",
            "intake.asked",
            "intake.attempt",
            "intake.code_again",
            "intake.code_day",
            "intake.code_decision",
            "intake.code_seen",
            "intake.daily_count",
            "intake.load",
            "intake.load_piece",
            "intake.load_row",
            "intake.look",
            "intake.mapping",
            "intake.message",
            "intake.quality",
            "intake.quality_check",
            "intake.quality_row",
            "intake.quality_sample",
            "intake.tally",
            "onboarding.counting",
            "onboarding.feed",
            "onboarding.onboarding",
            "onboarding.report",
            "onboarding.sandbox",
            "onboarding.silence",
            "onboarding.told",
            "onboarding.volume",
            "person.assessment",
            "person.block",
            "person.decision",
            "person.domain",
            "person.explanation",
            "person.identity",
            "person.link",
            "person.model",
            "person.model_use",
            "person.name",
            "person.pair",
            "person.parting",
            "person.quality",
            "person.replacement",
            "person.retired",
            "person.unsettled",
            "person.word",
            "recognition.edition",
            "recognition.event",
            "recognition.notice",
            "recognition.quality",
            "recognition.reliance",
            "recognition.tally",
            "store.dictionary",
            "store.feed",
            "store.parameter",
            "store.reader",
            "store.secret",
            "surveillance.brought",
            "surveillance.brought_count",
            "surveillance.card",
            "surveillance.card_event",
            "surveillance.count_change",
            "surveillance.daily_count",
            "surveillance.evidence",
            "surveillance.item",
            "surveillance.links_read",
            "surveillance.product",
            "surveillance.reporter",
            "surveillance.rumour",
            "surveillance.rumour_event",
            "surveillance.series",
            "surveillance.sighting",
            "surveillance.signal",
            "surveillance.signal_event",
            "surveillance.silence");

    private static final String TABLES = """
            select n.nspname || '.' || c.relname
              from pg_class c
              join pg_namespace n on n.oid = c.relnamespace
             where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'public')
               and c.relkind in ('r', 'p')
               and not c.relispartition
            """;

    /** Citus refuses a unique key that could be broken by two servers, and a foreign key that leads to another one. */
    private static final String KEYS_ACROSS_SERVERS = """
            select i.indexrelid::regclass::text
              from pg_index i
             where i.indrelid = ?::regclass
               and i.indisunique
               and (select attnum from pg_attribute where attrelid = i.indrelid and attname = 'compartment')
                   <> all (i.indkey::int2[])
            union all
            select conname
              from pg_constraint
             where contype = 'f'
               and ?::regclass in (conrelid, confrelid)
            """;

    private final TestDatabase database = TestDatabase.fresh();
    private final JdbcClient jdbc = JdbcClient.create(database.dataSource());

    @Test
    void everyTableHasItsPlace() {
        List<String> tables = jdbc.sql(TABLES).query(String.class).list();

        assertThat(Stream.concat(Cluster.SPREAD.stream(), ON_THE_COORDINATOR.stream()))
                .as("a new table is spread by source patient or stays on the coordinator: say which")
                .containsExactlyInAnyOrderElementsOf(tables);
    }

    @Test
    void whatIsSpreadHasTheSourcePatientInEveryKey() {
        for (String table : Cluster.SPREAD) {
            assertThat(jdbc.sql(KEYS_ACROSS_SERVERS)
                            .params(table, table)
                            .query(String.class)
                            .list())
                    .as(table)
                    .isEmpty();
        }
    }

    @Test
    void aDatabaseWithoutCitusIsRefusedAndLeftAsItIs() {
        TestDatabase empty = TestDatabase.empty();
        String url = empty.url().replace("//", "//" + empty.user() + ":" + empty.password() + "@");

        assertThatThrownBy(() -> Cluster.init(url, 32))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("node.citus-missing"));

        assertThat(JdbcClient.create(empty.dataSource())
                        .sql(TABLES)
                        .query(String.class)
                        .list())
                .isEmpty();
    }
}
