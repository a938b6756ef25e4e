package org.tongmai.intake.hl7v2;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What of a message has no place in the record: the fields that no mapping read. They stay in the original, which the journal
 * keeps, and are told by their places, so that nothing is lost in silence.
 */
final class KeptOnly {

    /** Places of one message that are told one by one; no real message has as many. */
    private static final int PLACES_MAX = 400;

    /** What describes the message itself; the journal keeps it. */
    private static final Set<String> ENVELOPE =
            Set.of("MSH", "SFT", "UAC", "FHS", "BHS", "BTS", "FTS", "DSC", "EVN-1", "EVN-2", "RGS");

    /** Segments that begin with a running number of their own. */
    private static final Set<String> NUMBERED = Set.of(
            "PID", "PV1", "NK1", "OBX", "OBR", "NTE", "DG1", "AL1", "IAM", "IN1", "IN3", "GT1", "PR1", "SPM", "TQ1",
            "TQ2", "FT1", "TXA", "AIS", "AIG", "AIL", "AIP", "ARV", "REL", "DB1");

    private KeptOnly() {}

    /** Such as {@code PID-3.6} or {@code ZPD-2 ×3}, in the order of the message. */
    static List<String> of(Hl7v2Message message) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Segment segment : message.segments()) {
            if (!ENVELOPE.contains(segment.name())) {
                fields(segment, counts);
            }
        }
        List<String> places = new ArrayList<>();
        counts.forEach((place, count) -> {
            if (places.size() < PLACES_MAX) {
                places.add(count == 1 ? place : place + " ×" + count);
            }
        });
        return places;
    }

    private static void fields(Segment segment, Map<String, Integer> counts) {
        for (int number = 1; number <= segment.last(); number++) {
            String place = segment.name() + "-" + number;
            boolean running = number == 1 && NUMBERED.contains(segment.name());
            if (running || ENVELOPE.contains(place)) {
                continue;
            }
            for (Field field : segment.fields(number)) {
                for (int component : field.unread()) {
                    counts.merge(component == 0 ? place : place + "." + component, 1, Integer::sum);
                }
            }
        }
    }
}
