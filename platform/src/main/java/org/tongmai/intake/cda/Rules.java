package org.tongmai.intake.cda;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tongmai.intake.hl7v2.Tables;

/** What an entry of a document becomes, by the table {@code entries.tsv}: a new template is a row there, not code. */
final class Rules {

    /** What an entry may become. */
    enum Target {
        /** Nothing of its own: what it holds. */
        CONCERN,
        CONDITION,
        ALLERGY,
        /** A flag that says whether there are allergies, with their description below. */
        ALLERGY_FLAG,
        IMMUNIZATION,
        /** MedicationStatement. */
        STATEMENT,
        /** MedicationRequest. */
        REQUEST,
        /** MedicationAdministration. */
        ADMINISTRATION,
        /** MedicationDispense. */
        DISPENSE,
        /** DiagnosticReport. */
        REPORT,
        /** An Observation with others as its members. */
        PANEL,
        OBSERVATION,
        PROCEDURE,
        /** ServiceRequest. */
        ORDER,
        GOAL,
        /** Encounter. */
        VISIT,
        /** FamilyMemberHistory. */
        FAMILY,
        /** A note of what it stands in. */
        NOTE,
        MEDIA
    }

    /** @param category of an Observation or Condition; empty for none */
    record Rule(Target target, String category) {}

    private record Row(
            String by,
            String key,
            Set<String> moods,
            String element,
            @Nullable Pattern words,
            Rule rule) {

        static Row of(String[] cells) {
            boolean element = cells[4].startsWith("name:");
            String target = element ? cells[5] : cells[4];
            return new Row(
                    cells[0],
                    cells[1],
                    cells[2].isEmpty() ? Set.of() : Set.of(cells[2].split(",")),
                    element ? cells[4].substring("name:".length()) : "",
                    cells[3].isEmpty() ? null : Pattern.compile(cells[3]),
                    new Rule(Target.valueOf(target), element ? cells[6] : cells[5]));
        }

        boolean fits(Node statement, Set<String> templates, String code, String display, String section) {
            boolean fits =
                    switch (by) {
                        case "template" -> templates.contains(key);
                        case "element" -> statement.name().equals("observation") && matches(key, code);
                        case "code" -> key.equals(code);
                        case "section" -> key.equals(section);
                        default -> key.equals(statement.name());
                    };
            return fits
                    && (moods.isEmpty() || moods.contains(statement.at("moodCode")))
                    && (element.isEmpty() || element.equals(statement.name()))
                    && (words == null || words.matcher(display).find());
        }

        private static boolean matches(String key, String code) {
            return key.endsWith("*") ? code.startsWith(key.substring(0, key.length() - 1)) : key.equals(code);
        }
    }

    private static final List<Row> ROWS =
            Tables.rows("cda/entries.tsv").stream().map(Row::of).toList();

    private static final Map<String, List<Loinc>> LOINC = loinc();

    private static final Map<String, Map<String, String>> SLOTS = slots();

    private Rules() {}

    private record Loinc(Pattern name, String code) {}

    /** @param section LOINC code of the section; empty where it has none */
    static Rule of(Node statement, String section) {
        var code = statement.see("code");
        String key = code.map(each -> each.at("code")).orElse("");
        String display = code.map(each -> each.at("displayName")).orElse("");
        Set<String> templates = new HashSet<>();
        statement.all("templateId").forEach(id -> templates.add(id.at("root")));
        for (Row row : ROWS) {
            if (row.fits(statement, templates, key, display, section)) {
                return row.rule();
            }
        }
        return new Rule(Target.OBSERVATION, "");
    }

    /** The LOINC code of a data element; empty where there is none. */
    static String loinc(String element, String name) {
        return LOINC.getOrDefault(element, List.of()).stream()
                .filter(row -> row.name().matcher(name).find())
                .map(Loinc::code)
                .findFirst()
                .orElse("");
    }

    /** Which part of a thing a data element is; empty where it is none. */
    static String slot(String what, String element) {
        return SLOTS.getOrDefault(what, Map.of()).getOrDefault(element, "");
    }

    private static Map<String, List<Loinc>> loinc() {
        Map<String, List<Loinc>> rows = new HashMap<>();
        Tables.rows("cda/elements.tsv")
                .forEach(cells -> rows.computeIfAbsent(cells[0], none -> new ArrayList<>())
                        .add(new Loinc(Pattern.compile(cells[1]), cells[2])));
        return rows;
    }

    private static Map<String, Map<String, String>> slots() {
        Map<String, Map<String, String>> slots = new HashMap<>();
        Tables.rows("cda/slots.tsv")
                .forEach(cells ->
                        slots.computeIfAbsent(cells[0], none -> new HashMap<>()).put(cells[1], cells[2]));
        return slots;
    }
}
