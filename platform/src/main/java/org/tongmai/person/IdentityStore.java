package org.tongmai.person;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.kernel.Sex;
import org.tongmai.person.match.BlockingKeys;
import org.tongmai.person.match.NumberClaim;
import org.tongmai.person.match.PersonName;
import org.tongmai.person.match.PostalAddress;
import org.tongmai.person.match.Registration;
import tools.jackson.databind.json.JsonMapper;

/** The SQL of registrations, their blocking keys and the holders of names. */
final class IdentityStore {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String COLUMNS = """
            select i.compartment, i.home, i.patient, i.institution, i.local_id, i.name, i.names, i.sex, i.birth_date,
                   i.numbers, i.documents, i.phones, i.address, i.area, i.detail, i.guardians, i.placeholder, i.digest, i.at,
                   coalesce(n.holders, 0) as holders
              from person.identity i
              left join person.name n on n.name_key = i.name_key
            """;

    static final String FIND = COLUMNS + " where i.compartment = any(?)";

    static final String OF_PATIENT = COLUMNS + " where i.patient = ? limit 1";

    static final String OF_HOME = "select compartment from person.identity where home = ?";

    /** Before registrations are removed: their numbers go on to who stands with them now; indexes {@code link_current, link_person}. */
    static final String RETIRE = """
            insert into person.retired (home, compartment, heir, at)
            select i.home, i.compartment,
                   (select min(other.home)
                      from person.link l
                      join person.link m on m.person = l.person and m.valid_to is null
                      join person.identity other on other.compartment = m.compartment
                     where l.compartment = i.compartment
                       and l.valid_to is null
                       and m.compartment <> all(:gone)),
                   :at
              from person.identity i
             where i.compartment = any(:gone)
            """;

    /** Where numbers of registrations that are no more led, over at most 1,000 steps; the end has no heir or is registered. */
    static final String LED = """
            with recursive led as (
                select home, heir, at, 1 as step
                  from person.retired
                 where home = ?
                union all
                select r.home, r.heir, r.at, led.step + 1
                  from led
                  join person.retired r on r.home = led.heir
                 where led.step < 1000)
            select i.compartment, led.at
              from led
              left join person.identity i on i.home = led.heir
             order by led.step desc
             limit 1
            """;

    static final String BACK = "delete from person.retired where compartment = any(?)";

    /** At most 100; index block_key. */
    static final String SEARCH = COLUMNS + """
             where i.compartment in (select compartment from person.block where key = any(?))
             order by i.home
             limit 100
            """;

    static final String KNOWN = """
            select compartment, digest, name_key, keys, coalesce(institution, ''), numbers = '{}' and documents = '{}',
                   birth_date is null, placeholder
              from person.identity
             where compartment = any(?)
            """;

    private static final String SENT = """
             jsonb_to_recordset(?::jsonb) as sent (
                   compartment bigint, patient text, institution text, local_id text, name text,
                   name_key text, names text[], sex text, birth_date date, numbers text[], documents text[],
                   phones text[], address text, area text, detail text, guardians text[], placeholder boolean, keys bigint[], digest bigint,
                   at timestamptz, place integer)
            """;

    /** One that was there before, and was deleted, gets the home it had. */
    static final String INSERT = """
            insert into person.identity
                   (compartment, patient, institution, local_id, name, name_key, names, sex, birth_date, numbers,
                    documents, phones, address, area, detail, guardians, placeholder, keys, digest, at, home)
            select compartment, patient, institution, local_id, name, name_key, names, sex, birth_date, numbers,
                   documents, phones, address, area, detail, guardians, placeholder, keys, digest, at,
                   coalesce((select r.home from person.retired r where r.compartment = sent.compartment),
                            nextval('person.home'))
              from
            """ + SENT + """
             order by place
            returning compartment, home
            """;

    static final String UPDATE = """
            update person.identity i
               set (patient, institution, local_id, name, name_key, names, sex, birth_date, numbers, documents,
                    phones, address, area, detail, guardians, placeholder, keys, digest, at)
                 = (sent.patient, sent.institution, sent.local_id, sent.name, sent.name_key, sent.names, sent.sex,
                    sent.birth_date, sent.numbers, sent.documents, sent.phones, sent.address, sent.area, sent.detail,
                    sent.guardians, sent.placeholder, sent.keys, sent.digest, sent.at)
              from
            """ + SENT + """
             where i.compartment = sent.compartment
            """;

