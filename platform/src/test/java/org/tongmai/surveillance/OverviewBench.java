package org.tongmai.surveillance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.surveillance.disease.DiseaseList;

/** What the panels of the overview take with three years of a province's counts: {@code -Dtongmai.bench.overview=true}. Not part of the tests. */
@EnabledIfSystemProperty(named = "tongmai.bench.overview", matches = "true")
class OverviewBench extends OnSurveillanceNode {

    private static final Logger LOG = LoggerFactory.getLogger(OverviewBench.class);

    private static final int ROUNDS = 7;
    private static final long FIRST_MOST = 1_000;
    private static final long PANEL_MOST = 3_000;

    /** 90 counties, 40 things that are counted, 1,100 days, by both days; about as many changes as counts. */
    private static final String COUNTS = """
            insert into surveillance.count_change (place, what, dated, day, known_at, delta)
            select p.code, w.what, d.dated, day::date, day + interval '1 day',
                   1 + floor(random() * 4)::integer
              from (select code from directory.region
                     where code like '33%' and right(code, 2) <> '00' and valid_to = 'infinity' order by code limit 90) as p
              cross join unnest(?::text[]) as w (what)
              cross join unnest(array['ONSET', 'DIAGNOSIS']) as d (dated)
              cross join generate_series(current_date - 1099, current_date, interval '1 day') as day
             where random() < 0.4
            """;

    private static final String SUMS = """
            insert into surveillance.daily_count (place, what, dated, day, cases)
            select place, what, dated, day, sum(delta)::integer
              from surveillance.count_change
             group by place, what, dated, day
                on conflict do nothing
            """;

    private static final String SERIES = """
            insert into surveillance.series (place, what, changed_at, evaluated_at)
            select place, what, now(), now()
              from surveillance.daily_count
             group by place, what
                on conflict do nothing
            """;

    private static final String CARDS = """
            insert into surveillance.card (compartment, disease, family, certainty, state, institution, jurisdiction, place, onset,
                   diagnosed_at, known_at, due_at, level, sent_at, review_due_at, reviewed_at, revision, doctor, fields, filled)
            select n, '2400', '2400', 'CLINICAL', case when n % 500 = 0 then 'DRAFT' when n % 300 = 0 then 'SENT' else 'FINAL' end,
                   '12330100470116622N', p.code, p.code, (t - interval '1 day')::date, t, t, t + interval '1 day', 3,
                   case when n % 500 <> 0 then t + interval '3 hours' end, t + interval '2 days', null, 1, '张伟',
                   ?::jsonb, 1
              from generate_series(1, 200000) as n
              cross join lateral (select now() - (n % 1100) * interval '1 day' as t) as at
              join (select code, row_number() over (order by code) - 1 as number from directory.region
                     where code like '33%' and right(code, 2) <> '00' and valid_to = 'infinity' order by code limit 90) as p
                on p.number = n % 90
            """;

    @Test
    void theFirstNumberComesWithinASecondAndEachPanelWithinThree() {
        JdbcClient jdbc = node.bean(JdbcClient.class);
        String[] whats = node.bean(DiseaseList.class).everCounted().stream()
                .sorted()
                .filter(each -> !each.startsWith("S"))
                .limit(40)
                .toArray(String[]::new);
        int counts = jdbc.sql(COUNTS).param(whats).update();
        int sums = jdbc.sql(SUMS).update();
        jdbc.sql(SERIES).update();
        int cards = jdbc.sql(CARDS)
                .param(CardStore.json(new CardFields(
                        "陈静", "", "", "女", "1985-03-07", "", "", "1", "", "29", false, "", "", "浙一", "张伟", "", "")))
                .update();
        jdbc.sql("vacuum analyze").update();
        LOG.warn("{} changes, {} daily counts, {} cards", counts, sums, cards);

        String what = whats[whats.length / 2];
        measure("overview/work", FIRST_MOST);
        measure("overview/signals", FIRST_MOST);
        measure("overview/diseases", PANEL_MOST);
        measure("overview/sources", PANEL_MOST);
        measure("overview/growth?what=" + what, PANEL_MOST);
        measure("map", PANEL_MOST);
        measure("map?what=" + what, PANEL_MOST);
        measure("series", PANEL_MOST);
        measure("series/points?what=" + what + "&dated=ONSET", PANEL_MOST);
        measure("series/points?what=" + what + "&method=farrington-flexible&by=week&parameter=b=2", PANEL_MOST);
        measure("signals", PANEL_MOST);
        measure("cards/waiting", PANEL_MOST);
        measure("cards?state=DRAFT&late=true&once=true", PANEL_MOST);
    }

    private static void measure(String path, long most) {
        long[] millis = new long[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            assertThat(province.get("/api/surveillance/" + path).status())
                    .as(path)
                    .isEqualTo(200);
            millis[round] = (System.nanoTime() - start) / 1_000_000;
        }
        long first = millis[0];
        Arrays.sort(millis);
        LOG.warn("{}: first {} ms, median {} ms, most {} ms", path, first, millis[ROUNDS / 2], millis[ROUNDS - 1]);
        assertThat(millis[ROUNDS - 1]).as(path).isLessThan(most);
    }
}
