package org.tongmai.store;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Small resources for tests. */
final class Samples {

    private Samples() {}

    static byte[] patient(String family, String given, String number) {
        return bytes("""
                {"resourceType":"Patient","identifier":[{"system":"urn:test","value":"%s"}],
                 "name":[{"text":"%s%s","family":"%s","given":["%s"]}],"gender":"female","birthDate":"1980-05-01"}
                """.formatted(number, family, given, family, given));
    }

    static byte[] observation(String subject, String code, String date, String value) {
        return bytes("""
                {"resourceType":"Observation","status":"final","subject":{"reference":"%s"},
                 "code":{"coding":[{"system":"http://loinc.org","code":"%s"}]},
                 "effectiveDateTime":"%s","valueQuantity":{"value":%s,"unit":"mmol/L"}}
                """.formatted(subject, code, date, value));
    }

    static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    static Change entry(String fullUrl, String type, byte[] body) {
        return new Change(
                Fact.Method.CREATE, type, null, null, null, fullUrl, PatientReference.of(type, body), Slice.of(body));
    }

    /** A patient with some observations, as one transaction. */
    static List<Change> record(String number, int observations) {
        var changes = new java.util.ArrayList<Change>();
        changes.add(entry("urn:uuid:patient", "Patient", patient("王", "芳", number)));
        for (int i = 0; i < observations; i++) {
            changes.add(entry(
                    "urn:uuid:" + i, "Observation", observation("urn:uuid:patient", "718-7", "2026-01-01", "1" + i)));
        }
        return changes;
    }
}
