package org.tongmai.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.hl7.fhir.r4.fhirpath.ExpressionNode;
import org.hl7.fhir.r4.fhirpath.FHIRPathEngine;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * HL7's tests of FHIRPath for R4, on HAPI's engine as it is wired here. What the engine does not pass is listed with the reason
 * in {@code fhirpath-known.tsv}; a test that begins to pass must leave the list.
 */
class FhirPathTest {

    private static final String CASES = "/org/hl7/fhir/testcases/r4/";

    private final FHIRPathEngine engine = FhirPaths.engine();
    private final Map<String, Resource> inputs = new HashMap<>();

    @Test
    void passesWhatHapisEnginePasses() throws Exception {
        var failed = new TreeMap<String, String>();
        int count = 0;
        NodeList groups = xml(CASES + "fhirpath/tests-fhir-r4.xml").getElementsByTagName("group");
        for (int g = 0; g < groups.getLength(); g++) {
            Element group = (Element) groups.item(g);
            NodeList tests = group.getElementsByTagName("test");
            for (int t = 0; t < tests.getLength(); t++) {
                Element test = (Element) tests.item(t);
                String failure = failure(test);
                count++;
                if (failure != null) {
                    failed.put(group.getAttribute("name") + "/" + test.getAttribute("name"), failure);
                }
            }
        }

        assertThat(count).isGreaterThan(900);
        assertThat(String.join("\n", failed.keySet()))
                .as("failed: %s", failed)
                .isEqualTo(String.join("\n", known().keySet()));
    }

    private static Map<String, String> known() throws IOException {
        var out = new TreeMap<String, String>();
        try (var lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(FhirPathTest.class.getResourceAsStream("fhirpath-known.tsv")),
                StandardCharsets.UTF_8))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                String[] cells = line.split("\t", -1);
                assertThat(cells).as(line).hasSize(2);
                out.put(cells[0], cells[1]);
            });
        }
        return out;
    }

    /** Why a test fails; null where it passes. */
    private @Nullable String failure(Element test) throws Exception {
        Element expression = (Element) test.getElementsByTagName("expression").item(0);
        boolean invalid = expression.hasAttribute("invalid");
        List<Base> found;
        try {
            Resource input = test.getAttribute("inputfile").isEmpty() ? null : input(test.getAttribute("inputfile"));
            ExpressionNode node = engine.parse(expression.getTextContent());
            found = engine.evaluate(null, input, input, (Base) input, node);
        } catch (RuntimeException e) {
            return invalid ? null : "throws " + e;
        }
        if (invalid) {
            return "is not refused (" + expression.getAttribute("invalid") + ")";
        }
        if (test.getAttribute("predicate").equals("true")) {
            return compare(List.of(String.valueOf(engine.convertToBoolean(found))), outputs(test));
        }
        List<String> texts = found.stream().map(this::text).toList();
        return test.getAttribute("ordered").equals("false")
                ? compare(sorted(texts), sorted(outputs(test)))
                : compare(texts, outputs(test));
    }

    private static List<String> sorted(List<String> texts) {
        return texts.stream().sorted().toList();
    }

    private static @Nullable String compare(List<String> found, List<String> wanted) {
        return found.equals(wanted) ? null : found + " instead of " + wanted;
    }

    private String text(Base value) {
        return String.valueOf(engine.convertToString(value));
    }

    private static List<String> outputs(Element test) {
        var out = new ArrayList<String>();
        NodeList outputs = test.getElementsByTagName("output");
        for (int i = 0; i < outputs.getLength(); i++) {
            // a literal of a date or time has a mark before it that the value has not
            out.add(outputs.item(i).getTextContent().replaceFirst("^@T?", ""));
        }
        return out;
    }

    private Resource input(String file) throws Exception {
        Resource known = inputs.get(file);
        if (known == null) {
            try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream(CASES + file), file)) {
                known = file.endsWith(".json")
                        ? FhirPaths.parse(in.readAllBytes())
                        : TestXml.resource(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
            inputs.put(file, known);
        }
        return known;
    }

    static Document xml(String resource) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        try (InputStream in = Objects.requireNonNull(FhirPathTest.class.getResourceAsStream(resource))) {
            return factory.newDocumentBuilder().parse(in);
        }
    }

    static Element first(Node parent) {
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                return element;
            }
        }
        throw new IllegalStateException("no element in " + parent.getNodeName());
    }
}