    static final String AFTER =
            "select compartment from person.identity where compartment > ? order by compartment limit ?";

    /** Reads all registrations: asked only when a model is estimated. */
    static final String SOME =
            "select compartment from person.identity where abs(hashint8(compartment)::bigint) % ? = 0 order by home";

    static final String COUNT = "select count(*) from person.identity";

    static final String REMOVE = "delete from person.identity where compartment = any(?)";

    static final String REMOVE_KEYS = """
            delete from person.block
             where (key, compartment) in (select * from unnest(?::bigint[], ?::bigint[]))
            """;

    static final String ADD_KEYS = """
            insert into person.block (key, compartment)
            select * from unnest(?::bigint[], ?::bigint[])
            """;

    /** The registrations of each block, no more of one than asked for. */
    static final String BLOCKS = """
            select k.key, b.compartment
              from unnest(?::bigint[]) as k (key)
             cross join lateral (select compartment from person.block where key = k.key limit ?) b
            """;

    static final String COUNT_NAMES = """
            insert into person.name as n (name_key, holders)
            select * from unnest(?::text[], ?::bigint[])
            on conflict (name_key) do update set holders = n.holders + excluded.holders
            returning name_key, holders
            """;

    static final String HOLDERS_OF = "select coalesce(max(holders), 0) from person.name where name_key = ?";

    static final String UNSETTLE_HOLDERS = """
            insert into person.unsettled (compartment)
            select compartment from person.identity where name_key = any(?)
            on conflict do nothing
            """;

    static final String UNSETTLE =
            "insert into person.unsettled (compartment) select * from unnest(?::bigint[]) on conflict do nothing";

    static final String SETTLE = """
            delete from person.unsettled
             where compartment = any(array(select compartment from person.unsettled limit ?))
            returning compartment
            """;

    static final String UNSETTLED = "select exists (select from person.unsettled)";

    private final JdbcClient database;

    IdentityStore(JdbcClient database) {
        this.database = database;
    }

    /** What is known of a registration before it changes. */
    record Known(long digest, String nameKey, Set<Long> keys, Lacking lacking) {}

    /** What is lacking in a registration; the institution is empty where unknown. */
    record Lacking(String institution, boolean number, boolean birthDate, boolean placeholder) {

        static Lacking of(Identity identity) {
            String institution = identity.institution();
            return new Lacking(
                    institution == null ? "" : institution,
                    identity.unnumbered(),
                    identity.birthDate().isEmpty(),
                    identity.placeholder());
        }
    }

    /**
     * Where a number led.
     *
     * @param compartment the registration it led to; null where the last one was deleted
     * @param at when what had the number was deleted
     */
    record Led(@Nullable Long compartment, Instant at) {}

    /** Keys and, in the same place, the registrations that have them. */
    record Keyed(List<Long> keys, List<Long> compartments) {

        Keyed() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        void add(long key, long compartment) {
            keys.add(key);
            compartments.add(compartment);
        }
    }

    /** The source patients behind one, in their order, at most so many. */
    List<Long> after(long compartment, int most) {
        return database.sql(AFTER).params(compartment, most).query(Long.class).list();
    }

    /** About so many source patients spread evenly over all. */
    List<Long> some(long all, long most) {
        long every = Math.max(1, all / most);
        return database.sql(SOME).param(every).query(Long.class).list();
    }

    long count() {
        return database.sql(COUNT).query(Long.class).single();
    }

    List<Identity> find(Collection<Long> compartments) {
        return database.sql(FIND)
                .param(longs(compartments))
                .query(IdentityStore::identity)
                .list();
    }

    Optional<Identity> ofPatient(String patient) {
        return database.sql(OF_PATIENT)
                .param(patient)
                .query(IdentityStore::identity)
                .optional();
    }

    Optional<Long> ofHome(long home) {
        return database.sql(OF_HOME).param(home).query(Long.class).optional();
    }

