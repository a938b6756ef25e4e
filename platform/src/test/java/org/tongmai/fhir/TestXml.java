package org.tongmai.fhir;

import ca.uhn.fhir.context.FhirContext;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.hl7.fhir.r4.model.Resource;
import org.tongmai.store.Json;
import org.w3c.dom.Node;
import tools.jackson.databind.node.ObjectNode;

/** Resources of test files, which are XML. */
final class TestXml {

    private TestXml() {}

    static Resource resource(String xml) {
        return (Resource) FhirContext.forR4Cached().newXmlParser().parseResource(xml);
    }

    static ObjectNode json(Node element) throws Exception {
        Transformer transformer = TransformerFactory.newInstance().newTransformer();
        transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
        var text = new StringWriter();
        transformer.transform(new DOMSource(element), new StreamResult(text));
        return Json.read(FhirContext.forR4Cached()
                .newJsonParser()
                .encodeResourceToString(resource(text.toString()))
                .getBytes(StandardCharsets.UTF_8));
    }
}
