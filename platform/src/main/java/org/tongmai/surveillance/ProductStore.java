package org.tongmai.surveillance;

import static org.tongmai.surveillance.Surveillance.given;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What was issued of signals, for whom, and whether that was acknowledged. */
final class ProductStore {

    static final String PRODUCT = """
            insert into surveillance.product (signal, number, kind, recipients, region, words, issued_at, due_at)
            select ?, count(*) + 1, ?, ?, ?, ?, ?, ?
              from surveillance.product
             where signal = ?
            """;

    static final String ACKNOWLEDGE = """
            update surveillance.product
               set acknowledged_at = ?
             where signal = ?
               and number = ?
               and acknowledged_at is null
            """;

    static final String PRODUCTS = """
            select number, kind, recipients, region, words, issued_at, due_at, acknowledged_at
              from surveillance.product
             where signal = ?
             order by number
             limit 200
            """;

    /** Of some signals those with a product for a CDC that has not acknowledged it. */
    static final String AWAITED = """
            select distinct signal
              from surveillance.product
             where signal = any (?)
               and region = ?
               and acknowledged_at is null
            """;

    private final JdbcClient jdbc;

    ProductStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(
            long signal,
            Signal.Product.Kind kind,
            String recipients,
            @Nullable String region,
            String words,
            Instant at,
            Instant due) {
        jdbc.sql(PRODUCT)
                .params(given(
                        signal,
                        kind.name(),
                        recipients,
                        region,
                        words,
                        Timestamp.from(at),
                        Timestamp.from(due),
                        signal))
                .update();
    }

    /** False where it was acknowledged already. */
    boolean acknowledge(long signal, int number, Instant at) {
        return jdbc.sql(ACKNOWLEDGE)
                        .params(given(Timestamp.from(at), signal, number))
                        .update()
                == 1;
    }

    /** @param region GB/T 2260 of the CDC that is to acknowledge */
    Set<Long> awaited(Collection<Long> signals, String region) {
        return signals.isEmpty()
                ? Set.of()
                : Set.copyOf(jdbc.sql(AWAITED)
                        .params(given(signals.toArray(Long[]::new), region))
                        .query(Long.class)
                        .list());
    }

    Optional<Signal.Product> product(long signal, int number) {
        return products(signal).stream().filter(each -> each.number() == number).findFirst();
    }

    List<Signal.Product> products(long signal) {
        return jdbc.sql(PRODUCTS)
                .param(signal)
                .query((row, number) -> {
                    Timestamp acknowledged = row.getTimestamp("acknowledged_at");
                    return new Signal.Product(
                            row.getInt("number"),
                            Signal.Product.Kind.valueOf(row.getString("kind")),
                            row.getString("recipients"),
                            row.getString("region"),
                            row.getString("words"),
                            row.getTimestamp("issued_at").toInstant(),
                            row.getTimestamp("due_at").toInstant(),
                            acknowledged == null ? null : acknowledged.toInstant());
                })
                .list();
    }
}
