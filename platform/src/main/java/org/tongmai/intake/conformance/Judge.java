package org.tongmai.intake.conformance;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tongmai.intake.conformance.Delivery.Door;
import org.tongmai.intake.hl7v2.Zones;

/** Judges what a hospital sent, whoever it is, by {@link Check#ofHospital the checks}. A pure function. */
public final class Judge {

    private Judge() {}

    /**
     * What came of each check.
     *
     * @param deliveries in the order of their arrival
     * @param zones of times without one
     */
    public static List<CheckResult> judge(List<Delivery> deliveries, Zones zones) {
        Findings findings = new Findings();
        List<Heard> messages = deliveries.stream()
                .filter(each -> each.door() != Door.DOCUMENT)
                .map(Heard::of)
                .toList();
        TransportRules.judge(messages, findings);
        AcknowledgementRules.judge(messages, findings);
        List<Heard> fresh = fresh(messages, findings);
        List<Rules> rules = List.of(
                new StructureRules(zones),
                new IdentifierRules(zones),
                new CodeRules(),
                new ConsistencyRules(zones),
                new TimeRules(zones),
                new CharacterRules(),
                new CorrectionRules(),
                new ResultRules());
        fresh.forEach(heard -> rules.forEach(each -> each.hear(heard, findings)));
        DocumentRules.judge(
                deliveries.stream().filter(each -> each.door() == Door.DOCUMENT).toList(), fresh, findings);
        return findings.results(Check.ofHospital());
    }

    /** Each message once: neither the same bytes again nor the same content under another number. */
    private static List<Heard> fresh(List<Heard> messages, Findings findings) {
        List<Heard> fresh = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (Heard heard : messages) {
            if (!heard.readable()) {
                findings.check("structure.segments", false, heard, "MSH", "");
            } else if (known.add(heard.substance())) {
                fresh.add(heard);
            }
        }
        return fresh;
    }
}
