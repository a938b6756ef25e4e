package org.tongmai.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.store.ResourceKey;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** SQL of {@code access.rule}. */
final class RuleStore {

    private static final JsonMapper JSON = JsonMapper.shared();

    static final String INSERT = """
            insert into access.rule
                   (compartment, id, version, patient, effect, institution, doctor, doctor_name, categories, classes, document,
                    document_compartment, document_local, care_from, care_until, purpose, once, valid_from, valid_until,
                    template, account, writer, made_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict do nothing
            """;

    /** Of a version that is the newest, and neither taken back nor used up. */
    static final String SUPERSEDE = """
            update access.rule
               set superseded_at = ?
             where compartment = ?
               and id = ?
               and version = ?
               and superseded_at is null
               and ended_at is null
               and used_at is null
            """;

    static final String END = """
            update access.rule
               set ended_at = ?, ended_by = ?, recorded = false
             where compartment = ?
               and id = ?
               and superseded_at is null
               and ended_at is null
            """;

    /** Index {@code rule_current}. The newest version of each rule of some source patients. */
    static final String CURRENT = """
            select to_jsonb(rule)
              from access.rule rule
             where rule.compartment = any (?)
               and rule.superseded_at is null
             order by rule.made_at desc, rule.id
             limit 200
            """;

    static final String VERSIONS = """
            select to_jsonb(rule)
              from access.rule rule
             where rule.compartment = ?
               and rule.id = ?
             order by rule.version desc
             limit 200
            """;

    /** Index {@code rule_current}. */
    static final String IN_FORCE = """
            select to_jsonb(rule)
              from access.rule rule
             where rule.compartment = any (?)
               and rule.superseded_at is null
               and rule.ended_at is null
               and rule.used_at is null
               and rule.valid_from <= ?
               and (rule.valid_until is null or rule.valid_until > ?)
             limit ?
            """;

    /** The rules in force about the persons of some source patients, each under the source patient that was asked for. */
    static final String ABOUT = """
            with asked as materialized (
                     select unnest(?::bigint[]) as compartment
                 ),
                 person as materialized (
                     select asked.compartment as asked, asked.compartment
                       from asked
                      union
                     select asked.compartment, other.compartment
                       from asked
                       join person.member this on this.compartment = asked.compartment
                       join person.member other on other.person = this.person
                 )
            select person.asked, to_jsonb(rule) as rule
              from person
              join access.rule rule on rule.compartment = person.compartment
             where rule.superseded_at is null
               and rule.ended_at is null
               and rule.used_at is null
               and rule.valid_from <= ?
               and (rule.valid_until is null or rule.valid_until > ?)
             limit ?
            """;

    /** Once, whoever asks at the same time; what was taken back or changed meanwhile is not used. */
    static final String USE = """
            update access.rule
               set used_at = ?, used_by = ?, recorded = false
             where compartment = ?
               and id = ?
               and version = ?
               and once
               and superseded_at is null
               and ended_at is null
               and used_at is null
               and (valid_until is null or valid_until > ?)
            """;

    static final String RECORDED = """
            update access.rule
               set recorded = true
             where compartment = ?
               and id = ?
               and version = ?
               and ended_at is not distinct from ?
               and used_at is not distinct from ?
            """;

    /** Index {@code rule_unrecorded}. */
    static final String UNRECORDED = """
            select to_jsonb(rule)
              from access.rule rule
             where not rule.recorded
               and rule.superseded_at is null
             order by rule.made_at
             limit 200
            """;

    /** So many {@link #UNRECORDED} reads at once. */
    static final int AT_ONCE = 200;

    /** Index: the primary key; once for each part of an extraction. */
    static final String AGAINST_RESEARCH = """
            select distinct compartment
              from access.rule
             where compartment = any (?)
               and purpose = 'RESEARCH'
               and effect = 'DENY'
               and superseded_at is null
               and ended_at is null
               and valid_from <= ?
               and (valid_until is null or valid_until > ?)
            """;

    private final JdbcClient jdbc;

    RuleStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** False where there is such a version. */
    boolean insert(Rule rule) {
        Matter.Document document = rule.what().document();
        return jdbc.sql(INSERT)
                        .param(rule.compartment())
                        .param(rule.id())
                        .param(rule.version())
                        .param(rule.patient())
                        .param(rule.effect().name())
                        .param(institution(rule.to()))
                        .param(rule.to() instanceof Recipient.Doctor doctor ? doctor.account() : null)
                        .param(rule.to() instanceof Recipient.Doctor doctor ? doctor.name() : null)
                        .param(names(rule.what().categories()))
                        .param(names(rule.what().classes()))
                        .param(document == null ? null : document.reference())
                        .param(document == null ? null : document.key().compartment())
                        .param(document == null ? null : document.key().local())
                        .param(timestamp(rule.what().careFrom()))
                        .param(timestamp(rule.what().careUntil()))
                        .param(rule.purpose().name())
                        .param(rule.once())
                        .param(timestamp(rule.from()))
                        .param(timestamp(rule.until()))
                        .param(rule.template())
                        .param(rule.account())
                        .param(rule.writer())
                        .param(timestamp(rule.madeAt()))
                        .update()
                == 1;
    }

    /** False where this is not the newest version, or it is over. */
    boolean supersede(Rule old, Instant at) {
        return jdbc.sql(SUPERSEDE)
                        .params(Timestamp.from(at), old.compartment(), old.id(), old.version())
                        .update()
                == 1;
    }

