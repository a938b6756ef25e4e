package org.tongmai.healthcode;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** SQL of {@code healthcode.card} and of the pointers from cards to codes. */
final class CardStore {

    /** A number is free where it stands for a code that was cancelled, or of the same person. */
    static final String POINT_CARD = """
            insert into healthcode.pointer as p (kind, key, compartment, code)
            values ('CARD', ?, ?, ?)
                on conflict (kind, key) do update
               set compartment = excluded.compartment,
                   code = excluded.code
             where p.compartment = any (?)
                or exists (select 1
                             from healthcode.code c
                            where c.compartment = p.compartment
                              and c.id = p.code
                              and c.state = 'CANCELLED')
            """;

    static final String UNPOINT_CARD = """
            delete from healthcode.pointer
             where kind = 'CARD'
               and key = ?
               and compartment = ?
               and code = ?
            """;

    static final String REMOVE_CARD = """
            delete from healthcode.card
             where compartment = ?
               and key = ?
            """;

    static final String ADD_CARD = """
            insert into healthcode.card
                   (compartment, key, code, kind, institution, sealed, mapped_by, added_at, added_by)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (compartment, key) do nothing
            """;

    static final String CARDS = """
            select kind, institution, sealed, key, mapped_by
              from healthcode.card
             where compartment = ?
               and code = ?
             order by added_at
             limit 100
            """;

    private final JdbcClient jdbc;

    CardStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A card as it was mapped.
     *
     * @param institution that gave the number; null for a card that holds everywhere
     * @param mappedBy institution that mapped it
     */
    record Card(
            String kind,
            @Nullable String institution,
            byte[] sealed,
            byte[] key,
            @Nullable String mappedBy) {}

    /**
     * False where the number stands for the code of somebody else.
     *
     * @param person source patients of the person of the code
     */
    boolean point(byte[] key, HealthCode code, Collection<Long> person) {
        return jdbc.sql(POINT_CARD)
                        .params(key, code.compartment(), code.id(), person.toArray(Long[]::new))
                        .update()
                == 1;
    }

    void unpoint(HealthCode code, byte[] key) {
        jdbc.sql(UNPOINT_CARD).params(key, code.compartment(), code.id()).update();
    }

    void remove(HealthCode code, byte[] key) {
        jdbc.sql(REMOVE_CARD).params(code.compartment(), key).update();
    }

    void add(HealthCode code, Card card, Instant now, String by) {
        jdbc.sql(ADD_CARD)
                .param(code.compartment())
                .param(card.key())
                .param(code.id())
                .param(card.kind())
                .param(card.institution())
                .param(card.sealed())
                .param(card.mappedBy())
                .param(Timestamp.from(now))
                .param(by)
                .update();
    }

    List<Card> of(HealthCode code) {
        return jdbc.sql(CARDS)
                .params(code.compartment(), code.id())
                .query((row, number) -> new Card(
                        row.getString("kind"),
                        row.getString("institution"),
                        row.getBytes("sealed"),
                        row.getBytes("key"),
                        row.getString("mapped_by")))
                .list();
    }
}
