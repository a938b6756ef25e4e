package org.tongmai.fhir.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Records that hang together: an organization, patients with encounters, observations, and a ring of references. */
final class Records {

    private Records() {}

    /** A transaction with one patient's record. */
    static byte[] bundle(int number) {
        ObjectNode bundle = Json.object().put("resourceType", "Bundle").put("type", "transaction");
        ArrayNode entries = bundle.putArray("entry");
        entry(entries, "urn:uuid:p", "Patient", """
                {"resourceType":"Patient","identifier":[{"system":"urn:bulk","value":"%d"}],
                 "name":[{"family":"周","given":["杰%d"]}],"gender":"male","birthDate":"1980-05-01"}
                """.formatted(number, number));
        entry(entries, "urn:uuid:e", "Encounter", """
                {"resourceType":"Encounter","status":"finished","class":{"code":"AMB"},
                 "subject":{"reference":"urn:uuid:p"},"diagnosis":[{"condition":{"reference":"urn:uuid:c"}}]}
                """);
        entry(entries, "urn:uuid:c", "Condition", """
                {"resourceType":"Condition","subject":{"reference":"urn:uuid:p"},"encounter":{"reference":"urn:uuid:e"},
                 "code":{"text":"咳嗽"}}
                """);
        for (int i = 0; i < 3; i++) {
            entry(entries, "urn:uuid:o" + i, "Observation", """
                    {"resourceType":"Observation","status":"final","subject":{"reference":"urn:uuid:p"},
                     "encounter":{"reference":"urn:uuid:e"},"effectiveDateTime":"2026-01-0%d",
                     "code":{"coding":[{"system":"http://loinc.org","code":"718-7"}]},
                     "valueQuantity":{"value":%d.50,"unit":"g/dL"}}
                    """.formatted(i + 1, 12 + i));
        }
        entry(entries, "urn:uuid:m", "Medication", "{\"resourceType\":\"Medication\",\"code\":{\"text\":\"青霉素\"}}");
        return Json.bytes(bundle);
    }

    static final int IN_BUNDLE = 7;

    private static void entry(ArrayNode entries, String fullUrl, String type, String resource) {
        ObjectNode entry = entries.addObject().put("fullUrl", fullUrl);
        entry.set("resource", Json.read(resource.getBytes(UTF_8)));
        entry.putObject("request").put("method", "POST").put("url", type);
    }

    static byte[] ndjson(List<ObjectNode> resources) {
        var out = new StringBuilder();
        resources.forEach(each -> out.append(each).append('\n'));
        return out.toString().getBytes(UTF_8);
    }
}