    /** False where it was taken back before. */
    boolean end(Rule rule, String account, Instant at) {
        return jdbc.sql(END)
                        .params(Timestamp.from(at), account, rule.compartment(), rule.id())
                        .update()
                == 1;
    }

    /** The newest version of each rule, the newest first. */
    List<Rule> current(Collection<Long> compartments) {
        return jdbc.sql(CURRENT)
                .param(compartments.toArray(Long[]::new))
                .query(RuleStore::row)
                .list();
    }

    /** All versions of a rule, the newest first. */
    List<Rule> versions(long compartment, String id) {
        return jdbc.sql(VERSIONS).params(compartment, id).query(RuleStore::row).list();
    }

    /** Those of the source patients through which a resident refuses research now. */
    Set<Long> againstResearch(Collection<Long> compartments, Instant now) {
        return Set.copyOf(jdbc.sql(AGAINST_RESEARCH)
                .param(compartments.toArray(Long[]::new))
                .param(timestamp(now))
                .param(timestamp(now))
                .query(Long.class)
                .list());
    }

    List<Rule> inForce(Collection<Long> compartments, Instant now, int limit) {
        return jdbc.sql(IN_FORCE)
                .param(compartments.toArray(Long[]::new))
                .param(timestamp(now))
                .param(timestamp(now))
                .param(limit)
                .query(RuleStore::row)
                .list();
    }

    /** The rules in force about the person of each source patient; those without any are left out. */
    Map<Long, Map<String, Rule>> about(Collection<Long> compartments, Instant now, int limit) {
        Map<Long, Map<String, Rule>> found = new HashMap<>();
        jdbc.sql(ABOUT)
                .param(compartments.toArray(Long[]::new))
                .param(timestamp(now))
                .param(timestamp(now))
                .param(limit)
                .query(row -> {
                    Rule rule = rule(JSON.readTree(row.getString("rule")));
                    found.computeIfAbsent(row.getLong("asked"), none -> new LinkedHashMap<>())
                            .put(rule.id(), rule);
                });
        return found;
    }

    /** Notes that the FHIR Consent says what the row does, unless that has changed meanwhile. */
    void recorded(Rule rule) {
        jdbc.sql(RECORDED)
                .param(rule.compartment())
                .param(rule.id())
                .param(rule.version())
                .param(timestamp(rule.endedAt()))
                .param(timestamp(rule.usedAt()))
                .update();
    }

    List<Rule> unrecorded() {
        return jdbc.sql(UNRECORDED).query(RuleStore::row).list();
    }

    /** The rules of a JSON array of rows; none where it is null. */
    static List<Rule> rules(@Nullable String array) {
        return array == null
                ? List.of()
                : JSON.readTree(array).valueStream().map(RuleStore::rule).toList();
    }

    private static Rule row(ResultSet row, int number) throws SQLException {
        return rule(JSON.readTree(row.getString(1)));
    }

    private static Rule rule(JsonNode row) {
        return new Rule(
                row.path("compartment").asLong(),
                row.path("id").asString(),
                row.path("version").asInt(),
                row.path("patient").asString(),
                Rule.Effect.valueOf(row.path("effect").asString()),
                recipient(row),
                matter(row),
                Purpose.valueOf(row.path("purpose").asString()),
                row.path("once").asBoolean(),
                OffsetDateTime.parse(row.path("valid_from").asString()).toInstant(),
                instant(row, "valid_until"),
                text(row, "template"),
                row.path("account").asString(),
                row.path("writer").asString(),
                OffsetDateTime.parse(row.path("made_at").asString()).toInstant(),
                instant(row, "superseded_at"),
                instant(row, "ended_at"),
                instant(row, "used_at"));
    }

    private static Recipient recipient(JsonNode row) {
        String institution = text(row, "institution");
        String doctor = text(row, "doctor");
        if (institution == null) {
            return new Recipient.Everybody();
        }
        return doctor == null
                ? new Recipient.Institution(institution)
                : new Recipient.Doctor(doctor, row.path("doctor_name").asString(doctor), institution);
    }

    private static Matter matter(JsonNode row) {
        String document = text(row, "document");
        return new Matter(
                values(row.path("categories"), Category.class),
                values(row.path("classes"), Sensitivity.class),
                document == null
                        ? null
                        : new Matter.Document(
                                document,
                                new ResourceKey(
                                        document.substring(0, document.indexOf('/')),
                                        row.path("document_compartment").asLong(),
                                        row.path("document_local").asInt())),
                instant(row, "care_from"),
                instant(row, "care_until"));
    }

    private static <E extends Enum<E>> Set<E> values(JsonNode array, Class<E> type) {
        return array.valueStream()
                .map(each -> Enum.valueOf(type, each.asString()))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static @Nullable String text(JsonNode row, String name) {
        JsonNode value = row.path(name);
        return value.isString() ? value.asString() : null;
    }

    private static @Nullable Instant instant(JsonNode row, String name) {
        String written = text(row, name);
        return written == null ? null : OffsetDateTime.parse(written).toInstant();
    }

    private static @Nullable String institution(Recipient to) {
        return switch (to) {
            case Recipient.Everybody everybody -> null;
            case Recipient.Institution one -> one.code();
            case Recipient.Doctor doctor -> doctor.institution();
        };
    }

    private static String[] names(Collection<? extends Enum<?>> values) {
        return values.stream().map(Enum::name).toArray(String[]::new);
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }
}
