package org.tongmai.intake.conformance;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.tongmai.intake.hl7v2.Header;
import org.tongmai.intake.hl7v2.Segment;
import org.tongmai.intake.hl7v2.Zones;

/** Whether a message is built as HL7 v2.5 chapters 2, 3, 4 and 7 have it. */
final class StructureRules implements Rules {

    /** MSH-10 is an ST of 20 characters in v2.5. */
    private static final int CONTROL_ID_MAX = 20;

    private static final Pattern VERSION = Pattern.compile("2\\.[3-8](\\.\\d)?");

    private static final Set<String> PROCESSING = Set.of("P", "T", "D");

    /** HL7 table 0354, of the messages that are taken. */
    private static final Map<String, Set<String>> STRUCTURES = Map.ofEntries(
            Map.entry("ADT_A01", Set.of("A01", "A04", "A08", "A13")),
            Map.entry("ADT_A02", Set.of("A02")),
            Map.entry("ADT_A03", Set.of("A03")),
            Map.entry("ADT_A05", Set.of("A05", "A14", "A28", "A31")),
            Map.entry("ADT_A06", Set.of("A06", "A07")),
            Map.entry("ADT_A09", Set.of("A09", "A10", "A11")),
            Map.entry("ADT_A12", Set.of("A12")),
            Map.entry("ADT_A21", Set.of("A21", "A22", "A23", "A25", "A26", "A27", "A32", "A33")),
            Map.entry("ADT_A39", Set.of("A40")),
            Map.entry("ORU_R01", Set.of("R01")),
            Map.entry("ORM_O01", Set.of("O01")),
            Map.entry("OML_O21", Set.of("O21")),
            Map.entry("MDM_T02", Set.of("T02", "T04", "T06", "T08", "T10")));

    private static final Map<String, Integer> RANK = Map.ofEntries(
            Map.entry("MSH", 0),
            Map.entry("EVN", 1),
            Map.entry("PID", 2),
            Map.entry("PD1", 3),
            Map.entry("MRG", 4),
            Map.entry("NK1", 4),
            Map.entry("PV1", 5),
            Map.entry("PV2", 6),
            Map.entry("AL1", 7),
            Map.entry("DG1", 8),
            Map.entry("ORC", 9),
            Map.entry("OBR", 9));

    private static final String ESCAPE = "(?:[FSTREHN]|X[0-9A-Fa-f]+|\\.[a-z]{2}[+-]?\\d*|[CM][0-9A-F]{4,6}|Z\\w*)";

    private final Zones zones;

    StructureRules(Zones zones) {
        this.zones = zones;
    }

    @Override
    public void hear(Heard heard, Findings findings) {
        Header header = heard.header();
        boolean timed =
                Moment.exact(header.time()) && Moment.of(header.time(), zones).isPresent();
        findings.check("structure.message-time", timed, heard, "MSH-7", header.time());
        String number = header.controlId();
        findings.check(
                "structure.control-id",
                !number.isEmpty() && number.length() <= CONTROL_ID_MAX,
                heard,
                "MSH-10",
                number.length() + " characters");
        findings.check("structure.message-type", typed(heard), heard, "MSH-9", heard.text("MSH", 9, 3));
        findings.check(
                "structure.version", VERSION.matcher(header.version()).matches(), heard, "MSH-12", header.version());
        findings.check(
                "structure.processing", PROCESSING.contains(header.processing()), heard, "MSH-11", header.processing());
        List<String> missing = required(heard).stream()
                .filter(segment -> heard.first(segment).isEmpty())
                .toList();
        findings.check("structure.segments", missing.isEmpty(), heard, String.join(", ", missing), "");
        order(heard, findings);
        numbering(heard, findings);
        String event = heard.text("EVN", 1);
        heard.first("EVN")
                .ifPresent(evn -> findings.check(
                        "structure.event",
                        event.isEmpty() || event.equals(header.trigger()),
                        heard,
                        "EVN-1",
                        event + " / " + header.trigger()));
        escapes(heard, findings);
    }

