package org.tongmai.simulator;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * What one institution sends, in time order, drawn one after the other: first its directory, then what comes of each visit. A
 * message may be later than the start of the next visit, so what is drawn waits until nothing earlier can come.
 */
final class Dispatches implements Iterator<Dispatch> {

    private final Institution institution;
    private final Iterator<PlannedVisit> visits;
    private final PriorityQueue<Dispatch> waiting = new PriorityQueue<>(
            Comparator.comparingLong((Dispatch dispatch) -> dispatch.at().toEpochSecond())
                    .thenComparing(Dispatch::name));
    /** Local patients whose registration was put right. */
    private final Set<String> mended = new HashSet<>();

    private long drawnUpTo = Long.MIN_VALUE;

    Dispatches(Institution institution, List<PlannedVisit> inOrder) {
        this.institution = institution;
        this.visits = inOrder.iterator();
        long first = inOrder.isEmpty() ? 0 : inOrder.getFirst().startSecond();
        OffsetDateTime before =
                Instant.ofEpochSecond(first).atOffset(Calendar.ZONE).minusHours(1);
        waiting.add(directory(institution, before));
    }

    @Override
    public boolean hasNext() {
        return visits.hasNext() || !waiting.isEmpty();
    }

    @Override
    public Dispatch next() {
        while (visits.hasNext() && (waiting.isEmpty() || waiting.element().at().toEpochSecond() >= drawnUpTo)) {
            PlannedVisit visit = visits.next();
            drawnUpTo = visit.startSecond();
            waiting.addAll(of(visit.patient(), visit.content().get()));
        }
        Dispatch dispatch = waiting.poll();
        if (dispatch == null) {
            throw new NoSuchElementException(institution.key());
        }
        return dispatch;
    }

    static Dispatch directory(Institution institution, OffsetDateTime at) {
        return new Dispatch(
                institution.uscc(), Dispatch.Form.FHIR, at, "directory", null, FhirDirectory.bundle(institution));
    }

    /** What comes of one visit. */
    private List<Dispatch> of(LocalPatient local, Visit visit) {
        return switch (local.institution().speaks()) {
            case FHIR -> List.of(fhir(local, visit));
            case HL7V2 -> messages(local, visit);
        };
    }

    /** Sent when the visit is over or, while it goes on, when it starts. */
    private static Dispatch fhir(LocalPatient local, Visit visit) {
        return new Dispatch(
                local.institution().uscc(),
                Dispatch.Form.FHIR,
                visit.end().orElse(visit.start()),
                visit.number(),
                local.localId(),
                FhirVisits.bundle(local, visit));
    }

    private List<Dispatch> messages(LocalPatient local, Visit visit) {
        List<Dispatch> messages = new ArrayList<>();
        Registration before = local.registration();
        Registration after = local.mendedLater()
                .filter(later -> !visit.start().isBefore(later.after()))
                .map(LocalPatient.Mended::registration)
                .orElse(before);
        Registration first = mended.contains(local.localId()) ? after : before;
        if (!after.equals(before)) {
            mended.add(local.localId());
        }
        String registered = visit.number() + "A";
        messages.add(message(local, visit.start(), registered, Hl7Visits.registered(local, first, visit, registered)));
        for (LabReport report : visit.reports()) {
            messages.add(message(
                    local,
                    report.at(),
                    report.number(),
                    Hl7Visits.result(local, after, visit, report, report.number())));
        }
        visit.end().ifPresent(end -> {
            String updated = visit.number() + "Z";
            messages.add(message(local, end, updated, Hl7Visits.updated(local, after, visit, end, updated)));
        });
        return messages;
    }

    private static Dispatch message(LocalPatient local, OffsetDateTime at, String name, byte[] body) {
        return new Dispatch(local.institution().uscc(), Dispatch.Form.HL7V2, at, name, local.localId(), body);
    }
}
