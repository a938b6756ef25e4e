package org.tongmai.person;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.person.match.MatchModel;
import org.tongmai.person.match.NumberFinding;
import org.tongmai.person.match.Registration;
import org.tongmai.store.Fact;
import org.tongmai.store.Query;
import org.tongmai.store.ResourceKey;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;
import tools.jackson.databind.JsonNode;

/**
 * What institutions say about their own registrations: {@code Patient.link} of type {@code replaced-by} is a word that the two
 * are one person. It holds until the institution takes the link away or a steward takes the word back; what a steward took back
 * an institution does not say again.
 *
 * @see <a href="https://profiles.ihe.net/ITI/PIXm/ITI-104.html">IHE PIXm, Resolve Duplicate Patient, ITI-104</a>
 */
final class Replacements {

    static final String KNOWN = """
            select compartment, institution, target, other
              from person.replacement
             where compartment = any(?)
            """;

    /** Those whose other side has come just now: it is one of these; index {@code replacement_waiting}. */
    static final String WAITING = """
            select compartment, institution, target, other
              from person.replacement
             where other is null
               and institution = any(?)
               and target = any(?)
             order by compartment
            """;

    static final String WRITE = """
            insert into person.replacement (compartment, institution, target, other)
            values (?, ?, ?, ?)
            on conflict (compartment)
            do update set institution = excluded.institution, target = excluded.target, other = excluded.other
            """;

    static final String REMOVE = "delete from person.replacement where compartment = ?";

    static final String REGISTERED = "select count(*) from person.identity where compartment = ?";

    /** Whether the last word that an institution gave about two is in force, and who took it back. */
    static final String LAST_WORD = """
            select withdrawn_at is null, coalesce(withdrawn_by, '')
              from person.word
             where institution is not null
               and ((a = :one and b = :other) or (a = :other and b = :one))
             order by place desc
             limit 1
            """;

    static final String SAY = """
            with decided as (
                insert into person.decision (kind, about, steward, reason, at, doubted)
                values ('REPLACED', array[:one, :other]::bigint[], :institution, 'Patient.link replaced-by', :at, :doubted)
                returning number)
            insert into person.word (a, b, same, steward, reason, at, institution, decision)
            select :one, :other, true, :institution, 'Patient.link replaced-by', :at, :institution, number
              from decided
            """;

    static final String TAKE_BACK = """
            update person.word
               set withdrawn_at = :at, withdrawn_by = :by
             where withdrawn_at is null
               and institution = :institution
               and same
               and ((a = :one and b = :other) or (a = :other and b = :one))
            """;

    /** Before an institution's code where else the account of a steward stands. */
    static final String INSTITUTION = "institution/";

    private final JdbcClient database;
    private final Store store;
    private final IdentityStore identities;

    Replacements(JdbcClient database, Store store, IdentityStore identities) {
        this.database = database;
        this.store = store;
        this.identities = identities;
    }

    private record Replacement(
            long compartment,
            String institution,
            String target,
            @Nullable Long other) {}

    /**
     * Takes in what changed; inside the transaction and after the registrations themselves.
     *
     * @param facts the last version of each Patient of a batch
     * @param patients those of them that are not deleted, by source patient
     * @param sources who sends them
     * @return by institution the source patients about whom it said something else than before
     */
    Map<String, Set<Long>> apply(
            Collection<Fact> facts, Map<Long, ? extends JsonNode> patients, Map<Long, String> sources, Instant at) {
        var touched = new TreeMap<String, Set<Long>>();
        Map<Long, Replacement> known =
                known(facts.stream().map(fact -> fact.key().compartment()).toList());
        for (Fact fact : facts) {
            long compartment = fact.key().compartment();
            String institution = sources.get(compartment);
            JsonNode patient = patients.get(compartment);
            String target = patient == null ? null : target(patient).orElse(null);
            Replacement before = known.get(compartment);
            if (institution != null && !Objects.equals(target, before == null ? null : before.target())) {
                takeBack(before, at, touched);
                if (target == null) {
                    database.sql(REMOVE).param(compartment).update();
                } else {
                    say(new Replacement(compartment, institution, target, null), at, touched);
                }
            }
        }
        Set<String> come = names(facts, patients);
        if (!come.isEmpty()) {
            waiting(Set.copyOf(sources.values()), come).forEach(replacement -> say(replacement, at, touched));
        }
        return touched;
    }

    private void say(Replacement said, Instant at, Map<String, Set<Long>> touched) {
        Long other = resolve(said).orElse(null);
        database.sql(WRITE)
                .param(said.compartment())
                .param(said.institution())
                .param(said.target())
                .param(other)
                .update();
        if (other == null || saidOrOverruled(said.compartment(), other)) {
            return;
        }
        database.sql(SAY)
                .param("one", said.compartment())
                .param("other", other)
                .param("institution", said.institution())
                .param("at", at(at))
                .param("doubted", contradictory(said.compartment(), other))
                .update();
        touch(touched, said.institution(), said.compartment(), other);
    }

