package org.tongmai.surveillance;

import java.time.Clock;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.access.Caller;
import org.tongmai.access.Looks;
import org.tongmai.access.Purpose;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;
import org.tongmai.store.Json;
import org.tongmai.surveillance.disease.DiseaseList;

/** What emergency command asks of surveillance: whose region somebody is of, a signal, and the case on a report card. */
public final class Cases {

    static final String SIGNAL = """
            select what, place, site
              from surveillance.signal
             where id = ?
            """;

    static final String CARD = """
            select compartment, family, certainty, place, jurisdiction, onset, fields::text
              from surveillance.card
             where id = ?
               and state not in ('DISCARDED', 'WITHDRAWN')
            """;

    private final Signals signals;
    private final DiseaseList list;
    private final Jurisdiction.Finder jurisdictions;
    private final JdbcClient jdbc;
    private final Looks looks;
    private final Clock clock;

    Cases(
            Signals signals,
            DiseaseList list,
            Jurisdiction.Finder jurisdictions,
            JdbcClient jdbc,
            Looks looks,
            Clock clock) {
        this.signals = signals;
        this.list = list;
        this.jurisdictions = jurisdictions;
        this.jdbc = jdbc;
        this.looks = looks;
        this.clock = clock;
    }

    /**
     * What a signal is about.
     *
     * @param what family of diseases or syndrome
     * @param place GB/T 2260
     */
    public record Signalled(String what, String place, String site) {}

    /**
     * Who is ill, as a report card has it.
     *
     * @param certainty SUSPECTED, CLINICAL or CONFIRMED
     * @param place GB/T 2260
     */
    public record Reported(
            long compartment, String family, String certainty, String place, LocalDate onset, CardFields fields) {}

    private record Filed(Reported card, String jurisdiction) {}

    /**
     * The region of a CDC; empty on a node without sign-in, where nothing bounds anybody.
     *
     * @throws Problem {@code surveillance.region-unknown}, {@code surveillance.region-not-yours} for whoever is of no CDC
     */
    public Optional<RegionCode> region(Caller caller) {
        Jurisdiction of = jurisdictions.of(caller);
        if (of.institution() != null) {
            throw Jurisdiction.notYours();
        }
        return Optional.ofNullable(of.region());
    }

    /** @throws Problem {@code surveillance.signal-unknown} */
    public Signalled signal(Caller caller, long id) {
        signals.signal(caller, id);
        return jdbc.sql(SIGNAL)
                .param(id)
                .query((row, number) ->
                        new Signalled(row.getString("what"), row.getString("place"), row.getString("site")))
                .single();
    }

    /**
     * The case on a card; the look leaves its trace first.
     *
     * @throws Problem {@code surveillance.case-unknown}
     */
    public Reported card(Caller caller, long id) {
        Jurisdiction of = jurisdictions.of(caller);
        Reported card = jdbc.sql(CARD)
                .param(id)
                .query((row, number) -> new Filed(
                        new Reported(
                                row.getLong("compartment"),
                                row.getString("family"),
                                row.getString("certainty"),
                                row.getString("place"),
                                row.getObject("onset", LocalDate.class),
                                Json.mapper().readValue(row.getString("fields"), CardFields.class)),
                        row.getString("jurisdiction")))
                .optional()
                .filter(each ->
                        of.covers(each.jurisdiction()) || of.covers(each.card().place()))
                .map(Filed::card)
                .orElseThrow(() -> new Problem(
                        Problem.Kind.NOT_FOUND,
                        "surveillance.case-unknown",
                        "There is no report card of a case with this number that you may see.",
                        "CDC staff see the cards of their region; discarded and withdrawn ones are no cases.",
                        "Choose one from the list of cards."));
        looks.shown(
                caller,
                Purpose.PUBLIC_HEALTH,
                ReportCards.LOOK,
                Map.of(card.compartment(), Map.of("Patient", 1, "Condition", 1)));
        return card;
    }

    /** Codes of all families, syndromes and sources that are counted on some day. */
    public Set<String> everCounted() {
        return list.everCounted();
    }

    /** What is counted today, by its code, and what it is called. */
    public Map<String, Text> names() {
        return list.counted(LocalDate.ofInstant(clock.instant(), Surveillance.ZONE));
    }
}
