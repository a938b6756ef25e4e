package org.tongmai.directory.terminology;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Consumer;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Definitions;
import org.tongmai.store.Definitions.Element;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the Bundles of definitions that HL7 gives out in XML, one resource after the other, as JSON. Narratives and contained
 * resources are left out.
 *
 * @see <a href="http://hl7.org/fhir/R4/json.html">FHIR R4 JSON format</a>
 */
public final class FhirXml {

    private static final Set<String> WHOLE_NUMBERS = Set.of("integer", "positiveInt", "unsignedInt");

    private final XMLStreamReader xml;

    private FhirXml(XMLStreamReader xml) {
        this.xml = xml;
    }

    /** Feeds each resource of a Bundle. */
    public static void resources(InputStream in, Consumer<ObjectNode> sink) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader xml = factory.createXMLStreamReader(in, StandardCharsets.UTF_8.name());
            try {
                new FhirXml(xml).bundle(sink);
            } finally {
                xml.close();
            }
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    private void bundle(Consumer<ObjectNode> sink) throws XMLStreamException {
        while (xml.hasNext()) {
            if (xml.next() == XMLStreamConstants.START_ELEMENT
                    && xml.getLocalName().equals("resource")) {
                xml.nextTag();
                String type = xml.getLocalName();
                ObjectNode resource = Json.object().put("resourceType", type);
                children(type, resource);
                sink.accept(resource);
            }
        }
    }

    /** Reads up to the end of the element at which the reader stands. */
    private void children(String path, ObjectNode into) throws XMLStreamException {
        while (true) {
            int event = xml.next();
            if (event == XMLStreamConstants.END_ELEMENT) {
                return;
            }
            if (event == XMLStreamConstants.START_ELEMENT) {
                child(path, into);
            }
        }
    }

    private void child(String path, ObjectNode into) throws XMLStreamException {
        String name = xml.getLocalName();
        Element element = Definitions.child(path, name);
        if (element == null || name.equals("text") && element.type().equals("Narrative") || name.equals("contained")) {
            skip();
            return;
        }
        String value = xml.getAttributeValue(null, "value");
        ObjectNode object = Json.object();
        attribute("id", object);
        if (Definitions.isPrimitive(element.path())) {
            children("Element", object);
            primitive(into, element, primitive(element.type(), value), object);
            return;
        }
        attribute("url", object);
        children(element.path(), object);
        if (element.many()) {
            into.withArray(name).add(object);
        } else {
            into.set(name, object);
        }
    }

    private void attribute(String name, ObjectNode into) {
        String value = xml.getAttributeValue(null, name);
        if (value != null) {
            into.put(name, value);
        }
    }

    /** A value, with what extends it in a member beside it. */
    private static void primitive(ObjectNode into, Element element, @Nullable JsonNode value, ObjectNode extended) {
        String beside = "_" + element.name();
        if (!element.many()) {
            if (value != null) {
                into.set(element.name(), value);
            }
            if (!extended.isEmpty()) {
                into.set(beside, extended);
            }
            return;
        }
        ArrayNode values = into.withArray(element.name());
        if (!extended.isEmpty()) {
            ArrayNode extensions = into.withArray(beside);
            while (extensions.size() < values.size()) {
                extensions.addNull();
            }
            extensions.add(extended);
        }
        values.add(value == null ? Json.mapper().nullNode() : value);
    }

    private static @Nullable JsonNode primitive(String type, @Nullable String value) {
        if (value == null) {
            return null;
        }
        var nodes = Json.mapper().getNodeFactory();
        if (type.equals("boolean")) {
            return nodes.booleanNode(value.equals("true"));
        }
        if (WHOLE_NUMBERS.contains(type)) {
            return nodes.numberNode(Integer.parseInt(value.strip()));
        }
        return type.equals("decimal")
                ? nodes.numberNode(new java.math.BigDecimal(value.strip()))
                : nodes.stringNode(value);
    }

    private void skip() throws XMLStreamException {
        for (int depth = 1; depth > 0; ) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> depth++;
                case XMLStreamConstants.END_ELEMENT -> depth--;
                default -> {
                    // text between
                }
            }
        }
    }
}
