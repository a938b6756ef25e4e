package org.tongmai.surveillance;

import static org.tongmai.surveillance.Surveillance.given;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Time limits of CDCs and of corrections: that one passed is written down once, in the history that those above see too. The clock of a
 * draft is that of {@link ReportCards}.
 */
final class Overdue {

    /** What passed its limit and is written down in one round, of each kind. */
    private static final int MOST = 500;

    static final String REVIEWS = """
            with late as (
                 select compartment, id
                   from surveillance.card
                  where state = 'SENT'
                    and review_due_at < ?
                    and review_told is distinct from review_due_at
                    and duplicate_of is null
                  order by review_due_at
                  limit ?
                    for update skip locked),
                 told as (
                 update surveillance.card as c
                    set review_told = c.review_due_at
                   from late
                  where c.compartment = late.compartment
                    and c.id = late.id
              returning c.*)
            insert into surveillance.card_event
                   (compartment, card, revision, at, kind, account, name, reason, counted, place, family, onset, diagnosed)
            select compartment, id, revision, ?, 'REVIEW_OVERDUE', ?, ?, '', true, place, family, onset,
                   (diagnosed_at at time zone 'Asia/Shanghai')::date
              from told
                on conflict do nothing
            """;

    static final String CORRECTIONS = """
            with late as (
                 select compartment, id
                   from surveillance.card
                  where correction_due_at is not null
                    and correction_due_at < ?
                    and correction_told is distinct from correction_due_at
                    and state in ('SENT', 'RETURNED', 'FINAL')
                    and duplicate_of is null
                  order by correction_due_at
                  limit ?
                    for update skip locked),
                 told as (
                 update surveillance.card as c
                    set correction_told = c.correction_due_at
                   from late
                  where c.compartment = late.compartment
                    and c.id = late.id
              returning c.*)
            insert into surveillance.card_event
                   (compartment, card, revision, at, kind, account, name, reason, counted, place, family, onset, diagnosed)
            select compartment, id, revision, ?, 'CORRECTION_OVERDUE', ?, ?, '', true, place, family, onset,
                   (diagnosed_at at time zone 'Asia/Shanghai')::date
              from told
                on conflict do nothing
            """;

    static final String SIGNALS = """
            with late as (
                 select id
                   from surveillance.signal
                  where due_at is not null
                    and due_at < ?
                    and told is distinct from due_at
                    and state not in ('CLOSED', 'DISMISSED', 'MERGED')
                  order by due_at
                  limit ?
                    for update skip locked),
                 told as (
                 update surveillance.signal as s
                    set told = s.due_at, version = s.version + 1
                   from late
                  where s.id = late.id
              returning s.id, s.version, s.owner, s.state)
            insert into surveillance.signal_event (signal, version, at, kind, account, name, owner, state, words)
            select id, version, ?, 'OVERDUE', ?, ?, owner, state, ''
              from told
            """;

    static final String PRODUCTS = """
            with late as (
                 select signal, number
                   from surveillance.product
                  where acknowledged_at is null
                    and not told
                    and due_at < ?
                  order by due_at
                  limit ?
                    for update skip locked),
                 told as (
                 update surveillance.product as p
                    set told = true
                   from late
                  where p.signal = late.signal
                    and p.number = late.number
              returning p.signal, p.number),
                 noted as (
                 update surveillance.signal as s
                    set version = s.version + 1
                   from (select signal, string_agg(number::text, ' ' order by number) as numbers
                           from told
                          group by signal) as each
                  where s.id = each.signal
              returning s.id, s.version, s.owner, s.state, each.numbers)
            insert into surveillance.signal_event (signal, version, at, kind, account, name, owner, state, words)
            select id, version, ?, 'UNACKNOWLEDGED', ?, ?, owner, state, numbers
              from noted
            """;

    private final JdbcClient jdbc;
    private final TransactionOperations transaction;
    private final Clock clock;

    Overdue(JdbcClient jdbc, TransactionOperations transaction, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Writes down what passed its limit since the last round; how much that was. */
    int round() {
        Timestamp now = Timestamp.from(clock.instant());
        int noted = 0;
        for (String each : List.of(REVIEWS, CORRECTIONS, SIGNALS, PRODUCTS)) {
            Integer some = transaction.execute(status -> jdbc.sql(each)
                    .params(given(now, MOST, now, Who.PLATFORM.account(), Who.PLATFORM.name()))
                    .update());
            noted += some == null ? 0 : some;
        }
        return noted;
    }
}