    /**
     * Where a number led that no registration has any more.
     *
     * @return empty for a number never given
     */
    Optional<Led> led(long home) {
        return database.sql(LED)
                .param(home)
                .query((row, number) -> new Led(
                        row.getObject(1, Long.class),
                        row.getObject(2, OffsetDateTime.class).toInstant()))
                .optional();
    }

    /** Registrations under a number, a phone or a document; at most 100. */
    List<Identity> search(String number) {
        return database.sql(SEARCH)
                .param(longs(BlockingKeys.ofText(number)))
                .query(IdentityStore::identity)
                .list();
    }

    /** How many registrations bear a name now. */
    long holders(String name) {
        return database.sql(HOLDERS_OF).param(name).query(Long.class).single();
    }

    Map<Long, Known> known(Collection<Long> compartments) {
        var known = new HashMap<Long, Known>();
        database.sql(KNOWN).param(longs(compartments)).query((ResultSet row) -> {
            Long[] keys = (Long[]) row.getArray(4).getArray();
            known.put(
                    row.getLong(1),
                    new Known(
                            row.getLong(2),
                            row.getString(3),
                            Set.of(keys),
                            new Lacking(row.getString(5), row.getBoolean(6), row.getBoolean(7), row.getBoolean(8))));
        });
        return known;
    }

    /**
     * Writes registrations of source patients that have none; they get their homes in the order given.
     *
     * @param keys the blocking keys of each
     * @return their homes
     */
    Map<Long, Long> insert(List<Identity> identities, Map<Long, Set<Long>> keys) {
        var homes = new HashMap<Long, Long>();
        if (!identities.isEmpty()) {
            database.sql(INSERT).param(rows(identities, keys)).query((ResultSet row) -> {
                homes.put(row.getLong(1), row.getLong(2));
            });
            database.sql(BACK).param(longs(homes.keySet())).update();
        }
        return homes;
    }

    /**
     * Writes registrations of source patients that have one; their homes stay.
     *
     * @param keys the blocking keys of each
     */
    void update(List<Identity> identities, Map<Long, Set<Long>> keys) {
        if (!identities.isEmpty()) {
            database.sql(UPDATE).param(rows(identities, keys)).update();
        }
    }

    private static String rows(List<Identity> identities, Map<Long, Set<Long>> keys) {
        var rows = new ArrayList<Map<String, Object>>();
        for (Identity identity : identities) {
            Map<String, Object> row = row(identity, rows.size());
            row.put("keys", keys.getOrDefault(identity.compartment(), Set.of()));
            rows.add(row);
        }
        return JSON.writeValueAsString(rows);
    }

    /** Their numbers are kept; to be called while the links are as they were. */
    void remove(Collection<Long> compartments, Instant at) {
        if (!compartments.isEmpty()) {
            database.sql(RETIRE)
                    .param("gone", longs(compartments))
                    .param("at", at.atOffset(ZoneOffset.UTC))
                    .update();
            database.sql(REMOVE).param(longs(compartments)).update();
        }
    }

    void removeKeys(Keyed keyed) {
        if (!keyed.keys().isEmpty()) {
            database.sql(REMOVE_KEYS)
                    .param(longs(keyed.keys()))
                    .param(longs(keyed.compartments()))
                    .update();
        }
    }

    void addKeys(Keyed keyed) {
        if (!keyed.keys().isEmpty()) {
            database.sql(ADD_KEYS)
                    .param(longs(keyed.keys()))
                    .param(longs(keyed.compartments()))
                    .update();
        }
    }

    /** The registrations under each key, at most so many of one. */
    Map<Long, List<Long>> blocks(Collection<Long> keys, int most) {
        var blocks = new HashMap<Long, List<Long>>();
        database.sql(BLOCKS).param(longs(keys)).param(most).query((ResultSet row) -> {
            blocks.computeIfAbsent(row.getLong(1), none -> new ArrayList<>()).add(row.getLong(2));
        });
        return blocks;
    }

