package org.tongmai.intake.cda;

import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.tongmai.intake.hl7v2.Zones;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.Text;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Walks a document with a parser of its own and looks for each code, word, number, unit, time, number of a thing and name in the
 * resources that were made of it.
 */
public final class Fidelity {

    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+(\\.\\d+)?");

    private static final Pattern DAY = Pattern.compile("\\d{8}.*");

    /** What says how the document is built, or where a statement stands, and becomes structure or status. */
    private static final Set<String> STRUCTURE = Set.of(
            "templateId", "realmCode", "typeId", "statusCode", "languageCode", "tableRow", "reference", "nonXMLBody");

    /** Text there is no part of the document, such as the dots of a sample that was cut. */
    private static final Set<String> FRAME = Set.of("ClinicalDocument", "structuredBody");

    private final Set<String> strings = new HashSet<>();
    private final Set<BigDecimal> numbers = new HashSet<>();
    private final StringBuilder all = new StringBuilder("\n");
    private final Times times = new Times(Zones.parse("Asia/Shanghai"));
    private final List<String> lost = new ArrayList<>();

    private Fidelity(List<ObjectNode> resources) {
        for (ObjectNode resource : resources) {
            if (!resource.path("resourceType").asString().equals("Binary")) {
                collect(resource);
            }
        }
    }

    /** What of the document is in none of the resources, each with its path. */
    public static List<String> lost(byte[] document, List<ObjectNode> resources) throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        var fidelity = new Fidelity(resources);
        Element root = factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(document))
                .getDocumentElement();
        fidelity.walk(root, "");
        return fidelity.lost;
    }

    private void collect(JsonNode node) {
        if (node.isString()) {
            strings.add(plain(node.asString()));
            all.append(plain(untagged(node.asString()))).append('\n');
        } else if (node.isNumber()) {
            numbers.add(node.decimalValue().stripTrailingZeros());
        } else {
            node.forEach(this::collect);
        }
    }

    private static String untagged(String text) {
        return text.startsWith("<div")
                ? text.replaceAll("<[^>]*>", " ")
                        .replace("&lt;", "<")
                        .replace("&gt;", ">")
                        .replace("&quot;", "\"")
                        .replace("&amp;", "&")
                : text;
    }

    private static String plain(String text) {
        return text.strip().replaceAll("[\\s\\u00a0]+", " ");
    }

    private void walk(Element element, String above) {
        String name = element.getLocalName();
        String path = above + "/" + name;
        boolean narrative = name.equals("text") && above.endsWith("/section");
        if (STRUCTURE.contains(name)) {
            return;
        }
        if (!narrative) {
            attributes(element, path);
        }
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Text text && !plain(text.getData()).isEmpty() && !FRAME.contains(name)) {
                contained(plain(text.getData()), path);
            } else if (child instanceof Element inner && !narrative) {
                walk(inner, path);
            } else if (child instanceof Element inner) {
                words(inner, path);
            }
        }
    }

    private void words(Node node, String path) {
        if (node instanceof Text text && !plain(text.getData()).isEmpty()) {
            contained(plain(text.getData()), path);
        }
        for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
            words(child, path);
        }
    }

    private void attributes(Element element, String path) {
        for (String attribute : List.of("code", "displayName", "extension", "unit", "currency")) {
            String value = plain(element.getAttribute(attribute));
            boolean part = element.getLocalName().equals("code")
                    && !Rules.slot("lab", element.getAttribute("code")).isEmpty();
            if (part) {
                continue; // such as "unit": it is the element of the result that it names
            }
            if (attribute.equals("unit") && element.getAttribute("value").isBlank()) {
                continue;
            }
            boolean twoDigits =
                    attribute.equals("code") && element.getLocalName().equals("ethnicGroupCode");
            if (!value.isEmpty() && !strings.contains(twoDigits && value.length() == 1 ? "0" + value : value)) {
                lost.add(path + "/@" + attribute + " " + value);
            }
        }
        String value = plain(element.getAttribute("value"));
        if (!value.isEmpty() && !value.equals("true") && !value.equals("false")) {
            value(value, path);
        }
    }

    private void value(String value, String path) {
        boolean number =
                NUMBER.matcher(value).matches() && numbers.contains(new BigDecimal(value).stripTrailingZeros());
        boolean time = times.dateTime(value)
                .map(at ->
                        strings.contains(at) || DAY.matcher(value).matches() && strings.contains(at.substring(0, 10)))
                .orElse(false);
        String bare = value.replaceFirst("^(tel|fax|mailto):\\s*", "");
        if (!number && !time && !strings.contains(value) && !strings.contains(bare)) {
            lost.add(path + "/@value " + value);
        }
    }

    private void contained(String text, String path) {
        if (all.indexOf(text) < 0) {
            lost.add(path + " " + text);
        }
    }
}
