package org.tongmai.intake.conformance;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tongmai.intake.hl7v2.Segment;
import org.tongmai.intake.hl7v2.Zones;

/** Whether times are times, clocks right, and messages sent when and in the order in which things happened. */
final class TimeRules implements Rules {

    /** By so much a clock may be ahead. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    /** What happened is told within a day (T+1 of the quality rules of most provinces). */
    private static final Duration TIMELY = Duration.ofHours(24);

    private static final Map<String, List<Integer>> TIMES = Map.of(
            "EVN", List.of(2, 6),
            "PID", List.of(7, 29),
            "PV1", List.of(44, 45),
            "DG1", List.of(5),
            "ORC", List.of(9),
            "OBR", List.of(7, 8, 22),
            "OBX", List.of(14, 19));

    private final Zones zones;
    private final Map<String, OffsetDateTime> last = new HashMap<>();

    TimeRules(Zones zones) {
        this.zones = zones;
    }

    @Override
    public void hear(Heard heard, Findings findings) {
        for (Segment segment : heard.read().segments()) {
            for (int field : TIMES.getOrDefault(segment.name(), List.of())) {
                String text = segment.text(field);
                if (!text.isEmpty()) {
                    boolean holds = Moment.wellFormed(text, zones);
                    // a birth date in another form is still a person's
                    String shown = segment.name().equals("PID") ? text.replaceAll("\\d", "#") : text;
                    findings.check("time.form", holds, heard, segment.name() + "-" + field, shown);
                }
            }
        }
        Optional<OffsetDateTime> made = Moment.of(heard.header().time(), zones);
        made.ifPresent(at -> {
            OffsetDateTime latest = heard.delivery().at().plus(AHEAD).atOffset(at.getOffset());
            findings.check(
                    "time.clock",
                    !at.isAfter(latest),
                    heard,
                    "MSH-7",
                    heard.header().time());
            happened(heard)
                    .ifPresent(then -> findings.check(
                            "time.timely",
                            Duration.between(then, at).compareTo(TIMELY) <= 0,
                            heard,
                            heard.is("ADT") ? "EVN-2, MSH-7" : "OBR-22, MSH-7",
                            then + " / " + at));
            order(heard, at, findings);
        });
    }

    private Optional<OffsetDateTime> happened(Heard heard) {
        if (heard.is("ORU")) {
            return Moment.of(heard.text("OBR", 22), zones);
        }
        return Moment.of(heard.text("EVN", 6), zones).or(() -> Moment.of(heard.text("EVN", 2), zones));
    }

    private void order(Heard heard, OffsetDateTime at, Findings findings) {
        String patient = heard.patient();
        if (patient.isEmpty()) {
            return;
        }
        OffsetDateTime before = last.get(patient);
        if (before != null) {
            findings.check("time.order", !at.isBefore(before), heard, "MSH-7", before + " / " + at);
        }
        if (before == null || at.isAfter(before)) {
            last.put(patient, at);
        }
    }
}
