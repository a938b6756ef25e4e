package org.tongmai.healthcode;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.healthcode.Guardians.Guardianship;

/** SQL of {@code healthcode.guardianship}. */
final class GuardianStore {

    static final String INSERT = """
            insert into healthcode.guardianship
                   (compartment, id, guardian, relation, reads, valid_from, valid_until, recorded_by, institution)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    static final String END = """
            update healthcode.guardianship
               set valid_until = ?
             where compartment = any (?)
               and id = ?
               and valid_until > ?
            returning *
            """;

    /** Of one ward and one guardian, one guardianship is in force. */
    static final String REPLACE = """
            update healthcode.guardianship
               set valid_until = ?
             where compartment = any (?)
               and guardian = any (?)
               and valid_until > ?
            """;

    /** Those that begin later too. */
    static final String OF_WARD = """
            select *
              from healthcode.guardianship
             where compartment = any (?)
               and valid_until > ?
             order by valid_from, id
             limit 50
            """;

    /** Index {@code guardianship_guardian}. */
    static final String OF_GUARDIAN = """
            select *
              from healthcode.guardianship
             where guardian = any (?)
               and valid_from <= ?
               and valid_until > ?
             order by valid_from, id
             limit 50
            """;

    private final JdbcClient jdbc;

    GuardianStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What was recorded of the two before ends when this begins.
     *
     * @param ward all source patients of the child or elder
     * @param guardian all source patients of the guardian
     */
    void insert(Guardianship made, Collection<Long> ward, Collection<Long> guardian, String by) {
        Timestamp from = Timestamp.from(made.from());
        jdbc.sql(REPLACE)
                .param(from)
                .param(ward.toArray(Long[]::new))
                .param(guardian.toArray(Long[]::new))
                .param(from)
                .update();
        jdbc.sql(INSERT)
                .param(made.ward())
                .param(made.id())
                .param(made.guardian())
                .param(made.relation().name())
                .param(made.reads())
                .param(from)
                .param(Timestamp.from(made.until()))
                .param(by)
                .param(made.institution())
                .update();
    }

    /** Empty where there is none of this id to end. */
    Optional<Guardianship> end(UUID id, Collection<Long> ward, Instant now) {
        Timestamp at = Timestamp.from(now);
        return jdbc.sql(END)
                .param(at)
                .param(ward.toArray(Long[]::new))
                .param(id)
                .param(at)
                .query(GuardianStore::row)
                .optional();
    }

    List<Guardianship> ofWard(Collection<Long> ward, Instant now) {
        return jdbc.sql(OF_WARD)
                .param(ward.toArray(Long[]::new))
                .param(Timestamp.from(now))
                .query(GuardianStore::row)
                .list();
    }

    List<Guardianship> ofGuardian(Collection<Long> guardian, Instant now) {
        Timestamp at = Timestamp.from(now);
        return jdbc.sql(OF_GUARDIAN)
                .param(guardian.toArray(Long[]::new))
                .param(at)
                .param(at)
                .query(GuardianStore::row)
                .list();
    }

    private static Guardianship row(ResultSet row, int number) throws SQLException {
        return new Guardianship(
                row.getObject("id", UUID.class),
                row.getLong("compartment"),
                row.getLong("guardian"),
                Guardians.Relation.valueOf(row.getString("relation")),
                row.getBoolean("reads"),
                row.getTimestamp("valid_from").toInstant(),
                row.getTimestamp("valid_until").toInstant(),
                row.getString("institution"));
    }
}
