package org.tongmai.recognition;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.kernel.Problem;

/** Quality control of institutions (质控): recorded, withdrawn, never changed. */
public final class QualityRecords {

    /** Columns of the file by which quality control centres send what they know. */
    static final List<String> COLUMNS =
            List.of("institution", "item", "kind", "level", "area", "result", "valid_from", "valid_until", "reference");

    /** Rows of one page. */
    static final int PAGE_MAX = 500;

    private static final String FILE = "quality.csv";

    static final String OF = """
            select id, institution, item, kind, level, area, passed, valid_from, valid_until, reference
              from recognition.quality
             where institution = any (?)
               and item = any (?)
               and withdrawn_at is null
            """;

    static final String LIST = """
            select id, institution, item, kind, level, area, passed, valid_from, valid_until, reference
              from recognition.quality
             where (?::text is null or institution = ?)
               and (?::text is null or item in (?, '*'))
               and withdrawn_at is null
               and id < ?
             order by id desc
             limit ?
            """;

    static final String ADD = """
            insert into recognition.quality
                   (institution, item, kind, level, area, passed, valid_from, valid_until, reference, at, by)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict do nothing
            """;

    static final String WITHDRAW = """
            update recognition.quality
               set withdrawn_at = ?,
                   withdrawn_by = ?
             where id = ?
               and withdrawn_at is null
            """;

    private final JdbcClient jdbc;
    private final TransactionOperations transaction;
    private final Catalogues catalogues;
    private final Clock clock;

    QualityRecords(JdbcClient jdbc, TransactionOperations transaction, Catalogues catalogues, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.catalogues = catalogues;
        this.clock = clock;
    }

    /** What is known of these items at these institutions, of any time. */
    List<Evidence> of(Collection<String> institutions, Collection<String> items) {
        List<String> asked = new ArrayList<>(items);
        asked.add(Evidence.EVERY);
        return institutions.isEmpty()
                ? List.of()
                : jdbc.sql(OF)
                        .param(institutions.toArray(String[]::new))
                        .param(asked.toArray(String[]::new))
                        .query((row, n) -> evidence(row))
                        .list();
    }

    /** Newest first, from below a number on. */
    List<Evidence> list(@Nullable String institution, @Nullable String item, long below, int count) {
        return jdbc.sql(LIST)
                .params(Arrays.asList(institution, institution, item, item, below, Math.clamp(count, 1, PAGE_MAX)))
                .query((row, n) -> evidence(row))
                .list();
    }

    /**
     * Records what a file says, all of it or nothing; what is recorded already is passed over.
     *
     * @param csv columns {@code institution,item,kind,level,area,result,valid_from,valid_until,reference}
     * @return how many are new
     * @throws Problem {@code recognition.file-wrong}
     */
    public int record(String csv, String by) {
        Catalogue catalogue = catalogues.current();
        List<String> faults = Sheet.newFaults();
        List<Evidence> all = new ArrayList<>();
        Sheet.read(FILE, COLUMNS, csv, faults, row -> all.add(evidence(row, catalogue)));
        Sheet.refuse(faults);
        Integer added = transaction.execute(
                status -> all.stream().mapToInt(each -> add(each, by)).sum());
        return added == null ? 0 : added;
    }

    /** @throws Problem {@code recognition.no-such-quality} */
    void withdraw(long id, String by) {
        if (jdbc.sql(WITHDRAW).params(Timestamp.from(clock.instant()), by, id).update() == 0) {
            throw new Problem(
                    Problem.Kind.NOT_FOUND,
                    "recognition.no-such-quality",
                    "There is no such record of quality control, or it was withdrawn.",
                    "A record is withdrawn once.",
                    "Load the list again.");
        }
    }

    private static Evidence evidence(Sheet.Row row, Catalogue catalogue) {
        String institution = row.required("institution");
        if (!institution.matches("[0-9A-Z]{18}")) {
            throw row.wrong("institution", "is no unified social credit code");
        }
        String item = row.required("item");
        if (!item.equals(Evidence.EVERY) && !catalogue.knows(item)) {
            throw row.wrong("item", "'" + item + "' is not in the catalogue");
        }
        Evidence.Kind kind = row.word("kind", Evidence.Kind.class);
        boolean gives = kind == Evidence.Kind.EXTERNAL || kind == Evidence.Kind.CERTIFICATE;
        Level level = gives ? row.word("level", Level.class) : null;
        String area = gives ? row.required("area") : null;
        if (level != null && area != null && !catalogue.areas().knows(level, area)) {
            throw row.wrong("area", "'" + area + "' is no area of level " + level);
        }
        if (!gives && !(row.text("level") + row.text("area")).isEmpty()) {
            throw row.wrong("level", "is only for EXTERNAL and CERTIFICATE");
        }
        return new Evidence(
                0,
                institution,
                item,
                kind,
                level,
                area,
                kind != Evidence.Kind.SUSPENSION && row.word("result", Verdict.class) == Verdict.PASS,
                row.period(),
                row.text("reference"));
    }

    private enum Verdict {
        PASS,
        FAIL
    }

    private int add(Evidence each, String by) {
        Level level = each.level();
        return jdbc.sql(ADD)
                .params(Arrays.asList(
                        each.institution(),
                        each.item(),
                        each.kind().name(),
                        level == null ? null : level.name(),
                        each.area(),
                        each.passed(),
                        each.period().from(),
                        each.period().until(),
                        each.reference(),
                        Timestamp.from(clock.instant()),
                        by))
                .update();
    }

    private static Evidence evidence(ResultSet row) throws SQLException {
        String level = row.getString("level");
        return new Evidence(
                row.getLong("id"),
                row.getString("institution"),
                row.getString("item"),
                Evidence.Kind.valueOf(row.getString("kind")),
                level == null ? null : Level.valueOf(level),
                row.getString("area"),
                row.getBoolean("passed"),
                new Item.Period(
                        row.getObject("valid_from", LocalDate.class), row.getObject("valid_until", LocalDate.class)),
                row.getString("reference"));
    }
}
