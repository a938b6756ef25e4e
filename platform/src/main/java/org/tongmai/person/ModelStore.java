package org.tongmai.person;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.person.match.Fitting;
import org.tongmai.person.match.MatchModel;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The SQL of the versions of the model and of how far the index is judged by the one in force. */
final class ModelStore {

    /** Whose the shipped models are. */
    static final String SHIPPED = "shipped";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<Map<String, Map<String, MatchModel.Chances>>> CHANCES = new TypeReference<>() {};

    static final String ADD = """
            insert into person.model (chances, registrations, pairs, kin, made_by, made_at)
            values (?::jsonb, ?, ?, ?, ?, ?)
            returning version
            """;

    static final String ALL = """
            select version, chances, registrations, pairs, kin, made_by, made_at
              from person.model
             order by version desc
            """;

    static final String LAST_SHIPPED = """
            select version, chances, registrations, pairs, kin, made_by, made_at
              from person.model
             where made_by = 'shipped'
             order by version desc
             limit 1
            """;

    static final String ONE = """
            select version, chances, registrations, pairs, kin, made_by, made_at
              from person.model
             where version = ?
            """;

    static final String STATE = "select rules, model, upto from person.assessment";

    static final String BEGIN = """
            insert into person.assessment (rules, model, upto)
            values (?, ?, -9223372036854775808)
            on conflict (single) do update set rules = excluded.rules, model = excluded.model, upto = excluded.upto
            """;

    static final String ADVANCE = "update person.assessment set upto = ?";

    static final String USED = "insert into person.model_use (version, account, at) values (?, ?, ?)";

    static final String USES = "select version, account, at from person.model_use order by at desc limit 100";

    private final JdbcClient database;
    private volatile @Nullable MatchModel last;

    ModelStore(JdbcClient database) {
        this.database = database;
    }

    /**
     * A version of the model.
     *
     * @param registrations those asked when it was estimated, 0 for a shipped one
     * @param pairs those looked at
     * @param kin how many other registrations of the same person a registration had on average
     */
    record Version(MatchModel model, long registrations, long pairs, double kin, String madeBy, Instant madeAt) {}

    /** @param upto the last source patient judged by the model in force; null once all are */
    record State(int rules, int model, @Nullable Long upto) {}

    /** That an account brought a version into force. */
    record Use(int version, String account, Instant at) {}

    void used(int version, String account, Instant at) {
        database.sql(USED).params(version, account, at.atOffset(ZoneOffset.UTC)).update();
    }

    List<Use> uses() {
        return database.sql(USES)
                .query((row, number) -> new Use(
                        row.getInt(1),
                        row.getString(2),
                        row.getObject(3, OffsetDateTime.class).toInstant()))
                .list();
    }

    /** The model in force; the shipped one before the index has ever begun. */
    MatchModel inForce() {
        int version = state().map(State::model).orElse(0);
        MatchModel known = last;
        if (known == null || known.version() != version) {
            known = find(version).map(Version::model).orElse(MatchModel.shipped());
            last = known;
        }
        return known;
    }

    Optional<State> state() {
        return database.sql(STATE)
                .query((row, number) -> new State(row.getInt(1), row.getInt(2), row.getObject(3, Long.class)))
                .optional();
    }

    /** Puts a version in force; everything is to be judged anew. */
    void begin(int version) {
        database.sql(BEGIN).params(MatchModel.RULES, version).update();
    }

    void advance(@Nullable Long upto) {
        database.sql(ADVANCE).param(upto).update();
    }

    Optional<Version> find(int version) {
        return database.sql(ONE).param(version).query(ModelStore::version).optional();
    }

    Optional<Version> lastShipped() {
        return database.sql(LAST_SHIPPED).query(ModelStore::version).optional();
    }

    /** Newest first. */
    List<Version> all() {
        return database.sql(ALL).query(ModelStore::version).list();
    }

    int add(MatchModel model, long registrations, long pairs, double kin, String madeBy, Instant at) {
        return database.sql(ADD)
                .params(
                        JSON.writeValueAsString(model.chances()),
                        registrations,
                        pairs,
                        kin,
                        madeBy,
                        at.atOffset(ZoneOffset.UTC))
                .query(Integer.class)
                .single();
    }

    int add(Fitting.Fitted fitted, String madeBy, Instant at) {
        return add(fitted.model(), fitted.asked(), fitted.pairs(), fitted.kin(), madeBy, at);
    }

    private static Version version(ResultSet row, int number) throws SQLException {
        return new Version(
                new MatchModel(row.getInt(1), JSON.readValue(row.getString(2), CHANCES)),
                row.getLong(3),
                row.getLong(4),
                row.getDouble(5),
                row.getString(6),
                row.getObject(7, OffsetDateTime.class).toInstant());
    }
}
