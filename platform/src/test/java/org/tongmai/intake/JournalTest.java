package org.tongmai.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.tongmai.intake.Journal.Filter;

class JournalTest {

    private final Hospital hospital = Hospital.registered();
    private final JdbcTemplate jdbc = new JdbcTemplate(hospital.database());

    @AfterEach
    void close() {
        hospital.close();
    }

    @Test
    void pagesGoByKeyThroughAllOfIt() {
        fill(1_000);
        List<Long> seen = new ArrayList<>();

        long before = Long.MAX_VALUE;
        List<Journalled> page = List.of();
        do {
            page = hospital.parts()
                    .journal()
                    .page(new Filter(Hospital.CODE, false, List.of(), List.of(), null, before, 70));
            page.forEach(line -> seen.add(line.id()));
            before = page.isEmpty() ? 0 : page.getLast().id();
        } while (!page.isEmpty());

        assertThat(seen).hasSize(1_000).isSortedAccordingTo((a, b) -> Long.compare(b, a));
    }

    @Test
    void aPageReadsAFewRowsHoweverManyThereAre() {
        fill(200_000);
        jdbc.execute("analyze intake.message");
        String sql = Journal.PAGE_OF_INSTITUTION
                .replaceFirst("\\?::text\\[]", "'{STORED,REFUSED,WAITING,RESOLVED}'::text[]")
                .replaceFirst("\\?::text\\[]", "'{FHIR,HL7V2}'::text[]")
                .replaceFirst("m.institution = \\?", "m.institution = '" + Hospital.CODE + "'")
                .replaceFirst("m.id < \\?", "m.id < 150000")
                .replaceFirst("\\(\\?::text is null or m.code = \\?\\)", "(null::text is null or m.code = null)")
                .replaceAll("limit \\?", "limit 50");

        List<String> plan = jdbc.queryForList("explain (analyze, buffers, timing off) " + sql, String.class);

        assertThat(String.join("\n", plan)).contains("message_page").doesNotContain("Seq Scan on message");
        assertThat(plan.stream()
                        .filter(line -> line.contains("Execution Time"))
                        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9.]", "")))
                        .findFirst()
                        .orElseThrow())
                .isLessThan(100);
    }

    @Test
    void theSameLineIsWrittenOnce() {
        Arrival arrival = new Arrival(
                Instant.parse("2026-03-01T05:00:00Z"),
                Door.HL7V2,
                Hospital.CODE,
                "his",
                "HIS",
                "ADT^A04",
                "M1",
                Intake.sha256(new byte[] {1}),
                "UTF-8",
                new byte[] {1},
                1,
                null);
        Line line = new Line(arrival, Verdict.stored(1, 0, 0), new byte[] {2}, List.of());

        long first = hospital.parts().writer().write(line);
        long second = hospital.parts().writer().write(line);

        assertThat(second).isEqualTo(first);
        assertThat(hospital.counts()).containsExactly("STORED 1");
    }

    @Test
    void whatArrivedIsNeverChanged() {
        hospital.send(Hospital.REGISTRATION);

        assertThatThrownBy(() -> jdbc.update("update intake.message set body = null"))
                .hasMessageContaining("never changes");
        assertThatThrownBy(() -> jdbc.update("delete from intake.message")).hasMessageContaining("never changes");
    }

    @Test
    void everyTableColumnAndIndexSaysWhatItIsFor() {
        assertThat(jdbc.queryForList("""
                        select c.relname || coalesce('.' || a.attname, '')
                          from pg_class c
                          join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'intake'
                          left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and c.relkind = 'r'
                         where (c.relkind = 'r' or (c.relkind = 'i' and c.relname not like '%_pk'))
                           and not coalesce(a.attisdropped, false)
                           and coalesce(col_description(c.oid, a.attnum), obj_description(c.oid, 'pg_class')) is null
                        """, String.class)).isEmpty();
    }

    private void fill(int lines) {
        jdbc.update("""
                insert into intake.message (received_at, door, institution, sender, kind, control_id, content_hash,
                       body_bytes, state)
                select '2026-03-01T00:00:00Z'::timestamptz + i * interval '1 second', 'HL7V2', ?, 'his', 'ADT^A04', i::text,
                       sha256(i::text::bytea), 500, case when i % 100 = 0 then 'REFUSED' else 'STORED' end
                  from generate_series(1, ?) i
                """, Hospital.CODE, lines);
    }
}
