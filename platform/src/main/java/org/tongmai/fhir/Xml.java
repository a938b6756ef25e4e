package org.tongmai.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.LenientErrorHandler;
import ca.uhn.fhir.parser.StrictErrorHandler;
import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.tongmai.kernel.Problem;

/**
 * FHIR's XML, turned into its JSON on the way in and from it on the way out, by HAPI's model of R4. Its classes are loaded when
 * XML is first spoken, and not before.
 *
 * <p>What comes in is first read by a parser that knows no document types and no entities and counts the nesting, so that no bomb
 * gets as far as the model.
 *
 * @see <a href="http://hl7.org/fhir/R4/xml.html">FHIR R4 XML format</a>
 */
final class Xml {

    /** Longest document taken or given: as a model it needs some ten times its size. */
    static final int BYTES_MAX = 12 * 1024 * 1024;

    /** Deepest nesting; real resources stay under 30. */
    static final int DEPTH_MAX = 64;

    private static final String NAMESPACE = "http://hl7.org/fhir";

    /** Documents in the form of a model at a time. */
    private static final Semaphore TURNS = new Semaphore(2);

    private Xml() {}

    /** Holds the model, so that loading it waits for its first use. */
    private static final class Model {
        static final FhirContext R4 = FhirContext.forR4Cached();

        private Model() {}

        static IParser json() {
            return faithful(R4.newJsonParser());
        }

        static IParser xml() {
            return faithful(R4.newXmlParser());
        }

        private static IParser faithful(IParser parser) {
            return parser.setStripVersionsFromReferences(false).setOverrideResourceIdWithBundleEntryFullUrl(false);
        }
    }

    /**
     * A resource in XML as JSON.
     *
     * @throws Problem {@code fhir.xml-wrong}, {@code fhir.xml-forbidden}, {@code fhir.xml-too-deep}, {@code fhir.xml-too-large}
     */
    static byte[] toJson(byte[] xml) {
        if (xml.length == 0) {
            return xml;
        }
        requireSize(xml.length);
        String text = text(xml, inspect(xml));
        return inTurn(() -> {
            try {
                var resource = Model.xml()
                        .setParserErrorHandler(new StrictErrorHandler())
                        .parseResource(text);
                return Model.json().encodeResourceToString(resource).getBytes(StandardCharsets.UTF_8);
            } catch (DataFormatException | IllegalArgumentException | ClassCastException e) {
                throw wrong("The XML is not a resource of FHIR R4.");
            }
        });
    }

    /** A resource in JSON as XML. What R4 does not know has no place in its XML and is left out. */
    static byte[] fromJson(byte[] json, boolean pretty) {
        requireSize(json.length);
        return inTurn(() -> {
            var quiet = new LenientErrorHandler(false).disableAllErrors();
            var resource = Model.json().setParserErrorHandler(quiet).parseResource(new ByteArrayInputStream(json));
            return Model.xml()
                    .setParserErrorHandler(quiet)
                    .setPrettyPrint(pretty)
                    .encodeResourceToString(resource)
                    .getBytes(StandardCharsets.UTF_8);
        });
    }

    private static byte[] inTurn(Supplier<byte[]> work) {
        TURNS.acquireUninterruptibly();
        try {
            return work.get();
        } finally {
            TURNS.release();
        }
    }

    /** Reads the whole document for what must not be in it; tells its encoding. */
    private static String inspect(byte[] xml) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
            String encoding = reader.getEncoding();
            int depth = 0;
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        if (depth == 0 && !NAMESPACE.equals(reader.getNamespaceURI())) {
                            throw wrong("The root of the XML is not in the namespace of FHIR.");
                        }
                        if (++depth > DEPTH_MAX) {
                            throw tooDeep();
                        }
                    }
                    case XMLStreamConstants.END_ELEMENT -> depth--;
                    case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> throw forbidden();
                    default -> {}
                }
            }
            return encoding == null ? "UTF-8" : encoding;
        } catch (XMLStreamException e) {
            throw wrong("The body is not well-formed XML.");
        }
    }

    private static String text(byte[] xml, String encoding) {
        try {
            String text = new String(xml, Charset.forName(encoding));
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (IllegalArgumentException e) {
            throw wrong("The encoding that the XML declares is not known.");
        }
    }

    private static void requireSize(int bytes) {
        if (bytes > BYTES_MAX) {
            throw new Problem(
                    Problem.Kind.TOO_LARGE,
                    "fhir.xml-too-large",
                    "As XML this is larger than " + BYTES_MAX / 1024 / 1024 + " MB.",
                    "XML is held in memory as a model, which takes ten times its size; JSON is not.",
                    "Use application/fhir+json, a smaller _count, or several Bundles.");
        }
    }

    private static Problem wrong(String what) {
        return new Problem(
                Problem.Kind.MALFORMED,
                "fhir.xml-wrong",
                what,
                "Elements, attributes and their order are those of http://hl7.org/fhir/R4/xml.html, in the namespace"
                        + " http://hl7.org/fhir.",
                "Check it against fhir-single.xsd, or send JSON, where a refusal names the element.");
    }

    private static Problem forbidden() {
        return new Problem(
                Problem.Kind.MALFORMED,
                "fhir.xml-forbidden",
                "The XML has a document type or an entity.",
                "FHIR's XML has neither (http://hl7.org/fhir/R4/security.html#narrative); they can reach files and exhaust memory.",
                "Leave out <!DOCTYPE …> and write characters instead of entities.");
    }

    private static Problem tooDeep() {
        return new Problem(
                Problem.Kind.MALFORMED,
                "fhir.xml-too-deep",
                "The XML is nested deeper than " + DEPTH_MAX + " elements.",
                "Nesting is bounded so that no message can exhaust the server.",
                "Send the resource without the excess nesting; no FHIR resource needs it.");
    }

    /** Whether a content type says XML. */
    static boolean is(String contentType) {
        return contentType.contains("xml");
    }
}
