package org.tongmai.intake.cda;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * The narrative of a section as XHTML that is safe to show: only elements that lay out text, no attribute that runs or loads
 * anything. A section without narrative, as most of WS/T 500 are sent, gets one from its entries.
 *
 * @see <a href="http://hl7.org/fhir/R4/narrative.html">FHIR R4 narrative</a>
 */
final class Narrative {

    private static final Map<String, String> ELEMENTS = Map.ofEntries(
            Map.entry("paragraph", "p"),
            Map.entry("content", "span"),
            Map.entry("list", "ul"),
            Map.entry("item", "li"),
            Map.entry("table", "table"),
            Map.entry("thead", "thead"),
            Map.entry("tbody", "tbody"),
            Map.entry("tfoot", "tfoot"),
            Map.entry("tr", "tr"),
            Map.entry("td", "td"),
            Map.entry("th", "th"),
            Map.entry("br", "br"),
            Map.entry("sub", "sub"),
            Map.entry("sup", "sup"),
            Map.entry("caption", "b"),
            Map.entry("footnote", "span"),
            Map.entry("linkHtml", "span"),
            Map.entry("footnoteRef", "span"),
            Map.entry("renderMultiMedia", "span"));

    private static final Set<String> SPANS = Set.of("colspan", "rowspan");

    private Narrative() {}

    /** The parts of all narratives that have an id. */
    static Map<String, Node> parts(Node root) {
        Map<String, Node> parts = new HashMap<>();
        collect(root, false, parts);
        return parts;
    }

    private static void collect(Node node, boolean inside, Map<String, Node> parts) {
        boolean narrative = inside || node.name().equals("text");
        if (narrative && !node.at("ID").isEmpty()) {
            parts.putIfAbsent(node.at("ID"), node);
        }
        node.children().forEach(child -> collect(child, narrative, parts));
    }

    /** The narrative of a section; empty where neither text nor entries say anything. */
    static ObjectNode of(Node section) {
        Node text = section.take("text").orElse(null);
        StringBuilder html = new StringBuilder();
        boolean own = text != null && !text.text().isEmpty();
        if (text != null && own) {
            inner(text, html);
        } else {
            section.all("entry").forEach(entry -> entry.children().forEach(statement -> lines(statement, html)));
        }
        if (!section.ownText().isEmpty()) { // misplaced, and read by people all the same
            html.append("<p>");
            escape(section.ownText(), html);
            html.append("</p>");
        }
        ObjectNode narrative = Json.object();
        if (!html.isEmpty()) {
            narrative.put("status", own ? "additional" : "generated");
            narrative.put("div", "<div xmlns=\"http://www.w3.org/1999/xhtml\">" + html + "</div>");
        }
        return narrative;
    }

    private static void inner(Node node, StringBuilder html) {
        for (Object each : node.content()) {
            if (each instanceof Node child) {
                element(child, html);
            } else {
                escape(each.toString(), html);
            }
        }
    }

    private static void element(Node node, StringBuilder html) {
        String name = ELEMENTS.getOrDefault(node.name(), "");
        if (name.isEmpty()) {
            inner(node, html);
            return;
        }
        if (name.equals("ul") && node.at("listType").equals("ordered")) {
            name = "ol";
        }
        html.append('<').append(name);
        node.attributes().forEach((attribute, value) -> {
            if (SPANS.contains(attribute) && value.matches("\\d{1,3}")) {
                html.append(' ').append(attribute).append("=\"").append(value).append('"');
            }
        });
        if (name.equals("br")) {
            html.append("/>");
            return;
        }
        html.append('>');
        inner(node, html);
        html.append("</").append(name).append('>');
    }

    // -- from entries

    private static void lines(Node statement, StringBuilder html) {
        if (!Details.STATEMENTS.contains(statement.name())) {
            return;
        }
        String what = words(statement.see("code"));
        String value = String.join(
                " ", statement.all("value").stream().map(Narrative::value).toList());
        String medicine = medicine(statement);
        if (!value.isBlank()
                || !medicine.isEmpty()
                || !what.isEmpty() && !statement.name().equals("observation")) {
            html.append("<p>");
            escape(what, html);
            if (!what.isEmpty() && !(value + medicine).isBlank()) {
                html.append(": ");
            }
            escape((medicine + " " + value).strip(), html);
            html.append("</p>");
        }
        for (Node link : statement.children()) {
            if (link.name().equals("entryRelationship") || link.name().equals("component")) {
                link.children().forEach(child -> lines(child, html));
            }
        }
    }

    private static String words(Optional<Node> code) {
        return code.map(each -> each.at("displayName").isEmpty() ? each.at("code") : each.at("displayName"))
                .orElse("");
    }

    private static String value(Node value) {
        if (!value.text().isEmpty()) {
            return value.text();
        }
        String display = value.at("displayName").isEmpty() ? value.at("code") : value.at("displayName");
        String number = (value.at("value") + " " + value.at("unit") + value.at("currency")).strip();
        String ends = String.join(
                " – ",
                List.of("low", "high").stream()
                        .map(end -> value.see(end).map(Narrative::value).orElse(""))
                        .filter(end -> !end.isEmpty())
                        .toList());
        return !display.isEmpty() ? display : !number.isEmpty() ? number : ends;
    }

    private static String medicine(Node statement) {
        String name = statement
                .find(node -> node.name().equals("manufacturedMaterial")
                        || node.name().equals("manufacturedLabeledDrug"))
                .filter(node -> statement.name().equals("substanceAdministration")
                        || statement.name().equals("supply"))
                .map(node -> node.see("name")
                        .map(Node::text)
                        .filter(text -> !text.isEmpty())
                        .orElse(words(node.see("code"))))
                .orElse("");
        String dose = statement.see("doseQuantity").map(Narrative::value).orElse("");
        String route = words(statement.see("routeCode"));
        return name.isEmpty() ? "" : (name + " " + dose + " " + route).strip();
    }

    private static void escape(String text, StringBuilder html) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '&' -> html.append("&amp;");
                case '"' -> html.append("&quot;");
                default -> html.append(c);
            }
        }
    }
}
