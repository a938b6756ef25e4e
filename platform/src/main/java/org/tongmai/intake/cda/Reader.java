package org.tongmai.intake.cda;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * Reads the XML of a document in one pass. A document type is refused, so there are no entities but the five of XML, and
 * nothing outside the document is ever opened.
 */
public final class Reader {

    /** Real documents have some thousand. */
    static final int ELEMENTS_MAX = 200_000;

    /** Real documents stay under 40. */
    static final int DEPTH_MAX = 100;

    /** How the JDK's own limits, which are of the same size, are told apart from bad XML. */
    private static final String LIMIT = "JAXP0001";

    private Reader() {}

    /**
     * @return the root element
     * @throws Problem {@code intake.document-unreadable}, {@code intake.document-too-complex}, {@code intake.not-a-document}
     */
    public static Node read(String text) {
        try {
            XMLStreamReader xml = factory().createXMLStreamReader(new StringReader(text.stripLeading()));
            Node root = read(xml);
            if (root == null || !root.name().equals("ClinicalDocument")) {
                throw new Problem(
                        Kind.INVALID,
                        "intake.not-a-document",
                        "The root element is not ClinicalDocument.",
                        "This door takes HL7 CDA R2 documents, such as those of WS/T 483 and WS/T 500.",
                        "Send the document itself, without an envelope.");
            }
            return root;
        } catch (XMLStreamException broken) {
            if (String.valueOf(broken.getMessage()).contains(LIMIT)) {
                throw tooComplex();
            }
            var place = broken.getLocation();
            String where = place == null ? "" : " near line " + place.getLineNumber();
            throw unreadable("The document is not well-formed XML" + where + ".");
        }
    }

    private static @Nullable Node read(XMLStreamReader xml) throws XMLStreamException {
        Deque<Node> open = new ArrayDeque<>();
        Node root = null;
        int elements = 0;
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (++elements > ELEMENTS_MAX || open.size() >= DEPTH_MAX) {
                        throw tooComplex();
                    }
                    Node node = new Node(xml.getLocalName(), attributes(xml));
                    if (open.isEmpty()) {
                        root = node;
                    } else {
                        open.peek().add(node);
                    }
                    open.push(node);
                }
                case XMLStreamConstants.END_ELEMENT -> open.pop();
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                    if (!open.isEmpty() && !xml.isWhiteSpace()) {
                        open.peek().add(xml.getText());
                    }
                }
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw unreadable("The document has a document type or entities.");
                default -> {}
            }
        }
        return root;
    }

    private static Map<String, String> attributes(XMLStreamReader xml) {
        int count = xml.getAttributeCount();
        Map<String, String> attributes = LinkedHashMap.newLinkedHashMap(count);
        for (int i = 0; i < count; i++) {
            attributes.put(xml.getAttributeLocalName(i), xml.getAttributeValue(i));
        }
        return attributes;
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
        return factory;
    }

    private static Problem unreadable(String what) {
        return new Problem(
                Kind.MALFORMED,
                "intake.document-unreadable",
                what,
                "A CDA document is XML without document type; of entities only the five of XML are known.",
                "Check the document with any XML tool and send it again.");
    }

    private static Problem tooComplex() {
        return new Problem(
                Kind.TOO_LARGE,
                "intake.document-too-complex",
                "The document has more than " + ELEMENTS_MAX + " elements, or more than " + DEPTH_MAX + " levels.",
                "A document is held in memory while it is read, so its size is bounded.",
                "Send the content in several documents.");
    }
}
