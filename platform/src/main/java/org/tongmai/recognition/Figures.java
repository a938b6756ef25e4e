package org.tongmai.recognition;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.kernel.Problem;

/** Statistics of the ledger (互认统计), read from counts that are written with each event. */
final class Figures {

    /** Rows of one answer. */
    private static final int ROWS = 5_000;

    static final String BY = """
            select case ?
                   when 'institution' then institution
                   when 'doctor' then doctor
                   when 'item' then item
                   when 'reason' then reason
                   when 'maker' then maker
                   else day::text end as key,
                   kind, sum(events)::bigint as events, sum(patient_fen)::bigint as patient_fen,
                   sum(fund_fen)::bigint as fund_fen
              from recognition.tally
            """ + Filter.CONDITION + """
             group by 1, 2
             order by 1, 2
             limit ?
            """;

    private final JdbcClient jdbc;

    Figures(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** By what figures are told apart. */
    enum Group {
        INSTITUTION,
        DOCTOR,
        ITEM,
        REASON,
        MAKER,
        DAY
    }

    /** Both days are included; null of the others for all. */
    record Filter(
            LocalDate from,
            LocalDate until,
            @Nullable String institution,
            @Nullable String doctor,
            @Nullable String item,
            @Nullable String reason,
            @Nullable String maker) {

        /** What the ledger and its counts are both asked by. */
        static final String CONDITION = """
                 where day >= ?
                   and day <= ?
                   and (?::text is null or institution = ?)
                   and (?::text is null or doctor = ?)
                   and (?::text is null or item = ?)
                   and (?::text is null or reason = ?)
                   and (?::text is null or maker = ?)
                """;

        /** Values for {@link #CONDITION}, and those that follow. */
        List<@Nullable Object> parameters(@Nullable Object... further) {
            List<@Nullable Object> all = new ArrayList<>();
            all.add(from);
            all.add(until);
            for (String each : Arrays.asList(institution, doctor, item, reason, maker)) {
                all.add(each);
                all.add(each);
            }
            all.addAll(Arrays.asList(further));
            return all;
        }
    }

    /** @param key institution, login, item, reason, maker or day */
    record Figure(String key, Event.Kind kind, long events, long patientFen, long fundFen) {}

    /** @throws Problem {@code recognition.too-many-figures} */
    List<Figure> by(Group group, Filter filter) {
        List<Figure> figures = jdbc.sql(BY)
                .param(group.name().toLowerCase(Locale.ROOT))
                .params(filter.parameters(ROWS + 1))
                .query((row, n) -> new Figure(
                        row.getString("key"),
                        Event.Kind.valueOf(row.getString("kind")),
                        row.getLong("events"),
                        row.getLong("patient_fen"),
                        row.getLong("fund_fen")))
                .list();
        if (figures.size() > ROWS) {
            throw new Problem(
                    Problem.Kind.TOO_LARGE,
                    "recognition.too-many-figures",
                    "The answer would have more than " + ROWS + " rows.",
                    "One answer is bounded.",
                    "Narrow the days, or name an institution.");
        }
        return figures;
    }
}
