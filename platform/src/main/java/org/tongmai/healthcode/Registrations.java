package org.tongmai.healthcode;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.person.Persons;
import org.tongmai.store.Fact;
import tools.jackson.databind.JsonNode;

/**
 * Which registrations say that their person died ({@code Patient.deceased[x]}), and which were deleted; read from the feed, and
 * taken back when the institution says otherwise. A person died where any of its registrations says so.
 */
final class Registrations implements Consumer<List<Fact>> {

    /** Its name among the readers of the feed. */
    static final String READER = "healthcode.registration";

    /** Registrations of the dead that are read together. */
    private static final int PAGE = 10_000;

    static final String PUT = """
            insert into healthcode.registration as r (compartment, state)
            values (?, ?)
                on conflict (compartment) do update
               set state = excluded.state
             where r.state <> excluded.state
            """;

    static final String REMOVE = "delete from healthcode.registration where compartment = ?";

    static final String OF = "select compartment, state from healthcode.registration where compartment = any (?)";

    static final String ALL = """
            select compartment, state
              from healthcode.registration
             where compartment > ?
             order by compartment
             limit ?
            """;

    private final JdbcClient jdbc;
    private final Persons persons;

    Registrations(JdbcClient jdbc, Persons persons) {
        this.jdbc = jdbc;
        this.persons = persons;
    }

    /** Why nobody can show a code that is anchored there. */
    enum State {
        /** The person died. */
        DECEASED,
        /** The institution deleted the registration, so nobody can say whose code it is. */
        DELETED
    }

    private record Row(long compartment, State state) {}

    /** Of several versions of a patient the last counts. */
    @Override
    public void accept(List<Fact> facts) {
        Map<Long, Fact> last = new LinkedHashMap<>();
        facts.forEach(fact -> last.put(fact.key().compartment(), fact));
        last.forEach((compartment, fact) -> {
            if (fact.deleted()) {
                put(compartment, State.DELETED);
            } else if (deceased(fact.tree())) {
                put(compartment, State.DECEASED);
            } else {
                jdbc.sql(REMOVE).param(compartment).update();
            }
        });
    }

    /** What became of these source patients and the persons they belong to now; those of the living are left out. */
    Map<Long, State> of(Collection<Long> compartments) {
        Map<Long, Set<Long>> together = persons.together(compartments);
        Set<Long> all = new HashSet<>(compartments);
        together.values().forEach(all::addAll);
        Map<Long, State> said = jdbc.sql(OF).param(all.toArray(Long[]::new)).query(Registrations::row).list().stream()
                .collect(Collectors.toMap(Row::compartment, Row::state));
        if (said.isEmpty()) {
            return Map.of();
        }
        Map<Long, State> states = new HashMap<>();
        for (Long compartment : compartments) {
            State own = said.get(compartment);
            if (together.getOrDefault(compartment, Set.of()).stream()
                    .anyMatch(each -> said.get(each) == State.DECEASED)) {
                states.put(compartment, State.DECEASED);
            } else if (own != null) {
                states.put(compartment, own);
            }
        }
        return states;
    }

    /** Whether any of these registrations of one person says that the person died. */
    boolean deceased(Set<Long> person) {
        return jdbc.sql(OF).param(person.toArray(Long[]::new)).query(Registrations::row).list().stream()
                .anyMatch(each -> each.state() == State.DECEASED);
    }

    /** All source patients of persons who died or whose registration was deleted, some at a time. */
    void all(Consumer<Map<Long, State>> taker) {
        List<Row> page;
        long after = Long.MIN_VALUE;
        do {
            page = jdbc.sql(ALL).params(after, PAGE).query(Registrations::row).list();
            if (!page.isEmpty()) {
                after = page.getLast().compartment();
                Map<Long, State> ended = page.stream().collect(Collectors.toMap(Row::compartment, Row::state));
                Set<Long> dead = page.stream()
                        .filter(each -> each.state() == State.DECEASED)
                        .map(Row::compartment)
                        .collect(Collectors.toSet());
                persons.together(dead)
                        .values()
                        .forEach(person -> person.forEach(each -> ended.put(each, State.DECEASED)));
                taker.accept(ended);
            }
        } while (page.size() == PAGE);
    }

    private void put(long compartment, State state) {
        jdbc.sql(PUT).params(compartment, state.name()).update();
    }

    private static boolean deceased(JsonNode patient) {
        return patient.path("deceasedBoolean").asBoolean(false) || patient.has("deceasedDateTime");
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        return new Row(row.getLong("compartment"), State.valueOf(row.getString("state")));
    }
}
