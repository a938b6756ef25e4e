package org.tongmai.intake.hl7v2;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Which values of a message are neither in its resources nor told: by the separators alone, an independent reading. */
public final class Kept {

    /** Running numbers and the trigger event, which the journal keeps. */
    private static final Set<String> ENVELOPE = Set.of("EVN-1", "EVN-2", "SFT", "RGS-1", "RGS-2", "RGS-3", "UAC");

    /**
     * Places whose codes become FHIR codes by a table: sex, yes and no, types of names, addresses, telephones and values, status
     * and control codes, kinds of charge, units of time.
     */
    private static final Set<String> TRANSLATED = Set.of(
            "PID-8", "PID-24", "PID-30", "NK1-15", "DG1-6", "DG1-15", "DG1-21", "AL1-2", "AL1-4", "IAM-2", "IAM-4",
            "IAM-6", "OBX-2", "OBX-11", "OBR-25", "ORC-1", "ORC-5", "OBR-5", "TQ1-9", "TXA-3", "TXA-17", "TXA-19",
            "SCH-9", "SCH-10", "SCH-25", "AIS-10", "PR1-20", "PID-25", "OBR-26", "OBR-29");

    private Kept() {}

    /** The values that are nowhere and of which nothing is said. */
    public static List<String> lost(String message, List<String> keptOnly, Iterable<? extends JsonNode> resources) {
        Set<String> told = new HashSet<>();
        keptOnly.forEach(place -> told.add(place.replaceFirst(" ×.*", "")));
        Set<String> exact = new HashSet<>();
        StringBuilder all = new StringBuilder();
        resources.forEach(resource -> collect(resource, exact, all));
        String texts = all.toString();
        List<String> lost = new ArrayList<>();
        for (Leaf leaf : Leaf.of(message)) {
            boolean explained = leaf.places().stream()
                    .anyMatch(place -> told.contains(place) || TRANSLATED.contains(place) || ENVELOPE.contains(place));
            boolean running = leaf.field() == 1 && leaf.value().matches("\\d{1,4}");
            if (!explained && !running && !ENVELOPE.contains(leaf.segment()) && !found(leaf, exact, texts)) {
                lost.add(leaf.toString());
            }
        }
        return lost;
    }

    private static boolean found(Leaf leaf, Set<String> exact, String texts) {
        String value = leaf.value();
        boolean literal = value.length() < 3
                ? Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(value) + "(?![\\p{L}\\p{N}])")
                        .matcher(texts)
                        .find()
                : texts.contains(value);
        return literal || exact.contains(number(value)) || isTime(value, texts) || isCode(leaf);
    }

    private static String number(String value) {
        return value.matches("[+-]?\\d+(\\.\\d+)?") ? new java.math.BigDecimal(value).toString() : value;
    }

    /** The digits of a time, as FHIR separates them. */
    private static boolean isTime(String value, String texts) {
        if (!value.matches("\\d{4,14}(\\.\\d+)?([+-]\\d{4})?")) {
            return false;
        }
        String digits = value.replaceFirst("[.+-].*", "");
        StringBuilder time = new StringBuilder(digits.substring(0, 4));
        String[] before = {"-", "-", "T", ":", ":"};
        for (int i = 4, n = 0; i + 2 <= digits.length(); i += 2, n++) {
            time.append(before[n]).append(digits, i, i + 2);
        }
        return texts.contains(time);
    }

    /** A name of a code system, of a kind of name, address or telephone, or of an authority's kind of number. */
    private static boolean isCode(Leaf leaf) {
        boolean equals = leaf.segment().equals("OBX")
                && leaf.field() == 5
                && leaf.value().equals("=");
        return equals
                || switch (leaf.component()) {
                    case 3, 6, 12 ->
                        SYSTEMS.contains(leaf.value()) || leaf.value().matches("HL7\\d{4}|99.*|L");
                    default -> false;
                }
                || CODES.getOrDefault(leaf.segment() + "-" + leaf.field(), Set.of())
                        .contains(leaf.component());
    }

    private static final Set<String> SYSTEMS = Set.of(
            "LN", "LOINC", "SCT", "SNOMED", "I10", "ICD-10", "ICD10", "I9", "I9C", "I9CDX", "C4", "CPT", "CPT4", "CVX",
            "NDC", "RXNORM", "DCM", "UCUM");

    private static final java.util.Map<String, Set<Integer>> CODES = java.util.Map.ofEntries(
            java.util.Map.entry("PID-3", Set.of(5)),
            java.util.Map.entry("PID-5", Set.of(7)),
            java.util.Map.entry("PID-6", Set.of(7)),
            java.util.Map.entry("PID-9", Set.of(7)),
            java.util.Map.entry("PID-11", Set.of(7)),
            java.util.Map.entry("NK1-4", Set.of(7)),
            java.util.Map.entry("PID-13", Set.of(2, 3)),
            java.util.Map.entry("PID-14", Set.of(2, 3)),
            java.util.Map.entry("PID-40", Set.of(2, 3)),
            java.util.Map.entry("NK1-3", Set.of(1)),
            java.util.Map.entry("NK1-5", Set.of(2, 3)),
            java.util.Map.entry("NK1-6", Set.of(2, 3)),
            java.util.Map.entry("OBX-5", Set.of(2, 3, 4)));

    private static void collect(JsonNode node, Set<String> exact, StringBuilder all) {
        if (node.isContainer()) {
            if (node.path("contentType").asString("").startsWith("text/plain; ") && node.has("data")) {
                String text =
                        new String(Base64.getDecoder().decode(node.path("data").asString()), StandardCharsets.UTF_8);
                all.append(' ').append(text).append(" \n");
            }
            node.forEach(child -> collect(child, exact, all));
        } else {
            String text = node.isNumber() ? node.decimalValue().toString() : node.asString("");
            exact.add(text);
            all.append(' ').append(text).append(" \n");
            if (text.startsWith("http") && text.contains("%")) {
                all.append(URLDecoder.decode(text, StandardCharsets.UTF_8)).append(" \n");
            }
        }
    }
}
