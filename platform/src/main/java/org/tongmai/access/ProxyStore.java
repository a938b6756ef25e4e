package org.tongmai.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** SQL of {@code access.proxy} and of the codes by which somebody offers to be one. */
final class ProxyStore {

    static final String INSERT = """
            insert into access.proxy
                   (compartment, id, holder, ground, level, reads, withheld, valid_from, valid_until, recorded_by, institution)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    /** Of a person, by the least of its source patients, until the transaction ends. */
    static final String LOCK = "select pg_advisory_xact_lock(hashtext('access.proxy'), hashtext(?::text))";

    /**
     * Of one ward, one holder and one ground one proxy is in force, and one for the health code alone: what was before ends when the next
     * begins. What a court decided does not end by what somebody entrusts.
     */
    static final String REPLACE = """
            update access.proxy
               set ended_at = ?
             where compartment = any (?)
               and holder = any (?)
               and ground = ?
               and (level = 'CODE') = ?
               and valid_until > ?
               and (ended_at is null or ended_at > ?)
            """;

    static final String END = """
            update access.proxy
               set ended_at = ?, ended_by = ?
             where compartment = any (?)
               and id = ?
               and valid_until > ?
               and (ended_at is null or ended_at > ?)
            """;

    static final String WITHHOLD = """
            update access.proxy
               set withheld = ?
             where compartment = any (?)
               and id = ?
               and valid_until > ?
               and ended_at is null
            """;

    /** Those that are to come, too; the newest first. */
    static final String OF_WARD = """
            select *
              from access.proxy
             where compartment = any (?)
               and valid_until > ?
               and (ended_at is null or ended_at > ?)
             order by valid_from desc, id
             limit 50
            """;

    /** Those that are over at the end. */
    static final String ALL_OF_WARD = """
            select *
              from access.proxy
             where compartment = any (?)
             order by (ended_at is null and valid_until > ?) desc, valid_from desc, id
             limit 50
            """;

    static final String BETWEEN = """
            select *
              from access.proxy
             where compartment = any (?)
               and holder = any (?)
               and valid_from <= ?
               and valid_until > ?
               and (ended_at is null or ended_at > ?)
             limit 50
            """;

    /** Index {@code proxy_holder}. */
    static final String OF_HOLDER = """
            select *
              from access.proxy
             where holder = any (?)
               and valid_until > ?
               and (ended_at is null or ended_at > ?)
             order by valid_from desc, id
             limit 50
            """;

    static final String SETTINGS = """
            select distinct on (name) name, value
              from access.setting
             where name = any (?)
               and valid_from <= ?
               and (valid_until is null or valid_until > ?)
             order by name, valid_from desc
            """;

    static final String OFFER = "insert into access.proxy_offer (digest, compartment, expires_at) values (?, ?, ?)";

    static final String OFFERED = "select compartment from access.proxy_offer where digest = ? and expires_at > ?";

    static final String TAKE = """
            delete from access.proxy_offer
             where digest = ?
               and expires_at > ?
            returning compartment
            """;

    static final String FORGET = "delete from access.proxy_offer where expires_at <= ?";

    /** Index {@code proxy_offer_compartment}. */
    static final String WITHDRAW = "delete from access.proxy_offer where compartment = any (?)";

    private final JdbcClient jdbc;

    ProxyStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void lock(long person) {
        jdbc.sql(LOCK)
                .param(String.valueOf(person))
                .query((row, number) -> true)
                .list();
    }

    /**
     * @param ward all source patients of the ward, as {@code holder} those of the holder
     * @param codeOnly whether the next one is for the health code alone
     */
    void replace(Collection<Long> ward, Collection<Long> holder, Proxy.Ground ground, boolean codeOnly, Instant at) {
        Timestamp from = Timestamp.from(at);
        jdbc.sql(REPLACE)
                .param(from)
                .param(array(ward))
                .param(array(holder))
                .param(ground.name())
                .param(codeOnly)
                .param(from)
                .param(from)
                .update();
    }

    void insert(Proxy proxy) {
        jdbc.sql(INSERT)
                .param(proxy.ward())
                .param(proxy.id())
                .param(proxy.holder())
                .param(proxy.ground().name())
                .param(proxy.level().name())
                .param(proxy.reads())
                .param(names(proxy.withheld()))
                .param(Timestamp.from(proxy.from()))
                .param(Timestamp.from(proxy.until()))
                .param(proxy.recordedBy())
                .param(proxy.institution())
                .update();
    }

    boolean end(Collection<Long> ward, UUID id, String by, Instant now) {
        Timestamp at = Timestamp.from(now);
        return jdbc.sql(END)
                        .param(at)
                        .param(by)
                        .param(array(ward))
                        .param(id)
                        .param(at)
                        .param(at)
                        .update()
                == 1;
    }

    boolean withhold(Collection<Long> ward, UUID id, Set<Sensitivity> classes, Instant now) {
        return jdbc.sql(WITHHOLD)
                        .param(names(classes))
                        .param(array(ward))
                        .param(id)
                        .param(Timestamp.from(now))
                        .update()
                == 1;
    }

    List<Proxy> ofWard(Collection<Long> ward, Instant now) {
        return notOver(OF_WARD, ward, now);
    }

    /** The same and those that are over. */
    List<Proxy> all(Collection<Long> ward, Instant now) {
        return jdbc.sql(ALL_OF_WARD)
                .param(array(ward))
                .param(Timestamp.from(now))
                .query(ProxyStore::row)
                .list();
    }

    List<Proxy> ofHolder(Collection<Long> holder, Instant now) {
        return notOver(OF_HOLDER, holder, now);
    }

    private List<Proxy> notOver(String sql, Collection<Long> person, Instant now) {
        Timestamp at = Timestamp.from(now);
        return jdbc.sql(sql)
                .param(array(person))
                .param(at)
                .param(at)
                .query(ProxyStore::row)
                .list();
    }

    List<Proxy> between(Collection<Long> ward, Collection<Long> holder, Instant now) {
        Timestamp at = Timestamp.from(now);
        return jdbc.sql(BETWEEN)
                .param(array(ward))
                .param(array(holder))
                .param(at)
                .param(at)
                .param(at)
                .query(ProxyStore::row)
                .list();
    }

    /** The dated numbers of these names that hold on a day. */
    Map<String, Integer> settings(Collection<String> names, LocalDate day) {
        return jdbc
                .sql(SETTINGS)
                .param(names.toArray(String[]::new))
                .param(day)
                .param(day)
                .query((row, number) -> Map.entry(row.getString("name"), row.getInt("value")))
                .list()
                .stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    void offer(byte[] digest, long holder, Instant expires) {
        jdbc.sql(OFFER)
                .param(digest)
                .param(holder)
                .param(Timestamp.from(expires))
                .update();
    }

    Optional<Long> offered(byte[] digest, Instant now) {
        return jdbc.sql(OFFERED)
                .param(digest)
                .param(Timestamp.from(now))
                .query(Long.class)
                .optional();
    }

    /** The same, used up by it. */
    Optional<Long> take(byte[] digest, Instant now) {
        return jdbc.sql(TAKE)
                .param(digest)
                .param(Timestamp.from(now))
                .query(Long.class)
                .optional();
    }

    void forget(Instant now) {
        jdbc.sql(FORGET).param(Timestamp.from(now)).update();
    }

    /** The codes that a person made before. */
    void withdraw(Collection<Long> holder) {
        jdbc.sql(WITHDRAW).param(array(holder)).update();
    }

    private static Proxy row(ResultSet row, int number) throws SQLException {
        return new Proxy(
                row.getObject("id", UUID.class),
                row.getLong("compartment"),
                row.getLong("holder"),
                Proxy.Ground.valueOf(row.getString("ground")),
                Proxy.Level.valueOf(row.getString("level")),
                row.getBoolean("reads"),
                Arrays.stream((String[]) row.getArray("withheld").getArray())
                        .map(Sensitivity::valueOf)
                        .collect(Collectors.toUnmodifiableSet()),
                row.getTimestamp("valid_from").toInstant(),
                row.getTimestamp("valid_until").toInstant(),
                row.getString("recorded_by"),
                row.getString("institution"),
                instant(row.getTimestamp("ended_at")),
                row.getString("ended_by"));
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }

    private static String[] names(Set<Sensitivity> classes) {
        return classes.stream().map(Enum::name).sorted().toArray(String[]::new);
    }

    private static Long[] array(Collection<Long> compartments) {
        return compartments.toArray(Long[]::new);
    }
}
