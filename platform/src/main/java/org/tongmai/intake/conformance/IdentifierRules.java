package org.tongmai.intake.conformance;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tongmai.intake.hl7v2.Field;
import org.tongmai.intake.hl7v2.Segment;
import org.tongmai.intake.hl7v2.Zones;
import org.tongmai.kernel.Mask;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.ResidentNumber;
import org.tongmai.kernel.Sex;
import org.tongmai.kernel.UnifiedSocialCreditCode;

/** Whether numbers are right, and always mean the same. */
final class IdentifierRules implements Rules {

    private final Zones zones;
    private final Map<String, String> residentOf = new HashMap<>();
    private final Map<String, String> localOf = new HashMap<>();
    private final Map<String, String> patientOfVisit = new HashMap<>();
    private final Map<String, String> patientOfOrder = new HashMap<>();

    /** The number that stayed, by the one that went. */
    private final Map<String, String> merged = new HashMap<>();

    IdentifierRules(Zones zones) {
        this.zones = zones;
    }

    @Override
    public void hear(Heard heard, Findings findings) {
        String institution = heard.header().institution();
        findings.check("identifier.institution", isCode(institution), heard, "MSH-4", institution);
        if (heard.first("PID").isEmpty()) {
            return;
        }
        String local = heard.patient();
        own(heard, institution, findings);
        heard.resident().ifPresent(field -> resident(heard, field, local, findings));
        if (heard.is("ADT", "A40")) {
            merged.put(heard.text("MRG", 1), local);
        }
        numbers(heard, staying(local), findings);
    }

    private static boolean isCode(String code) {
        try {
            var _ = new UnifiedSocialCreditCode(code);
            return true;
        } catch (Problem wrong) {
            return false;
        }
    }

    private static void own(Heard heard, String institution, Findings findings) {
        long own = heard.first("PID").orElseThrow().fields(3).stream()
                .filter(id -> id.text(5).equals("MR") && !id.text(1).isEmpty())
                .filter(id -> id.text(4).equals(institution) || id.text(4, 2).equals(institution))
                .count();
        findings.check("identifier.local-id", own == 1, heard, "PID-3", own + " × MR");
    }

    private void resident(Heard heard, Field field, String local, Findings findings) {
        Optional<ResidentNumber> number = number(field.text(1));
        findings.check(
                "identifier.resident-number",
                number.isPresent(),
                heard,
                field.where() + ".1",
                Mask.allButTail(field.text(1)));
        if (number.isEmpty()) {
            return;
        }
        ResidentNumber right = number.get();
        Moment.day(heard.text("PID", 7), zones)
                .ifPresent(birth -> findings.check(
                        "identifier.resident-number-birth",
                        birth.equals(right.birthDate()),
                        heard,
                        "PID-7",
                        right.toString()));
        if (heard.sex().equals("M") || heard.sex().equals("F")) {
            boolean same = heard.sex().equals(right.sex() == Sex.MALE ? "M" : "F");
            findings.check("identifier.resident-number-sex", same, heard, "PID-8", heard.sex() + " / " + right);
        }
        if (local.isEmpty()) {
            return;
        }
        boolean mends = heard.is("ADT", "A08", "A31");
        String known = residentOf.get(local);
        if (known != null) {
            findings.check(
                    "identifier.local-id-one-person",
                    mends || known.equals(right.value()),
                    heard,
                    "PID-3",
                    Mask.allButTail(local));
        }
        String numbered = localOf.get(right.value());
        if (numbered != null) {
            findings.check(
                    "identifier.local-id-stable",
                    staying(numbered).equals(staying(local)),
                    heard,
                    "PID-3",
                    Mask.allButTail(numbered) + " / " + Mask.allButTail(local));
        }
        if (known == null || mends) {
            residentOf.put(local, right.value());
        }
        if (known == null || known.equals(right.value()) || mends) {
            localOf.putIfAbsent(right.value(), local);
        }
    }

    private static Optional<ResidentNumber> number(String text) {
        try {
            return Optional.of(new ResidentNumber(text));
        } catch (Problem wrong) {
            return Optional.empty();
        }
    }

    private void numbers(Heard heard, String patient, Findings findings) {
        boolean hasVisit = heard.first("PV1").isPresent() && !heard.is("ADT", "A28", "A31", "A40");
        String visit = heard.visit();
        if (hasVisit) {
            findings.check("identifier.visit-number", !visit.isEmpty(), heard, "PV1-19", "");
        }
        if (!visit.isEmpty() && !patient.isEmpty()) {
            String before = patientOfVisit.putIfAbsent(visit, patient);
            boolean same = before == null || staying(before).equals(patient);
            findings.check("identifier.visit-one-patient", same, heard, "PV1-19", Mask.allButTail(visit));
        }
        if (heard.is("ORU")) {
            for (Segment order : heard.all("OBR")) {
                String number = order.text(3);
                String before = number.isEmpty() ? null : patientOfOrder.putIfAbsent(number, patient);
                boolean same = before == null || staying(before).equals(patient);
                findings.check(
                        "identifier.order-number",
                        !number.isEmpty() && same,
                        heard,
                        "OBR-3",
                        number.isEmpty() ? "" : Mask.allButTail(number));
            }
        }
    }

    private String staying(String local) {
        return merged.getOrDefault(local, local);
    }
}
