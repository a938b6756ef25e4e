package org.tongmai.intake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.tongmai.intake.hl7v2.Entry;
import org.tongmai.intake.hl7v2.Entry.Write;
import org.tongmai.intake.hl7v2.MappedMessage;
import org.tongmai.intake.hl7v2.Merge;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fits a message into what is stored: newer data is never overwritten by a late message, what the message does not mention
 * stays, and what is stored already is not written again.
 */
final class Reconciliation {

    /** A message says all of these; of the others it may leave out what has not changed. */
    private static final Set<String> REPLACED = Set.of("Observation", "Condition", "AllergyIntolerance");

    private final JdbcTemplate jdbc;
    private final Facts facts;

    Reconciliation(JdbcTemplate jdbc, Facts facts) {
        this.jdbc = jdbc;
        this.facts = facts;
    }

    /**
     * A message ready to be stored.
     *
     * @param ages to be kept once it is
     * @param older whether some of it is older than what is stored
     */
    record Fitted(MappedMessage message, List<Age> ages, boolean older) {}

    /**
     * Refuses a merge of a patient who is not there.
     *
     * @throws Problem {@code intake.prior-patient-unknown}
     */
    void requirePrior(MappedMessage message) {
        if (message.prior().filter(prior -> facts.stored(prior).isEmpty()).isPresent()) {
            throw MappedMessage.priorUnknown();
        }
    }

    /** @param at when what the message says was so */
    Fitted fit(String institution, MappedMessage message, Instant at) {
        var keys = message.entries().stream().map(Entry::key).collect(Collectors.toSet());
        Map<String, Instant> ages = Ages.read(jdbc, institution, keys);
        List<Age> applied = new ArrayList<>();
        boolean[] older = {false};
        MappedMessage fitted = message.each(entry -> {
            Instant known = ages.get(entry.key());
            boolean late = known != null && known.isAfter(at);
            older[0] |= late && entry.write() != Write.UNLESS_PRESENT;
            if (!late && entry.write() != Write.UNLESS_PRESENT) {
                applied.add(new Age(institution, entry.key(), at));
            }
            return late ? late(entry) : current(entry, known != null);
        });
        return new Fitted(fitted, applied, older[0]);
    }

    /** @param heardOf whether a message spoke of it before */
    private Optional<Entry> current(Entry entry, boolean heardOf) {
        boolean looked = entry.write() == Write.BY_IDENTIFIER || (entry.write() == Write.BY_ID && heardOf);
        Optional<ObjectNode> stored = looked ? facts.stored(entry) : Optional.empty();
        if (stored.isEmpty()) {
            return Optional.of(entry);
        }
        boolean replaced = REPLACED.contains(entry.type());
        ObjectNode merged = replaced ? entry.resource() : Merge.over(stored.get(), entry);
        if (!Merge.same(stored.get(), merged)) {
            return Optional.of(entry.with(merged));
        }
        return entry.write() == Write.BY_ID ? Optional.empty() : Optional.of(entry.with(Write.UNLESS_PRESENT));
    }

    /** Of an older message only what is not there at all is stored. */
    private Optional<Entry> late(Entry entry) {
        if (entry.write() != Write.BY_ID) {
            return Optional.of(entry.with(Write.UNLESS_PRESENT));
        }
        Optional<ObjectNode> stored = facts.stored(entry);
        if (stored.isEmpty()) {
            return Optional.of(entry);
        }
        ObjectNode merged = Merge.under(stored.get(), entry);
        return Merge.same(stored.get(), merged) ? Optional.empty() : Optional.of(entry.with(merged));
    }
}