    /** Names, birth dates or valid resident numbers that one person does not have: perhaps the wrong number was given up. */
    private boolean contradictory(long one, long other) {
        List<Registration> both = identities.find(List.of(one, other)).stream()
                .map(Identity::registration)
                .toList();
        return both.size() == 2
                && (!MatchModel.alike(both.getFirst(), both.getLast())
                        || NumberFinding.compare(
                                        both.getFirst().numbers(),
                                        both.getLast().numbers())
                                == NumberFinding.DIFFERENT);
    }

    private void takeBack(@Nullable Replacement before, Instant at, Map<String, Set<Long>> touched) {
        if (before != null && before.other() != null) {
            long other = before.other();
            int taken = database.sql(TAKE_BACK)
                    .param("at", at(at))
                    .param("by", INSTITUTION + before.institution())
                    .param("institution", before.institution())
                    .param("one", before.compartment())
                    .param("other", other)
                    .update();
            if (taken > 0) {
                touch(touched, before.institution(), before.compartment(), other);
            }
        }
    }

    private boolean saidOrOverruled(long one, long other) {
        return database.sql(LAST_WORD)
                .param("one", one)
                .param("other", other)
                .query((row, number) -> row.getBoolean(1) || !row.getString(2).startsWith(INSTITUTION))
                .optional()
                .orElse(false);
    }

    /** The registration that stays: another one of the same institution, which the index has read. */
    private Optional<Long> resolve(Replacement said) {
        int bar = said.target().indexOf('|');
        Optional<Long> found = bar < 0
                ? store.key("Patient", said.target()).map(ResourceKey::compartment)
                : bearer(said.target().substring(0, bar), said.target().substring(bar + 1), said.institution());
        return found.filter(other -> other != said.compartment())
                .filter(other ->
                        store.sourceOf(other).filter(said.institution()::equals).isPresent())
                .filter(other ->
                        database.sql(REGISTERED).param(other).query(Long.class).single() > 0);
    }

    private Optional<Long> bearer(String system, String value, String institution) {
        Query query = Query.of("Patient").where("identifier", Query.identified(system, value));
        Set<Long> bearers = new TreeSet<>();
        store.search(query.count(2), Scope.sent(institution, Set.of("Patient")))
                .facts()
                .forEach(fact -> bearers.add(fact.key().compartment()));
        return bearers.size() == 1 ? Optional.of(bearers.iterator().next()) : Optional.empty();
    }

    /** The logical id of the Patient that stays, or its identifier with a bar between system and value. */
    private static Optional<String> target(JsonNode patient) {
        for (JsonNode link : patient.path("link")) {
            if (link.path("type").asString("").equals(GivenUp.TYPE)) {
                String reference = link.at("/other/reference").asString("");
                int id = reference.lastIndexOf("Patient/");
                if (id >= 0) {
                    return Optional.of(
                            reference.substring(id + "Patient/".length()).replaceFirst("/.*", ""));
                }
                String value = link.at("/other/identifier/value").asString("");
                if (!value.isEmpty()) {
                    return Optional.of(link.at("/other/identifier/system").asString("") + "|" + value);
                }
            }
        }
        return Optional.empty();
    }

    private Map<Long, Replacement> known(List<Long> compartments) {
        var known = new HashMap<Long, Replacement>();
        database.sql(KNOWN).param(IdentityStore.longs(compartments)).query((ResultSet row) -> {
            known.put(row.getLong(1), replacement(row));
        });
        return known;
    }

    /** Whatever a link may call these: logical ids and identifiers. */
    private static Set<String> names(Collection<Fact> facts, Map<Long, ? extends JsonNode> patients) {
        var names = new TreeSet<String>();
        facts.stream()
                .filter(fact -> patients.containsKey(fact.key().compartment()))
                .forEach(fact -> names.add(fact.id()));
        patients.values().stream()
                .flatMap(patient -> patient.path("identifier").valueStream())
                .forEach(identifier -> names.add(identifier.path("system").asString("") + "|"
                        + identifier.path("value").asString("")));
        return names;
    }

    private List<Replacement> waiting(Set<String> institutions, Set<String> come) {
        var waiting = new ArrayList<Replacement>();
        database.sql(WAITING)
                .param(institutions.toArray(String[]::new))
                .param(come.toArray(String[]::new))
                .query((ResultSet row) -> {
                    waiting.add(replacement(row));
                });
        return waiting;
    }

    private static Replacement replacement(ResultSet row) throws SQLException {
        return new Replacement(row.getLong(1), row.getString(2), row.getString(3), row.getObject(4, Long.class));
    }

    private static void touch(Map<String, Set<Long>> touched, String institution, long one, long other) {
        Set<Long> both = touched.computeIfAbsent(institution, none -> new TreeSet<>());
        both.add(one);
        both.add(other);
    }

    private static OffsetDateTime at(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
