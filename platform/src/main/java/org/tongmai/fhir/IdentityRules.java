package org.tongmai.fhir;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.tongmai.kernel.PatientIdentityCheck;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The identity data of a Patient resource, brought to {@link PatientIdentityCheck}. */
final class IdentityRules {

    private final Clock clock;

    IdentityRules(Clock clock) {
        this.clock = clock;
    }

    void check(ObjectNode patient) {
        List<PatientIdentityCheck.Numbered> identifiers = new ArrayList<>();
        int index = 0;
        for (JsonNode identifier : patient.path("identifier")) {
            identifiers.add(new PatientIdentityCheck.Numbered(
                    identifier.path("system").asString(""),
                    identifier.path("value").asString(""),
                    "Patient.identifier[" + index++ + "].value"));
        }
        // The sender's day may be ahead of this clock's by a time zone, never by two days.
        LocalDate today = LocalDate.now(clock).plusDays(1);
        PatientIdentityCheck.check(identifiers, patient.path("birthDate").asString(""), "Patient.birthDate", today);
    }
}
