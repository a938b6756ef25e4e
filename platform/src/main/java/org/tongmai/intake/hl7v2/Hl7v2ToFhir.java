package org.tongmai.intake.hl7v2;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tongmai.intake.hl7v2.Entry.Write;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * Maps a message to FHIR R4 resources of one patient; the field table stands in {@code docs/intake.md}. What is not mapped
 * (Z-segments, fields without a place in the record) stays in the original, which the journal keeps.
 */
public final class Hl7v2ToFhir {

    private Hl7v2ToFhir() {}

    /**
     * Maps a message of a supported kind.
     *
     * @throws Problem {@code intake.message-type-unknown}, {@code intake.local-id-missing},
     *     {@code intake.visit-number-missing}, {@code intake.order-number-missing}, {@code intake.item-missing},
     *     {@code intake.value-type-unknown}, {@code intake.time-unreadable}, {@code intake.patient-count},
     *     {@code intake.prior-patient-missing}, {@code intake.prior-patient-not-yours}, {@code intake.prior-patient-same}
     */
    public static MappedMessage map(Hl7v2Message message, Source source) {
        MessageKind kind = MessageKind.of(message.header());
        Segment pid = onlyPid(message);
        Write write = kind == MessageKind.RESULT ? Write.UNLESS_PRESENT : Write.BY_IDENTIFIER;
        PatientMapping patients = new PatientMapping(source);
        Entry patient = patients.map(message, pid, write);
        List<Entry> entries = new ArrayList<>(List.of(patient));
        VisitMapping visits = new VisitMapping(source);
        switch (kind) {
            case REGISTRATION -> {
                Optional<Entry> visit = visits.registered(message, patient);
                visit.ifPresent(entries::add);
                entries.addAll(visits.diagnoses(message, patient, visit));
                entries.addAll(new AllergyMapping(source).map(message, patient));
            }
            case MERGE -> entries.add(new PatientMergeMapping(source, patients).replaced(message, patient));
            case RESULT -> {
                Optional<Entry> visit = visits.mentioned(message, patient);
                visit.ifPresent(entries::add);
                entries.addAll(new ResultMapping(source).map(message, patient, visit));
            }
        }
        Sensitivity.mark(message, entries);
        return new MappedMessage(
                at(message, source),
                patient.key().substring("patient/".length()),
                PatientMapping.numbers(pid),
                entries,
                PatientMapping.remark(pid));
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
