package org.tongmai.person;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.person.match.Word;

/** The SQL of decisions and of the words that they gave and took back. */
final class WordStore {

    /** Of some source patients the words in force. */
    static final String WORDS = """
            select a, b, same, place, institution is not null
              from person.word
             where withdrawn_at is null
               and (a = any(:some) or b = any(:some))
             order by place
            """;

    static final String DECIDE = """
            insert into person.decision (kind, about, steward, reason, at)
            values (?, ?, ?, ?, ?)
            returning number
            """;

    static final String SAY = """
            insert into person.word (a, b, same, steward, reason, at, decision)
            values (?, ?, ?, ?, ?, ?, ?)
            """;

    static final String TAKE = """
            update person.word
               set withdrawn_at = :at, withdrawn_by = :steward, taken_by = :decision
             where withdrawn_at is null
               and same = :same
               and (:institutions or institution is null)
               and ((a = any(:left) and b = any(:right)) or (a = any(:right) and b = any(:left)))
            """;

    /** Not where all that it said was taken back by later decisions: there is nothing left to undo. */
    static final String UNDO = """
            update person.decision d
               set undone_at = ?, undone_by = ?, undone_reason = ?
             where number = ?
               and undone_at is null
               and (not exists (select from person.word w where w.decision = d.number)
                    or exists (select from person.word w where w.decision = d.number and w.withdrawn_at is null))
            """;

    /** Its words hold no longer, whatever becomes of a decision that took them back. */
    static final String RETRACT = """
            update person.word
               set withdrawn_at = coalesce(withdrawn_at, ?), withdrawn_by = coalesce(withdrawn_by, ?), taken_by = null
             where decision = ?
            returning a, b
            """;

    /** What it took back holds again; an institution's word only where the institution still says it. */
    static final String GIVE_BACK = """
            update person.word w
               set withdrawn_at = case when s.said then null else w.withdrawn_at end,
                   withdrawn_by = case when s.said then null else ? || w.institution end,
                   taken_by = null
              from (select place,
                           institution is null
                           or exists (select
                                        from person.replacement r
                                       where r.compartment = word.a
                                         and r.other = word.b) as said
                      from person.word
                     where taken_by = ?) s
             where s.place = w.place
            returning a, b
            """;

    private static final String DECISION = """
            select d.number, d.kind, d.about, d.steward, d.reason, d.at,
                   coalesce(d.undone_at, w.at), coalesce(d.undone_by, w.by), d.undone_reason, d.doubted
              from person.decision d
              left join lateral (
                   select max(withdrawn_at) as at, (array_agg(withdrawn_by order by withdrawn_at desc))[1] as by
                     from person.word
                    where decision = d.number
                   having bool_and(withdrawn_at is not null)) w on true
            """;

    static final String DECISIONS = DECISION + " order by d.number desc limit ?";

    /** Merges in force that contradict what was registered, and that no steward confirmed; index {@code decision_doubted}. */
    static final String DOUBTED = DECISION + """
             where d.doubted
               and d.undone_at is null
               and w.at is null
               and not exists (select
                                 from person.word s
                                where s.withdrawn_at is null
                                  and s.institution is null
                                  and s.same
                                  and s.a = any(d.about)
                                  and s.b = any(d.about))
             order by d.number desc
             limit ?
            """;

    /** Index {@code decision_about}. */
    static final String ABOUT = DECISION + " where d.about && ? order by d.number desc limit ?";

    private final JdbcClient database;

    WordStore(JdbcClient database) {
        this.database = database;
    }

    /** A decision, and whether it is over. */
    record Made(
            long number,
            StewardDecision.Kind kind,
            List<Long> about,
            String steward,
            String reason,
            Instant at,
            @Nullable Instant overAt,
            @Nullable String overBy,
            @Nullable String overReason,
            boolean doubted) {}

    /** The source patients on either side of a word. */
    record Sides(Set<Long> left, Set<Long> right) {}

    List<Word> words(Collection<Long> compartments) {
        return database.sql(WORDS)
                .param("some", IdentityStore.longs(compartments))
                .query((row, number) ->
                        new Word(row.getLong(1), row.getLong(2), row.getBoolean(3), row.getLong(4), row.getBoolean(5)))
                .list();
    }

    /** Writes a decision down and returns its number. */
    long decide(StewardDecision.Kind kind, List<Long> about, String steward, String reason, Instant at) {
        return database.sql(DECIDE)
                .params(kind.name(), IdentityStore.longs(about), steward, reason, at(at))
                .query(Long.class)
                .single();
    }

    void say(long decision, LinkStore.Pair pair, boolean same, String steward, String reason, Instant at) {
        database.sql(SAY)
                .params(pair.a(), pair.b(), same, steward, reason, at(at), decision)
                .update();
    }

    /** By a decision takes back what was said between two sides; returns how many words. */
    int take(long decision, Sides sides, boolean same, boolean institutions, String steward, Instant at) {
        return database.sql(TAKE)
                .param("at", at(at))
                .param("steward", steward)
                .param("decision", decision)
                .param("same", same)
                .param("institutions", institutions)
                .param("left", IdentityStore.longs(sides.left()))
                .param("right", IdentityStore.longs(sides.right()))
                .update();
    }

    /** Undoes a decision; returns whom its words were about, empty where it is over. */
    Optional<Set<Long>> undo(long decision, String steward, String reason, Instant at) {
        if (database.sql(UNDO).params(at(at), steward, reason, decision).update() == 0) {
            return Optional.empty();
        }
        var touched = new TreeSet<Long>();
        both(touched, database.sql(RETRACT).params(at(at), steward, decision));
        both(touched, database.sql(GIVE_BACK).params(Replacements.INSTITUTION, decision));
        return Optional.of(touched);
    }

    private static void both(Set<Long> touched, JdbcClient.StatementSpec statement) {
        statement.query((ResultSet row) -> {
            touched.add(row.getLong(1));
            touched.add(row.getLong(2));
        });
    }

    /** Everything that was decided, newest first. */
    List<Made> decisions(int limit) {
        return database.sql(DECISIONS).param(limit).query(WordStore::made).list();
    }

    /** Merges that a steward is to look at, newest first. */
    List<Made> doubted(int limit) {
        return database.sql(DOUBTED).param(limit).query(WordStore::made).list();
    }

    /** What was decided about some source patients, newest first. */
    List<Made> about(Collection<Long> compartments, int limit) {
        return database.sql(ABOUT)
                .param(IdentityStore.longs(compartments))
                .param(limit)
                .query(WordStore::made)
                .list();
    }

    private static OffsetDateTime at(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    private static Made made(ResultSet row, int number) throws SQLException {
        Array about = row.getArray(3);
        OffsetDateTime over = row.getObject(7, OffsetDateTime.class);
        return new Made(
                row.getLong(1),
                StewardDecision.Kind.valueOf(row.getString(2)),
                Arrays.asList((Long[]) about.getArray()),
                row.getString(4),
                row.getString(5),
                row.getObject(6, OffsetDateTime.class).toInstant(),
                over == null ? null : over.toInstant(),
                row.getString(8),
                row.getString(9),
                row.getBoolean(10));
    }
}
