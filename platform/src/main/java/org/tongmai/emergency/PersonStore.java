package org.tongmai.emergency;

import static org.tongmai.emergency.EventStore.given;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.store.Json;

/** People of events, and saved filters of their list. */
final class PersonStore {

    private static final String COLUMNS = """
            select number, version, card, compartment, fields::text, place, category, last_exposure, follow_until,
                   classification, onset, ending, ended_on
              from emergency.person
            """;

    static final String NEXT = """
            select coalesce(max(number), 0) + 1
              from emergency.person
             where event = ?
            """;

    static final String INSERT = """
            insert into emergency.person
                   (event, number, version, card, compartment, fields, place, was_contact, category, last_exposure,
                    follow_until, classification, onset, ending, ended_on)
            values (?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    static final String UPDATE = """
            update emergency.person
               set version = ?, card = ?, compartment = ?, fields = ?::jsonb, place = ?, was_contact = ?, category = ?,
                   last_exposure = ?, follow_until = ?, classification = ?, onset = ?, ending = ?, ended_on = ?
             where event = ?
               and number = ?
            """;

    static final String BY_NUMBER = COLUMNS + """
             where event = ?
               and number = ?
            """;

    static final String BY_NUMBERS = COLUMNS + """
             where event = ?
               and number = any (?)
             order by number
            """;

    private static final String FILTERED = """
             where event = ?
               and (?::text is null
                    or ? = 'CASE' and classification <> 'DISCARDED'
                    or ? = 'CONTACT' and was_contact
                    or ? = 'BECAME' and was_contact and classification <> 'DISCARDED')
               and (?::text is null or classification = ?)
               and (?::date is null or onset >= ?)
               and (?::date is null or onset <= ?)
               and (not ? or onset is null)
               and (?::text is null or ending = ?)
               and (?::date is null
                    or follow_until >= ? and (classification is null or classification = 'DISCARDED'))
               and (?::text is null or place like ?)
               and (?::integer is null
                    or exists (select
                                 from emergency.exposure e
                                where e.event = person.event
                                  and e.person = person.number
                                  and e.place = ?))
            """;

    static final String LISTED = COLUMNS + FILTERED + """
               and number > ?
             order by number
             limit ?
            """;

    static final String COUNTED = """
            select count(*)
              from emergency.person
            """ + FILTERED;

    static final String CARDS = """
            select card
              from emergency.person
             where event = ?
               and card = any (?)
            """;

    /** What was known of each person at a moment, as the history has it. */
    static final String KNOWN = """
            select distinct on ((body->>'number')::integer) (body->>'number')::integer as number, (body->'after')::text as after
              from emergency.history
             where event = ?
               and kind = 'PersonSet'
               and at <= ?
             order by (body->>'number')::integer, version desc
            """;

    static final String SAVE_VIEW = """
            insert into emergency.view (event, name, search, account)
            values (?, ?, ?, ?)
                on conflict (event, name) do update
               set search = excluded.search, account = excluded.account
            """;

    static final String VIEWS = """
            select name, search
              from emergency.view
             where event = ?
             order by name
             limit 100
            """;

    static final String DROP_VIEW = """
            delete from emergency.view
             where event = ?
               and name = ?
            """;

    private final JdbcClient jdbc;

    PersonStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The next number; the event's row is held. */
    int next(long event) {
        return jdbc.sql(NEXT).param(event).query(Integer.class).single();
    }

    void insert(long event, Person person) {
        jdbc.sql(INSERT)
                .params(given(
                        event,
                        person.number(),
                        person.version(),
                        person.card(),
                        person.compartment(),
                        EventStore.json(person.who()),
                        person.place(),
                        person.wasContact(),
                        name(person.category()),
                        person.lastExposure(),
                        person.followUntil(),
                        name(person.classification()),
                        person.onset(),
                        name(person.ending()),
                        person.endedOn()))
                .update();
    }

    void update(long event, Person person) {
        jdbc.sql(UPDATE)
                .params(given(
                        person.version(),
                        person.card(),
                        person.compartment(),
                        EventStore.json(person.who()),
                        person.place(),
                        person.wasContact(),
                        name(person.category()),
                        person.lastExposure(),
                        person.followUntil(),
                        name(person.classification()),
                        person.onset(),
                        name(person.ending()),
                        person.endedOn(),
                        event,
                        person.number()))
                .update();
    }

    Optional<Person> find(long event, int number) {
        return jdbc.sql(BY_NUMBER)
                .params(event, number)
                .query(PersonStore::person)
                .optional();
    }

    List<Person> these(long event, Collection<Integer> numbers) {
        return jdbc.sql(BY_NUMBERS)
                .params(event, numbers.toArray(Integer[]::new))
                .query(PersonStore::person)
                .list();
    }

    /** Those beyond a number, in the order of their numbers. */
    List<Person> list(long event, PersonFilter filter, int beyond, int most) {
        List<@Nullable Object> parameters = parameters(event, filter);
        return jdbc.sql(LISTED)
                .params(parameters)
                .param(beyond)
                .param(most)
                .query(PersonStore::person)
                .list();
    }

    int count(long event, PersonFilter filter) {
        return jdbc.sql(COUNTED)
                .params(parameters(event, filter))
                .query(Integer.class)
                .single();
    }

    private static List<@Nullable Object> parameters(long event, PersonFilter filter) {
        String who = name(filter.who());
        String classification = name(filter.classification());
        String ending = name(filter.ending());
        return given(
                event,
                who,
                who,
                who,
                who,
                classification,
                classification,
                filter.from(),
                filter.from(),
                filter.until(),
                filter.until(),
                filter.onlyUndated(),
                ending,
                ending,
                filter.following(),
                filter.following(),
                filter.place(),
                filter.place(),
                filter.exposedAt(),
                filter.exposedAt());
    }

    /** Those of these report cards that are cases of the event. */
    List<Long> cards(long event, Collection<Long> cards) {
        return jdbc.sql(CARDS)
                .params(event, cards.toArray(Long[]::new))
                .query(Long.class)
                .list();
    }

    Map<Integer, Counted> known(long event, Instant at) {
        return jdbc
                .sql(KNOWN)
                .params(event, Timestamp.from(at))
                .query((row, number) ->
                        Map.entry(row.getInt("number"), Json.mapper().readValue(row.getString("after"), Counted.class)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** A filter that was saved. */
    record View(String name, String search) {}

    void save(long event, View view, String account) {
        jdbc.sql(SAVE_VIEW).params(event, view.name(), view.search(), account).update();
    }

    List<View> views(long event) {
        return jdbc.sql(VIEWS)
                .param(event)
                .query((row, number) -> new View(row.getString("name"), row.getString("search")))
                .list();
    }

    void drop(long event, String view) {
        jdbc.sql(DROP_VIEW).params(event, view).update();
    }

    private static @Nullable String name(@Nullable Enum<?> value) {
        return value == null ? null : value.name();
    }

    private static <E extends Enum<E>> @Nullable E value(Class<E> type, @Nullable String name) {
        return name == null ? null : Enum.valueOf(type, name);
    }

    private static Person person(ResultSet row, int index) throws SQLException {
        return new Person(
                row.getInt("number"),
                row.getInt("version"),
                row.getObject("card", Long.class),
                row.getObject("compartment", Long.class),
                Json.mapper().readValue(row.getString("fields"), Person.Particulars.class),
                row.getString("place"),
                value(Person.Category.class, row.getString("category")),
                row.getObject("last_exposure", LocalDate.class),
                row.getObject("follow_until", LocalDate.class),
                value(Classification.class, row.getString("classification")),
                row.getObject("onset", LocalDate.class),
                value(Ending.class, row.getString("ending")),
                row.getObject("ended_on", LocalDate.class));
    }
}
