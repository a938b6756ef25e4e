package org.tongmai.recognition;

import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.store.Fact;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;
import tools.jackson.databind.JsonNode;

/**
 * Who relies on which version of which result. Who relies on a report relies on each of its results: a laboratory corrects those, and
 * leaves the report as it was.
 */
final class Reliances {

    static final String RELY = """
            insert into recognition.reliance
                   (compartment, result, card, version, doctor, institution, patient, item, at)
            select told.compartment, told.result, ?, told.version, ?, ?, ?, ?, ?
              from unnest(?::bigint[], ?::text[], ?::integer[]) as told (compartment, result, version)
                on conflict do nothing
            returning result
            """;

    static final String FORGET = """
            delete from recognition.reliance
             where compartment = any (?)
               and result = any (?)
               and card = ?
            """;

    static final String CORRECTED_FOR = """
            select distinct result
              from recognition.notice
             where compartment = any (?)
               and doctor = ?
               and acknowledged_at is null
            """;

    private final JdbcClient jdbc;
    private final Store store;

    Reliances(JdbcOperations statements, Store store) {
        this.jdbc = JdbcClient.create(statements);
        this.store = store;
    }

    /** References of results that the doctor quoted and that were corrected since, as far as the doctor has not said to have read it. */
    Set<String> correctedFor(String doctor, Collection<Long> compartments) {
        return compartments.isEmpty()
                ? Set.of()
                : Set.copyOf(jdbc.sql(CORRECTED_FOR)
                        .param(compartments.toArray(Long[]::new))
                        .param(doctor)
                        .query(String.class)
                        .list());
    }

    /**
     * Writes down who relies on the result and on its parts, by the versions that stand now.
     *
     * @return what was not written down before
     */
    List<Fact> rely(Event quotation) {
        List<Fact> standing = standing(quotation);
        // counts of a batch are no answer: the driver makes one statement of it, and does not tell which rows were
        // there
        Set<String> written = Set.copyOf(jdbc.sql(RELY)
                .param(quotation.card())
                .param(quotation.doctor())
                .param(quotation.institution())
                .param(quotation.compartment())
                .param(quotation.item())
                .param(Timestamp.from(quotation.at()))
                .param(standing.stream().map(each -> each.key().compartment()).toArray(Long[]::new))
                .param(standing.stream().map(Fact::reference).toArray(String[]::new))
                .param(standing.stream().map(Fact::version).toArray(Integer[]::new))
                .query(String.class)
                .list());
        return standing.stream()
                .filter(each -> written.contains(each.reference()))
                .toList();
    }

    /** Takes back what was written down for a quotation that did not come about. */
    void forget(Event quotation, List<Fact> written) {
        jdbc.sql(FORGET)
                .param(written.stream()
                        .map(each -> each.key().compartment())
                        .distinct()
                        .toArray(Long[]::new))
                .param(written.stream().map(Fact::reference).toArray(String[]::new))
                .param(quotation.card())
                .update();
    }

    /** Whether the result is another than the one shown, or a part of it was filed anew since the card was shown. */
    boolean changed(Event reminder) {
        List<Fact> now = standing(reminder);
        return now.isEmpty()
                || now.getFirst().version() != reminder.version()
                || now.stream().anyMatch(Fact::deleted)
                || now.stream().skip(1).anyMatch(each -> each.at().isAfter(reminder.at()));
    }

    /** The result as it stands and its parts; none where it is not to be found. */
    private List<Fact> standing(Event each) {
        List<Fact> all = new ArrayList<>();
        current(each.result()).ifPresent(fact -> {
            all.add(fact);
            if (!fact.deleted()) {
                all.addAll(parts(fact));
            }
        });
        return all;
    }

    /** The results of a report: a panel has dozens, which are read together. */
    private List<Fact> parts(Fact report) {
        Map<String, Set<String>> ids = new TreeMap<>();
        for (JsonNode part : report.tree().path("result")) {
            String[] named = part.path("reference").asString("").split("/", -1);
            if (named.length == 2) {
                ids.computeIfAbsent(named[0], type -> new LinkedHashSet<>()).add(named[1]);
            }
        }
        return ids.entrySet().stream()
                .flatMap(
                        each -> store.extraction().current(each.getKey(), each.getValue(), Scope.everything()).stream())
                .toList();
    }

    private Optional<Fact> current(String reference) {
        String[] named = reference.split("/", -1);
        return named.length == 2 ? store.current(named[0], named[1], Scope.everything()) : Optional.empty();
    }
}
