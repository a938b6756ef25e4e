package org.tongmai.directory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.RegionCode;

/** The SQL of what the directory is asked. */
final class DirectoryStore {

    /** Days start in China. */
    private static final String ON_DAY = "(?::date)::timestamp at time zone 'Asia/Shanghai'";

    static final String REGION = """
            select code, name, nullif(valid_from, '-infinity') as valid_from, nullif(valid_to, 'infinity') as valid_to,
                   successor
              from directory.region
             where code = ?
               and valid_from <= ?
               and valid_to > ?
            """;

    /** The divisions right under one, or the provinces; a city-less county lies right under its province. At most 500. */
    static final String REGIONS = """
            select code, name, nullif(valid_from, '-infinity') as valid_from, nullif(valid_to, 'infinity') as valid_to,
                   successor
              from directory.region r
             where valid_from <= :on
               and valid_to > :on
               and case
                   when :parent::text is null then code like '__0000'
                   when :parent like '__0000' then left(code, 2) = left(:parent, 2) and code <> :parent
                        and (right(code, 2) = '00'
                             or not exists (select from directory.region c where c.code = left(r.code, 4) || '00'
                                               and c.valid_to > :on))
                   when :parent like '____00' then left(code, 4) = left(:parent, 4) and code <> :parent
                   else false end
             order by code
             limit 500
            """;

    static final String TABLES = "select name, zh, en, source from directory.code_table order by name limit 500";

    static final String TABLE = "select name, zh, en, source from directory.code_table where name = ?";

    static final String CODES = """
            select code, zh, en, nullif(valid_from, '-infinity') as valid_from, nullif(valid_to, 'infinity') as valid_to,
                   source
              from directory.code
             where name = :table
               and valid_from <= :on
               and valid_to > :on
               and (:code::text is null or code = :code)
             order by place
             limit 5000
            """;

    private static final String INSTITUTION_COLUMNS =
            "select uscc, organization, name, category, region from directory.institution ";

    static final String INSTITUTION = INSTITUTION_COLUMNS + " where uscc = ? and valid_from < " + ON_DAY
            + " + interval '1 day' and valid_to >= " + ON_DAY + " + interval '1 day' order by valid_from desc limit 1";

    static final String INSTITUTIONS_NAMED = "select distinct on (uscc) uscc, organization, name, category, region"
            + " from directory.institution where uscc = any(?) and valid_from < " + ON_DAY
            + " + interval '1 day' and valid_to >= " + ON_DAY + " + interval '1 day' order by uscc, valid_from desc";

    static final String INSTITUTIONS = INSTITUTION_COLUMNS + """
             where valid_to = 'infinity'
               and (:text = '' or uscc = :text or strpos(name, :text) > 0)
               and uscc > :after
             order by uscc
             limit :count
            """;

    static final String DEPARTMENTS = """
            select d.id, d.name
              from directory.organization d
              join directory.organization i on i.id = d.part_of
             where i.uscc = ?
               and d.active
             order by d.id
             limit 1000
            """;

    static final String PRACTITIONER = "select id, name from directory.practitioner where id = ?";

    static final String DEPARTMENTS_OF = """
            select o.id, o.name
              from directory.practitioner_role r
              join directory.organization o on o.id = r.organization
             where r.practitioner = ?
               and r.active
             order by o.id
             limit 100
            """;

    private final JdbcClient database;

    DirectoryStore(JdbcClient database) {
        this.database = database;
    }

    Optional<Region> region(RegionCode code, LocalDate on) {
        return database.sql(REGION)
                .params(code.value(), on, on)
                .query(DirectoryStore::region)
                .optional();
    }

    List<Region> regions(@Nullable RegionCode parent, LocalDate on) {
        return database.sql(REGIONS)
                .param("parent", parent == null ? null : parent.value())
                .param("on", on)
                .query(DirectoryStore::region)
                .list();
    }

    List<CodeTable> tables() {
        return database.sql(TABLES).query(DirectoryStore::table).list();
    }

    Optional<CodeTable> table(String name) {
        return database.sql(TABLE).param(name).query(DirectoryStore::table).optional();
    }

    List<CodeTable.Code> codes(String table, @Nullable String code, LocalDate on) {
        return database.sql(CODES)
                .param("table", table)
                .param("code", code)
                .param("on", on)
                .query(DirectoryStore::code)
                .list();
    }

    Optional<Institution> institution(String uscc, LocalDate on) {
        return database.sql(INSTITUTION)
                .params(uscc, on, on)
                .query(DirectoryStore::institution)
                .optional();
    }

    List<Institution> institutions(Collection<String> usccs, LocalDate on) {
        return database.sql(INSTITUTIONS_NAMED)
                .param(usccs.toArray(String[]::new))
                .param(on)
                .param(on)
                .query(DirectoryStore::institution)
                .list();
    }

    List<Institution> institutions(String text, String after, int count) {
        return database.sql(INSTITUTIONS)
                .param("text", text)
                .param("after", after)
                .param("count", count)
                .query(DirectoryStore::institution)
                .list();
    }

    List<Department> departments(String uscc) {
        return database.sql(DEPARTMENTS)
                .param(uscc)
                .query((row, number) -> new Department(row.getString(1), row.getString(2)))
                .list();
    }

    Optional<Practitioner> practitioner(String id) {
        List<Department> departments = database.sql(DEPARTMENTS_OF)
                .param(id)
                .query((row, number) -> new Department(row.getString(1), row.getString(2)))
                .list();
        return database.sql(PRACTITIONER)
                .param(id)
                .query((row, number) -> new Practitioner(row.getString(1), row.getString(2), departments))
                .optional();
    }

    private static Region region(ResultSet row, int number) throws SQLException {
        return new Region(
                new RegionCode(row.getString("code")),
                row.getString("name"),
                date(row, "valid_from"),
                date(row, "valid_to"),
                Optional.ofNullable(row.getString("successor")).map(RegionCode::new));
    }

    private static CodeTable table(ResultSet row, int number) throws SQLException {
        return new CodeTable(
                row.getString("name"), new Text(row.getString("zh"), row.getString("en")), row.getString("source"));
    }

    private static CodeTable.Code code(ResultSet row, int number) throws SQLException {
        return new CodeTable.Code(
                row.getString("code"),
                new Text(row.getString("zh"), row.getString("en")),
                date(row, "valid_from"),
                date(row, "valid_to"),
                row.getString("source"));
    }

    private static Institution institution(ResultSet row, int number) throws SQLException {
        return new Institution(
                row.getString("uscc"),
                row.getString("organization"),
                row.getString("name"),
                Optional.ofNullable(row.getString("category")),
                new RegionCode(row.getString("region")));
    }

    private static Optional<LocalDate> date(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, LocalDate.class));
    }
}