    /** Adds to the holders of names and returns how many each has now. */
    Map<String, Long> count(Map<String, Long> changes) {
        var holders = new HashMap<String, Long>();
        if (!changes.isEmpty()) {
            List<String> names = List.copyOf(changes.keySet());
            database.sql(COUNT_NAMES)
                    .param(names.toArray(String[]::new))
                    .param(names.stream().map(changes::get).toArray(Long[]::new))
                    .query((ResultSet row) -> {
                        holders.put(row.getString(1), row.getLong(2));
                    });
        }
        return holders;
    }

    /** Notes all who bear one of these names as to be judged anew. */
    void unsettleHolders(Collection<String> names) {
        database.sql(UNSETTLE_HOLDERS).param(names.toArray(String[]::new)).update();
    }

    /** Notes registrations as to be judged anew. */
    void unsettle(Collection<Long> compartments) {
        database.sql(UNSETTLE).param(longs(compartments)).update();
    }

    /** Takes some of those that were noted, which are noted no more. */
    List<Long> settle(int most) {
        return database.sql(SETTLE).param(most).query(Long.class).list();
    }

    boolean unsettled() {
        return database.sql(UNSETTLED).query(Boolean.class).single();
    }

    static Long[] longs(Collection<Long> values) {
        return values.toArray(Long[]::new);
    }

    static String nameKey(Identity identity) {
        return identity.registration().name().map(PersonName::text).orElse("");
    }

    private static Map<String, Object> row(Identity identity, int place) {
        Registration registration = identity.registration();
        var row = new HashMap<String, Object>();
        row.put("compartment", registration.compartment());
        row.put("patient", identity.patient());
        if (identity.institution() != null) {
            row.put("institution", identity.institution());
        }
        row.put("local_id", identity.localId());
        row.put("name", identity.name());
        row.put("name_key", nameKey(identity));
        row.put(
                "names",
                registration.names().stream().map(IdentityStore::written).toList());
        row.put("sex", registration.sex().code());
        if (registration.birthDate() != null) {
            row.put("birth_date", registration.birthDate().toString());
        }
        row.put(
                "numbers",
                registration.numbers().stream()
                        .map(number -> number.state() + " " + number.value())
                        .toList());
        row.put("documents", registration.documents());
        row.put("phones", registration.phones());
        row.put("address", identity.address());
        row.put("area", registration.address().area());
        row.put("detail", registration.address().detail());
        row.put("guardians", registration.guardians());
        row.put("placeholder", identity.placeholder());
        row.put("digest", registration.order());
        row.put("at", identity.at().toString());
        row.put("place", place);
        return row;
    }

    private static Identity identity(ResultSet row, int number) throws SQLException {
        LocalDate birthDate = row.getObject("birth_date", LocalDate.class);
        Instant at = row.getObject("at", OffsetDateTime.class).toInstant();
        var registration = new Registration(
                row.getLong("compartment"),
                texts(row, "names").stream().map(IdentityStore::name).toList(),
                Sex.ofCode(row.getString("sex")),
                birthDate,
                Registration.minor(birthDate, PatientReader.day(at)),
                texts(row, "numbers").stream().map(IdentityStore::number).toList(),
                Set.copyOf(texts(row, "documents")),
                Set.copyOf(texts(row, "phones")),
                new PostalAddress(row.getString("area"), row.getString("detail")),
                Set.copyOf(texts(row, "guardians")),
                Registration.commonness(row.getLong("holders")),
                row.getLong("digest"));
        return new Identity(
                row.getLong("home"),
                row.getString("patient"),
                row.getString("institution"),
                row.getString("local_id"),
                row.getString("name"),
                row.getString("address"),
                registration,
                row.getBoolean("placeholder"),
                at);
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return Arrays.asList((String[]) array.getArray());
    }

    private static String written(PersonName name) {
        return String.join("|", name.script().name(), name.surname(), name.given(), name.text());
    }

    private static PersonName name(String written) {
        String[] parts = written.split("\\|", 4);
        return new PersonName(parts[3], parts[1], parts[2], PersonName.Script.valueOf(parts[0]));
    }

    private static NumberClaim number(String written) {
        int space = written.indexOf(' ');
        return new NumberClaim(written.substring(space + 1), NumberClaim.State.valueOf(written.substring(0, space)));
    }
}