    private static boolean typed(Heard heard) {
        Header header = heard.header();
        String structure = heard.text("MSH", 9, 3);
        // as it was sent: the header is read in capitals
        boolean complete = heard.text("MSH", 9, 1).matches("[A-Z]{3}")
                && heard.text("MSH", 9, 2).matches("[A-Z]\\d\\d");
        if (structure.isEmpty() || !complete) {
            return complete;
        }
        Set<String> triggers = STRUCTURES.get(structure);
        return triggers == null
                ? structure.startsWith(header.type() + "_")
                        && STRUCTURES.values().stream().noneMatch(each -> each.contains(header.trigger()))
                : structure.startsWith(header.type()) && triggers.contains(header.trigger());
    }

    private static List<String> required(Heard heard) {
        return switch (heard.header().type()) {
            case "ADT" ->
                switch (heard.header().trigger()) {
                    case "A40" -> List.of("EVN", "PID", "MRG");
                    case "A28", "A31" -> List.of("EVN", "PID");
                    default -> List.of("EVN", "PID", "PV1");
                };
            case "ORU" -> List.of("PID", "OBR", "OBX");
            case "ORM", "OML" -> List.of("PID", "ORC", "OBR");
            case "MDM" -> List.of("EVN", "PID", "PV1", "TXA");
            default -> List.of();
        };
    }

    private static void order(Heard heard, Findings findings) {
        int before = -1;
        String out = "";
        boolean ordered = false;
        for (Segment segment : heard.read().segments()) {
            Integer rank = RANK.get(segment.name());
            ordered |= segment.name().equals("OBR");
            boolean early = segment.name().equals("OBX") && heard.is("ORU") && !ordered;
            if (out.isEmpty() && ((rank != null && rank < before) || early)) {
                out = segment.name();
            }
            before = rank == null ? before : Math.max(before, rank);
        }
        findings.check("structure.order", out.isEmpty(), heard, out, "");
    }

    private static void numbering(Heard heard, Findings findings) {
        Map<String, Integer> last = new HashMap<>();
        String out = "";
        boolean any = false;
        for (Segment segment : heard.read().segments()) {
            if (Set.of("NK1", "AL1", "DG1", "OBR", "OBX").contains(segment.name())) {
                int expected = last.merge(segment.name(), 1, Integer::sum);
                any = true;
                if (out.isEmpty() && !segment.text(1).equals(String.valueOf(expected))) {
                    out = segment.name() + "-1";
                }
            }
            if (segment.name().equals("OBR")) {
                last.remove("OBX");
            }
        }
        if (any) {
            findings.check("structure.numbering", out.isEmpty(), heard, out, "");
        }
    }

    /** Texts: OBX-5 of type ST, TX, FT, and NTE-3. */
    private static void escapes(Heard heard, Findings findings) {
        Header header = heard.header();
        String separator = Pattern.quote(String.valueOf(header.separator()));
        char component = header.encoding().charAt(0);
        String escape = Pattern.quote(String.valueOf(header.encoding().charAt(2)));
        char subcomponent = header.encoding().charAt(3);
        Pattern known = Pattern.compile(escape + ESCAPE + escape);
        for (String line : heard.lines()) {
            String[] fields = line.split(separator, -1);
            boolean text = fields[0].equals("OBX")
                    && fields.length > 5
                    && Set.of("ST", "TX", "FT").contains(fields[2]);
            int place = text ? 5 : 3;
            if (!text && !(fields[0].equals("NTE") && fields.length > 3)) {
                continue;
            }
            String bare = known.matcher(fields[place]).replaceAll("");
            boolean clean = bare.indexOf(component) < 0
                    && bare.indexOf(subcomponent) < 0
                    && bare.indexOf(header.encoding().charAt(2)) < 0;
            findings.check("structure.escapes", clean, heard, fields[0] + "-" + place, "");
        }
    }
}
