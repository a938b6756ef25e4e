package org.tongmai.emergency;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.access.Caller;

/**
 * Medical observation of the contacts of an event, day by day. A telephone that had no network sends later what was tapped, with the time
 * of the tap; sending twice changes nothing.
 */
public final class FollowUps {

    static final String SAY = """
            insert into emergency.follow_up (event, person, day, said_at, outcome, words, account, name, recorded_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict do nothing
            """;

    /** The last said of each person on a day. */
    static final String OF_DAY = """
            select distinct on (person) person, day, outcome, words, name, said_at
              from emergency.follow_up
             where event = ?
               and day = ?
               and person = any (?)
             order by person, said_at desc
            """;

    /** The last said of each day of a person. */
    static final String OF_PERSON = """
            select distinct on (day) person, day, outcome, words, name, said_at
              from emergency.follow_up
             where event = ?
               and person = ?
             order by day, said_at desc
             limit 400
            """;

    static final int AT_ONCE = 500;

    private static final int WORDS_LONGEST = 200;

    /** So far may the clock of a telephone be ahead. */
    private static final Duration AHEAD = Duration.ofMinutes(10);

    private final JdbcClient jdbc;
    private final PersonStore people;
    private final Ledger ledger;
    private final Sight sight;

    FollowUps(JdbcClient jdbc, PersonStore people, Ledger ledger, Sight sight) {
        this.jdbc = jdbc;
        this.people = people;
        this.ledger = ledger;
        this.sight = sight;
    }

    /**
     * A day of somebody's observation.
     *
     * @param by name of whoever said it
     */
    record Done(int person, LocalDate day, FollowUp.Outcome outcome, String words, String by, Instant saidAt) {}

    /**
     * A contact to look after on a day.
     *
     * @param index day of the observation, from 1
     * @param done null until somebody did
     */
    record Due(Person person, int index, int days, @Nullable Done done) {}

    /**
     * What came of something that was said.
     *
     * @param wrong field because of which it was not taken; null where it was
     */
    public record Taken(
            int person, @Nullable LocalDate day, @Nullable String wrong) {}

    /** Whom to look after on a day, by name and telephone number; it leaves its trace first. */
    List<Due> on(Caller caller, long event, LocalDate day) {
        ledger.seen(caller, event, Standing.STAFF);
        List<Person> due = people.list(event, PersonFilter.following(day), 0, People.MOST).stream()
                .filter(each -> covers(each, day))
                .toList();
        sight.shown(caller, event, Sight.Kind.FOLLOW_UP, "", due);
        Map<Integer, Done> done = jdbc
                .sql(OF_DAY)
                .params(event, day, due.stream().map(Person::number).toArray(Integer[]::new))
                .query(FollowUps::done)
                .list()
                .stream()
                .collect(Collectors.toMap(Done::person, Function.identity()));
        return due.stream()
                .map(each -> new Due(
                        each,
                        (int) ChronoUnit.DAYS.between(Objects.requireNonNull(each.lastExposure()), day),
                        (int) ChronoUnit.DAYS.between(each.lastExposure(), Objects.requireNonNull(each.followUntil())),
                        done.get(each.number())))
                .toList();
    }

    /** The days of somebody's observation of which something is known. */
    List<Done> of(Caller caller, long event, int person) {
        ledger.seen(caller, event, Standing.STAFF);
        return jdbc.sql(OF_PERSON).params(event, person).query(FollowUps::done).list();
    }

    /** Writes down what was found, each for itself: one that cannot be taken does not hold up the others. */
    public List<Taken> say(Caller caller, long event, List<FollowUp> said) {
        Refusals.require(!said.isEmpty() && said.size() <= AT_ONCE, "said");
        return ledger.write(caller, event, Standing.STAFF, page -> {
            People.writable(page);
            Map<Integer, Person> known = new HashMap<>();
            people.these(event, said.stream().map(FollowUp::person).distinct().toList())
                    .forEach(each -> known.put(each.number(), each));
            List<Taken> taken = new ArrayList<>();
            for (FollowUp each : said) {
                taken.add(
                        new Taken(each.person(), each.day(), say(caller, page, event, known.get(each.person()), each)));
            }
            return taken;
        });
    }

    private @Nullable String say(Caller caller, Ledger.Page page, long event, @Nullable Person person, FollowUp said) {
        LocalDate day = said.day();
        FollowUp.Outcome outcome = said.outcome();
        Instant at = said.saidAt() == null ? page.at() : said.saidAt();
        String words = said.words() == null ? "" : said.words().strip();
        if (person == null) {
            return "person";
        }
        if (day == null || !People.past(day, page) || !covers(person, day)) {
            return "day";
        }
        if (outcome == null) {
            return "outcome";
        }
        if (words.length() > WORDS_LONGEST) {
            return "words";
        }
        if (at.isAfter(page.at().plus(AHEAD)) || at.isBefore(page.event().openedAt())) {
            return "saidAt";
        }
        jdbc.sql(SAY)
                .params(
                        event,
                        person.number(),
                        day,
                        Timestamp.from(at.truncatedTo(ChronoUnit.MILLIS)),
                        outcome.name(),
                        words,
                        caller.account(),
                        caller.name(),
                        Timestamp.from(page.at()))
                .update();
        return null;
    }

    private static boolean covers(Person person, LocalDate day) {
        LocalDate exposed = person.lastExposure();
        LocalDate until = person.followUntil();
        return exposed != null && until != null && day.isAfter(exposed) && !day.isAfter(until);
    }

    private static Done done(ResultSet row, int number) throws SQLException {
        return new Done(
                row.getInt("person"),
                row.getObject("day", LocalDate.class),
                FollowUp.Outcome.valueOf(row.getString("outcome")),
                row.getString("words"),
                row.getString("name"),
                row.getTimestamp("said_at").toInstant());
    }
}
