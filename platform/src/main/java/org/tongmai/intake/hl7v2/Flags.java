package org.tongmai.intake.hl7v2;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** OBX-8 as interpretation: HL7 table 0078, and the arrows of Chinese laboratories. */
public final class Flags {

    private static final Set<String> KNOWN = Set.of(
            "L", "H", "LL", "HH", "<", ">", "N", "A", "AA", "U", "D", "B", "W", "S", "R", "I", "POS", "NEG", "IND",
            "DET", "ND", "SDD", "NR", "RR", "WR");

    private static final Map<String, String> SEEN = Map.ofEntries(
            Map.entry("↑", "H"),
            Map.entry("↓", "L"),
            Map.entry("↑↑", "HH"),
            Map.entry("↓↓", "LL"),
            Map.entry("阳性", "POS"),
            Map.entry("阴性", "NEG"),
            Map.entry("+", "POS"),
            Map.entry("-", "NEG"),
            Map.entry("正常", "N"),
            Map.entry("异常", "A"));

    private Flags() {}

    /** The flag as a concept; words that are no flag stay words. */
    public static ObjectNode interpretation(String flag) {
        String upper = flag.toUpperCase(Locale.ROOT);
        String code = KNOWN.contains(upper) ? upper : SEEN.getOrDefault(flag, "");
        ObjectNode words = Fhir.text(flag);
        return code.isEmpty()
                ? words
                : Fhir.put(Fhir.concept(Fhir.hl7("v3-ObservationInterpretation", code)), "text", flag);
    }
}
