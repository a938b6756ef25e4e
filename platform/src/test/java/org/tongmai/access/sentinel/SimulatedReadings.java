package org.tongmai.access.sentinel;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tongmai.access.sentinel.Reading.Care;
import org.tongmai.access.sentinel.Reading.Traits;
import org.tongmai.simulator.Resident;
import org.tongmai.simulator.reads.Read;
import org.tongmai.simulator.reads.ReadLog;
import org.tongmai.simulator.reads.Reader;
import org.tongmai.simulator.reads.Stay;

/** Reads of a simulated log with what a node would know of them at that moment: nothing of the truth, and nothing of later. */
final class SimulatedReadings implements Iterable<Reading> {

    private static final int AHEAD_SECONDS = 900;
    private static final long TREATED_SECONDS = 30 * 86_400L;

    private final ReadLog log;
    private final LocalDate first;
    private final Set<String> known;
    private final Map<Long, List<Stay>> stays = new HashMap<>();
    private final Set<String> staff = new HashSet<>();

    SimulatedReadings(ReadLog log, LocalDate first) {
        this.log = log;
        this.first = first;
        this.known = log.known();
        log.stays()
                .forEach(each -> stays.computeIfAbsent(each.patient(), key -> new ArrayList<>(2))
                        .add(each));
        log.readers()
                .forEach(each ->
                        staff.add(each.hospital() + " " + each.resident().id()));
    }

    @Override
    public Iterator<Reading> iterator() {
        List<Read> reads = log.reads();
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < reads.size();
            }

            @Override
            public Reading next() {
                return reading(next, reads.get(next++));
            }
        };
    }

    private Reading reading(int number, Read read) {
        Reader reader = log.readers().get(read.reader());
        Resident patient = log.resident(read.patient());
        List<Care> care = stays.getOrDefault(read.patient(), List.of()).stream()
                .filter(each -> each.hospital() == reader.hospital()
                        && each.from() <= read.second() + AHEAD_SECONDS
                        && each.until() >= read.second() - TREATED_SECONDS)
                .map(each -> new Care(
                        ReadLog.department(each.department()), each.until() >= read.second() - Care.NOW_HOURS * 3_600L))
                .distinct()
                .toList();
        return new Reading(
                number,
                Instant.ofEpochSecond(read.second()),
                reader.account(),
                "DOCTOR " + reader.hospital(),
                read.patient(),
                read.shown(),
                read.basis().equals("EMERGENCY"),
                read.terminal(),
                care,
                relations(reader, patient),
                new Traits(
                        patient.birthDate().until(first, ChronoUnit.DAYS) < Traits.ADULT * 365.25,
                        care.stream().anyMatch(each -> each.department().matches(".*(精神|感染).*")),
                        patient.name().text(),
                        ReadLog.street(patient)));
    }

    private Set<Relation> relations(Reader reader, Resident patient) {
        Set<Relation> relations = EnumSet.noneOf(Relation.class);
        Resident self = reader.resident();
        if (patient.equals(self)) {
            relations.add(Relation.SELF);
            return relations;
        }
        if (patient.address().equals(self.address())) {
            relations.add(Relation.HOUSEHOLD);
        } else if (ReadLog.street(patient).equals(ReadLog.street(self))) {
            relations.add(Relation.STREET);
        }
        if (patient.name().family().equals(self.name().family())) {
            relations.add(Relation.FAMILY_NAME);
        }
        if (staff.contains(reader.hospital() + " " + patient.id())) {
            relations.add(Relation.COLLEAGUE);
        }
        if (known.contains(patient.id())) {
            relations.add(Relation.WATCHED);
        }
        return relations;
    }
}
