package org.tongmai.intake.conformance;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.tongmai.intake.hl7v2.Segment;
import org.tongmai.kernel.Mask;

/** Whether what was wrong is corrected and cancelled so that everybody understands it. */
final class CorrectionRules implements Rules {

    private static final Set<String> FINAL = Set.of("F", "C", "U");
    private static final Set<String> CORRECTS = Set.of("C", "D", "W", "X");

    private final Map<String, String> values = new HashMap<>();
    private final Set<String> visits = new HashSet<>();
    private final Set<String> gone = new HashSet<>();

    @Override
    public void hear(Heard heard, Findings findings) {
        results(heard, findings);
        if (heard.is("ADT", "A11", "A12", "A13", "A23", "A25", "A27", "A38")) {
            String visit = heard.visit();
            findings.check("correction.cancel", visits.contains(visit), heard, "PV1-19", Mask.allButTail(visit));
        } else if (heard.is("ADT")) {
            visits.add(heard.visit());
        }
        String patient = heard.patient();
        if (heard.is("ADT", "A40")) {
            String prior = heard.text("MRG", 1);
            boolean holds = !prior.isEmpty() && !prior.equals(patient);
            findings.check("correction.merge", holds, heard, "MRG-1", Mask.allButTail(prior));
            if (holds) {
                gone.add(prior);
            }
        } else if (!gone.isEmpty() && !patient.isEmpty()) {
            findings.check(
                    "correction.merged-number", !gone.contains(patient), heard, "PID-3", Mask.allButTail(patient));
        }
    }

    /** A final value that changes is marked as corrected. */
    private void results(Heard heard, Findings findings) {
        if (!heard.is("ORU")) {
            return;
        }
        String order = "";
        for (Segment segment : heard.read().segments()) {
            if (segment.name().equals("OBR")) {
                order = segment.text(3);
            } else if (segment.name().equals("OBX") && !order.isEmpty()) {
                String item = order + "|" + segment.text(3) + "|" + segment.text(4);
                String value = segment.text(5);
                String before = values.get(item);
                if (before != null && !before.equals(value)) {
                    boolean holds = CORRECTS.contains(segment.text(11));
                    findings.check("correction.result", holds, heard, "OBX-11", segment.text(11));
                }
                if (FINAL.contains(segment.text(11))) {
                    values.put(item, value);
                }
            }
        }
    }
}
