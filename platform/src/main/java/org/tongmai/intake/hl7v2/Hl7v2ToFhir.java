package org.tongmai.intake.hl7v2;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tongmai.intake.hl7v2.Entry.Write;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * Maps a message to FHIR R4 resources of one patient; the field table stands in {@code docs/intake.md}. What is not mapped
 * (Z-segments, fields without a place in the record) stays in the original, which the journal keeps, and is named.
 */
public final class Hl7v2ToFhir {

    private Hl7v2ToFhir() {}

    /**
     * Maps a message of a supported kind.
     *
     * @throws Problem {@code intake.message-type-unknown}, {@code intake.local-id-missing},
     *     {@code intake.order-number-missing}, {@code intake.item-missing}, {@code intake.document-number-missing},
     *     {@code intake.appointment-number-missing}, {@code intake.charge-missing}, {@code intake.time-unreadable}, {@code intake.patient-count},
     *     {@code intake.number-twice}, {@code intake.prior-patient-missing}, {@code intake.prior-patient-not-yours}, {@code intake.prior-patient-same}
     */
    public static MappedMessage map(Hl7v2Message message, Source source) {
        MessageKind kind = MessageKind.of(message.header());
        Segment pid = onlyPid(message);
        PatientMapping patients = new PatientMapping(source);
        boolean tells = kind == MessageKind.REGISTRATION || kind == MessageKind.MERGE;
        Entry patient = patients.map(message, pid, tells ? Write.BY_IDENTIFIER : Write.UNLESS_PRESENT);
        List<Entry> entries = new ArrayList<>(List.of(patient));
        if (kind == MessageKind.MERGE) {
            entries.add(new PatientMergeMapping(source, patients).replaced(message, patient));
        } else {
            about(kind, message, source, entries);
        }
        requireOnce(entries);
        Sensitivity.mark(message, entries);
        if (message.header().test()) {
            Sensitivity.markTest(entries);
        }
        List<String> keptOnly = KeptOnly.of(message); // before times are read that tell the age only
        return new MappedMessage(
                at(message, source),
                message.first("MSH").flatMap(msh -> new Times(source.zones()).span(msh.field(7))),
                patient.key().substring("patient/".length()),
                PatientMapping.numbers(pid), // of a test, too: it is refused for what a real message is refused for
                entries,
                message.header().test() ? Optional.of(TestData.remark()) : PatientMapping.remark(pid),
                keptOnly);
    }

    /** Adds the visit and what the message tells of the patient in it. */
    private static void about(MessageKind kind, Hl7v2Message message, Source source, List<Entry> entries) {
        Entry patient = entries.getFirst();
        VisitMapping visits = new VisitMapping(source);
        boolean registers = kind == MessageKind.REGISTRATION;
        Optional<Entry> visit = registers
                ? visits.registered(
                        message, patient, VisitEvent.of(message.header().trigger()))
                : visits.mentioned(message, patient);
        visit.ifPresent(entries::add);
        entries.addAll(new DiagnosisMapping(source).map(message, patient, visit));
        switch (kind) {
            case REGISTRATION -> {
                entries.addAll(new AllergyMapping(source).map(message, patient));
                entries.addAll(new ObservationMapping(source).measured(message, patient, visit));
            }
            case ORDER -> entries.addAll(new OrderMapping(source).map(message, patient, visit));
            case RESULT -> entries.addAll(new ResultMapping(source).map(message, patient, visit));
            case DOCUMENT -> entries.addAll(new DocumentMapping(source).map(message, patient, visit));
            case APPOINTMENT -> entries.addAll(new AppointmentMapping(source).map(message, patient));
            case CHARGE -> entries.addAll(new ChargeMapping(source).map(message, patient, visit));
            case MERGE -> {}
        }
        entries.addAll(new ProcedureMapping(source).map(message, patient, visit));
        entries.addAll(new CoverageMapping(source).map(message, patient));
        if (!registers) {
            // what is only mentioned says nothing of how old the patient's and the visit's own data are
            entries.replaceAll(
                    entry -> entry.write() == Write.BY_ID && isOf(entry, patient, visit) ? entry.aside() : entry);
        }
    }

    private static boolean isOf(Entry entry, Entry patient, Optional<Entry> visit) {
        return entry.key().equals(patient.key())
                || visit.filter(each -> each.key().equals(entry.key())).isPresent();
    }

    /** The latest of the times at which the sender says that this was so: EVN-2 or OBR-22, else MSH-7. */
    private static Optional<Instant> at(Hl7v2Message message, Source source) {
        Times times = new Times(source.zones());
        Optional<Instant> event = message.first("EVN").flatMap(evn -> times.instant(evn.field(2)));
        Optional<Instant> report = message.all("OBR")
                .flatMap(obr -> times.instant(obr.field(22)).stream())
                .max(Instant::compareTo);
        return event.or(() -> report).or(() -> message.first("MSH").flatMap(msh -> times.instant(msh.field(7))));
    }

    /** One number names one thing: told twice in one message, nobody knows which of the two holds. */
    private static void requireOnce(List<Entry> entries) {
        Set<String> seen = new HashSet<>();
        for (Entry entry : entries) {
            if (!seen.add(entry.address())) {
                String field = Map.of("ChargeItem", "FT1-2", "DocumentReference", "TXA-12")
                        .getOrDefault(entry.type(), entry.type());
                throw new Problem(
                        Kind.INVALID,
                        "intake.number-twice",
                        "Two segments of the message bear the same number.",
                        "A number names one thing; of two that are told at once neither is the newer one.",
                        "Give each its own number, or send them in two messages.",
                        List.of(field));
            }
        }
    }

    private static Segment onlyPid(Hl7v2Message message) {
        List<Segment> all = message.all("PID").toList();
        if (all.size() != 1) {
            throw new Problem(
                    Kind.INVALID,
                    "intake.patient-count",
                    "The message holds " + all.size() + " PID segments.",
                    "A message is about one patient, so that it is stored as a whole or not at all.",
                    "Send one message for each patient.",
                    List.of("PID"));
        }
        return all.getFirst();
    }
}
