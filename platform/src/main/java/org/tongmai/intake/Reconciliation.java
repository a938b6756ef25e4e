package org.tongmai.intake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.tongmai.intake.hl7v2.Entry;
import org.tongmai.intake.hl7v2.Entry.Write;
import org.tongmai.intake.hl7v2.MappedMessage;
import org.tongmai.intake.hl7v2.Merge;
import org.tongmai.intake.hl7v2.TestData;
import org.tongmai.intake.hl7v2.VisitEvent;
import org.tongmai.intake.hl7v2.VisitHistory;
import org.tongmai.kernel.Problem;
import org.tongmai.person.GivenUp;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fits a message into what is stored: newer data is never overwritten by a late message, what the message does not mention
 * stays, and what is stored already is not written again.
 */
final class Reconciliation {

    /** A message says all of these; of the others it may leave out what has not changed. */
    private static final Set<String> REPLACED = Set.of("Observation", "Condition", "AllergyIntolerance");

    private static final Set<String> RESULTS = Set.of("Observation", "DiagnosticReport");

    private static final Set<String> NOT_YET = Set.of("registered", "preliminary", "partial");

    private static final Set<String> DONE = Set.of("final", "amended", "corrected");

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

    /** What is stored, as one fitting sees it: each thing is read once. */
    private final class Known {

        private final Map<String, Optional<ObjectNode>> read = new HashMap<>();

        Optional<ObjectNode> stored(Entry entry) {
            String thing =
                    switch (entry.write()) {
                        case BY_ID, UNLESS_KNOWN, IF_STORED ->
                            entry.type() + "/" + entry.resource().path("id").asString("");
                        case BY_IDENTIFIER, UNLESS_PRESENT -> entry.type() + "?" + entry.condition();
                    };
            return read.computeIfAbsent(thing, unread -> facts.stored(entry)).map(ObjectNode::deepCopy);
        }
    }

    /**
     * Fits a message in, unless it says what is refused: a merge of a patient who is not there or into one who was given up (chains of
     * merges have an end), a patient number that another namespace of the institution gave before, a test about a patient who is none.
     *
     * @param at when what the message says was so
     * @param made by which it is told whether the message is older than what is stored
     * @throws Problem {@code intake.prior-patient-unknown}, {@code intake.surviving-patient-replaced},
     *     {@code intake.local-id-ambiguous}, {@code intake.test-of-a-real-patient}
     */
    Fitted admit(String institution, MappedMessage message, Instant at, Made made) {
        Known known = new Known();
        requireMergeable(message, known);
        if (message.test()
                && patient(message, known)
                        .filter(patient -> !TestData.is(patient))
                        .isPresent()) {
            throw TestData.real();
        }
        String said = MappedMessage.namespace(message.patient());
        if (!said.isEmpty()
                && patient(message, known)
                        .map(MappedMessage::namespace)
                        .filter(other -> !other.equals(said))
                        .isPresent()) {
            throw MappedMessage.ambiguous();
        }
        return fit(institution, message, at, made, known);
    }

    private static void requireMergeable(MappedMessage message, Known known) {
        if (message.prior().isEmpty()) {
            return;
        }
        if (message.prior().flatMap(known::stored).isEmpty()) {
            throw MappedMessage.priorUnknown();
        }
        if (patient(message, known).filter(GivenUp::in).isPresent()) {
            throw MappedMessage.survivorReplaced();
        }
    }

    private static Optional<ObjectNode> patient(MappedMessage message, Known known) {
        return known.stored(message.entries().getFirst());
    }

    /**
     * Fits a message in.
     *
     * @param at when what the message says was so
     * @param made by which it is told whether the message is older than what is stored
     */
    Fitted fit(String institution, MappedMessage message, Instant at, Made made) {
        return fit(institution, message, at, made, new Known());
    }

    private Fitted fit(String institution, MappedMessage message, Instant at, Made made, Known before) {
        Set<String> keys = message.entries().stream()
                .flatMap(entry -> Stream.concat(Stream.of(entry.key()), facets(entry)))
                .collect(Collectors.toSet());
        Map<String, Age> ages = Ages.read(jdbc, institution, keys);
        List<Age> applied = new ArrayList<>();
        boolean[] older = {false};
        MappedMessage fitted = message.each(said -> {
            if (said.write() == Write.IF_STORED && before.stored(said).isEmpty()) {
                return Optional.empty();
            }
            Entry entry = said.write() == Write.IF_STORED ? said.with(Write.BY_ID) : said;
            Age known = ages.get(entry.key());
            boolean late = (known != null && made.isBefore(known)) || (known != null && takesBack(entry, before));
            older[0] |= late && changes(entry);
            if (!late && changes(entry)) {
                applied.add(made.age(institution, entry.key()));
            }
            entry.facet().ifPresent(facet -> applied.add(made.age(institution, facet)));
            if (entry.event() != VisitEvent.NONE) {
                return visit(entry, late, ages, at, made, before);
            }
            if (entry.write() == Write.UNLESS_KNOWN) {
                return known == null ? unlessStored(entry, institution, applied, before) : Optional.empty();
            }
            return late
                    ? late(entry, before)
                    : current(entry, known != null || said.write() == Write.IF_STORED, before);
        });
        return new Fitted(fitted, applied, older[0]);
    }

