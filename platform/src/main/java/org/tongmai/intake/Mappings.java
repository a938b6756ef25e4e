package org.tongmai.intake;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.tongmai.intake.hl7v2.Zones;
import org.tongmai.intake.table.Mapping;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** How tables are read: the mappings that come with the platform, and over them those that an institution settled for itself. */
final class Mappings {

    /** The data sets that the platform ships a mapping for, in the order in which people meet them. */
    static final List<String> SHIPPED = List.of(
            "patient-registration",
            "outpatient-visit",
            "inpatient-visit",
            "diagnosis",
            "lab-result",
            "prescription",
            "procedure",
            "document",
            "fee");

    /** Of those that hold on a day the one that begins last; of several of one day the newest. */
    static final String IN_FORCE = """
            select version, body
              from intake.mapping
             where institution = ?
               and dataset = ?
               and body::jsonb ->> 'from' <= ?
             order by body::jsonb ->> 'from' desc, version desc
             limit 1
            """;

    /** The same of all data sets. */
    static final String ALL_IN_FORCE = """
            select distinct on (dataset) dataset, version, body
              from intake.mapping
             where institution = ?
               and body::jsonb ->> 'from' <= ?
             order by dataset, body::jsonb ->> 'from' desc, version desc
            """;

    static final String VERSION = """
            select version, body
              from intake.mapping
             where institution = ?
               and dataset = ?
               and version = ?
            """;

    static final String SAVE = """
            insert into intake.mapping (institution, dataset, version, body, at, by)
            select ?, ?, coalesce(max(version), 0) + 1, ?, ?, ?
              from intake.mapping
             where institution = ?
               and dataset = ?
                on conflict do nothing
            returning version
            """;

    /** Of several who save at once one gets the next number, the others try the one after it. */
    private static final int SAVES_MOST = 20;

    /** What a version that an institution saved ends with. */
    private static final Pattern OWN = Pattern.compile("\\+(\\d{1,9})$");

    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final Zones zones;
    private final Map<String, Mapping> shipped = new LinkedHashMap<>();

    Mappings(DataSource database, Clock clock, Zones zones) {
        this.jdbc = new JdbcTemplate(database);
        this.clock = clock;
        this.zones = zones;
        SHIPPED.forEach(dataset -> shipped.put(dataset, shipped(dataset)));
    }

    /** @param own version that the institution saved; 0 where it is the one that is shipped */
    record Settled(Mapping mapping, int own) {

        /** What the version is called. */
        String version() {
            return own == 0 ? mapping.version() : mapping.version() + "+" + own;
        }
    }

    /** All data sets, as one institution's tables are read. */
    List<Settled> all(String institution) {
        Map<String, Settled> own = new HashMap<>();
        jdbc.query(
                ALL_IN_FORCE,
                row -> {
                    own.put(row.getString("dataset"), settled(row, 0));
                },
                institution,
                today());
        return SHIPPED.stream()
                .map(dataset -> {
                    Settled settled = own.get(dataset);
                    return settled == null ? new Settled(Objects.requireNonNull(shipped.get(dataset)), 0) : settled;
                })
                .toList();
    }

    /**
     * The mapping that holds today.
     *
     * @throws Problem {@code intake.dataset-unknown}
     */
    Settled inForce(String institution, String dataset) {
        Mapping common = Optional.ofNullable(shipped.get(dataset)).orElseThrow(Mappings::unknown);
        return jdbc.query(IN_FORCE, Mappings::settled, institution, dataset, today()).stream()
                .findFirst()
                .orElseGet(() -> new Settled(common, 0));
    }

    /** The mapping by which a file is read: the one that held when its first row was. */
    Settled of(TableLoad load) {
        Matcher own = OWN.matcher(load.mapping());
        if (load.rows() == 0 || !own.find()) {
            return inForce(load.institution(), load.dataset());
        }
        return jdbc
                .query(VERSION, Mappings::settled, load.institution(), load.dataset(), Integer.valueOf(own.group(1)))
                .stream()
                .findFirst()
                .orElseThrow(Mappings::unknown);
    }

    private String today() {
        return zones.at(clock.instant()).toLocalDate().toString();
    }

    private static Settled settled(ResultSet row, int number) throws SQLException {
        return new Settled(
                Mapping.of(Json.read(row.getString("body").getBytes(StandardCharsets.UTF_8))), row.getInt("version"));
    }

    /**
     * Saves an institution's own mapping.
     *
     * @throws Problem {@code intake.dataset-unknown}, {@code intake.mapping-wrong}, {@code intake.busy}
     */
    Settled save(String institution, String dataset, ObjectNode body, String by) {
        Mapping mapping = Mapping.of(body);
        if (!shipped.containsKey(dataset) || !mapping.dataset().equals(dataset)) {
            throw unknown();
        }
        String text = new String(Json.bytes(body), StandardCharsets.UTF_8);
        for (int save = 0; save < SAVES_MOST; save++) {
            List<Integer> version = jdbc.queryForList(
                    SAVE,
                    Integer.class,
                    institution,
                    dataset,
                    text,
                    Timestamp.from(clock.instant()),
                    by,
                    institution,
                    dataset);
            if (!version.isEmpty()) {
                return new Settled(mapping, version.getFirst());
            }
        }
        throw JournalWriter.busy();
    }

    private static Mapping shipped(String dataset) {
        try (InputStream in = Mappings.class.getResourceAsStream("/intake/tables/" + dataset + ".json")) {
            return Mapping.of(Json.read(Optional.ofNullable(in).orElseThrow().readAllBytes()));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    static Problem unknown() {
        return new Problem(
                Kind.NOT_FOUND,
                "intake.dataset-unknown",
                "There is no data set of that name.",
                "A table is read by the mapping of its data set.",
                "Name one of these: " + String.join(", ", SHIPPED) + ".",
                List.of("dataset"));
    }
}
