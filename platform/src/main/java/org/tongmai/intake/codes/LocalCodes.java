package org.tongmai.intake.codes;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.tongmai.intake.codes.Translating.Sink;
import org.tongmai.intake.hl7v2.Zones;
import org.tongmai.store.Store;
import tools.jackson.databind.node.ObjectNode;

/**
 * The codes that institutions send: what they become in standard code systems, and which have no standard code yet. The only place
 * at which messages, documents and tables are translated.
 */
public final class LocalCodes {

    private final CodeMaps maps;
    private final CodesSeen seen;
    private final CodeStore codes;
    private final CodeDecisions decisions;
    private final Suggestions suggestions;
    private final Standards standards;
    private final TranslatedAgain again;
    private final Clock clock;
    private final Zones zones;

    /** @param twoEyes whether a mapping waits for a second person */
    public LocalCodes(DataSource database, Store store, Zones zones, Clock clock, boolean twoEyes) {
        var jdbc = new JdbcTemplate(database);
        var transactions = new JdbcTransactionManager(database);
        this.maps = new CodeMaps(store, clock);
        this.seen = new CodesSeen(jdbc, transactions);
        this.codes = new CodeStore(jdbc, transactions);
        this.decisions = new CodeDecisions(store, codes, seen, maps, clock, twoEyes);
        this.standards = new Standards(store);
        this.suggestions = new Suggestions(codes, standards);
        this.again = new TranslatedAgain(jdbc, transactions, store, maps, zones, clock);
        this.clock = clock;
        this.zones = zones;
    }

    /**
     * Puts the standard codes beside those that were sent, by the maps in force on the day of each event, and counts. What was sent
     * stays as it is. Costs a look into a table in memory for each code.
     *
     * @param arrived of what tells no day itself, the day
     * @param example by which somebody finds the message
     * @param counted false for tests
     */
    public void translate(
            List<ObjectNode> resources, String institution, Instant arrived, String example, boolean counted) {
        var translating = new Translating(maps.now());
        LocalDate day = zones.at(arrived).toLocalDate();
        String told = day.toString();
        Instant now = clock.instant();
        Sink sink = counted ? met -> seen.met(institution, met, example, now, day) : Sink.NOBODY;
        resources.forEach(resource -> translating.translate(resource, institution, told, sink));
    }

    /** Writes what was counted. */
    public void flush() {
        seen.flush();
    }

    CodeStore codes() {
        return codes;
    }

    CodeDecisions decisions() {
        return decisions;
    }

    Suggestions suggestions() {
        return suggestions;
    }

    Standards standards() {
        return standards;
    }

    TranslatedAgain again() {
        return again;
    }

    LocalDate today() {
        return zones.at(clock.instant()).toLocalDate();
    }
}