    /** What a message only mentions is as old as can be. */
    private static Optional<Entry> unlessStored(Entry entry, String institution, List<Age> applied, Known before) {
        applied.add(Made.mentioned(institution, entry.key()));
        return before.stored(entry).isPresent() ? Optional.empty() : Optional.of(entry);
    }

    private static boolean changes(Entry entry) {
        return entry.write() == Write.BY_IDENTIFIER || entry.write() == Write.BY_ID;
    }

    /** What of a visit has an age of its own; also what another message may have said of it. */
    private static Stream<String> facets(Entry entry) {
        return entry.event() == VisitEvent.NONE
                ? Stream.empty()
                : Stream.of(VisitEvent.DISCHARGE, VisitEvent.CANCEL_TRANSFER).map(event -> entry.key() + event.facet());
    }

    /** A late message still tells of a place, or of an end, that no newer one spoke of. */
    private static Optional<Entry> visit(
            Entry entry, boolean late, Map<String, Age> ages, Instant at, Made made, Known before) {
        Optional<ObjectNode> stored = before.stored(entry);
        if (stored.isEmpty()) {
            return Optional.of(entry);
        }
        ObjectNode base = late ? Merge.under(stored.get(), entry) : Merge.over(stored.get(), entry);
        base.remove("id");
        var outdated = new VisitHistory.Late(
                late,
                newer(ages.get(entry.key() + VisitEvent.DISCHARGE.facet()), made),
                newer(ages.get(entry.key() + VisitEvent.CANCEL_TRANSFER.facet()), made));
        ObjectNode merged = VisitHistory.weave(stored.get(), base, entry, at, outdated);
        return Merge.same(stored.get(), merged)
                ? Optional.of(entry.with(Write.UNLESS_PRESENT))
                : Optional.of(entry.with(merged, stored.get()));
    }

    private static boolean newer(@Nullable Age known, Made made) {
        return known != null && made.isBefore(known);
    }

    /** Whether a result that is not final yet comes after the final one: whatever its time, it was made before. */
    private static boolean takesBack(Entry entry, Known before) {
        return entry.write() == Write.BY_ID
                && RESULTS.contains(entry.type())
                && NOT_YET.contains(entry.resource().path("status").asString(""))
                && before.stored(entry)
                        .filter(stored -> DONE.contains(stored.path("status").asString("")))
                        .isPresent();
    }

    /** @param heardOf whether a message spoke of it before */
    private static Optional<Entry> current(Entry entry, boolean heardOf, Known before) {
        boolean looked = entry.write() == Write.BY_IDENTIFIER || (entry.write() == Write.BY_ID && heardOf);
        Optional<ObjectNode> stored = looked ? before.stored(entry) : Optional.empty();
        if (stored.isEmpty()) {
            return Optional.of(entry);
        }
        boolean replaced = REPLACED.contains(entry.type());
        ObjectNode merged = replaced ? Merge.instead(stored.get(), entry) : Merge.over(stored.get(), entry);
        if (!Merge.same(stored.get(), merged)) {
            return Optional.of(entry.with(merged, stored.get()));
        }
        return entry.write() == Write.BY_ID ? Optional.empty() : Optional.of(entry.with(Write.UNLESS_PRESENT));
    }

    /** Of an older message only what is not there at all is stored. */
    private static Optional<Entry> late(Entry entry, Known before) {
        if (entry.write() != Write.BY_ID) {
            return Optional.of(entry.with(Write.UNLESS_PRESENT));
        }
        Optional<ObjectNode> stored = before.stored(entry);
        if (stored.isEmpty()) {
            return Optional.of(entry);
        }
        ObjectNode merged = Merge.under(stored.get(), entry);
        return Merge.same(stored.get(), merged) ? Optional.empty() : Optional.of(entry.with(merged, stored.get()));
    }
}
