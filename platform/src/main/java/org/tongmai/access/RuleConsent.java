package org.tongmai.access;

import static org.tongmai.access.ConsentFiling.coding;
import static org.tongmai.access.ConsentFiling.concept;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Rule.Effect;

/**
 * A standing rule as FHIR Consent. What a provision excepts is nested in it: whom a rule that shuts out all others permits, and
 * emergency treatment, with what no emergency opens nested once more.
 *
 * @see <a href="https://profiles.ihe.net/ITI/PCF/StructureDefinition-IHE.PCF.consentIntermediate.html">IHE PCF, intermediate consent</a>
 */
final class RuleConsent {

    private static final String ACCOUNT = "https://tongmai.org/fhir/identifier/account";
    private static final String RESOURCE = "https://tongmai.org/fhir/identifier/resource";
    private static final String ONE_LOOK = "https://tongmai.org/fhir/StructureDefinition/one-look";
    private static final String REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason";

    private RuleConsent() {}

    /** @param labels what is to be kept back with the Consent */
    static Map<String, Object> of(Rule rule, Set<String> labels) {
        boolean over = rule.endedAt() != null || rule.usedAt() != null;
        Instant at = rule.endedAt() != null ? rule.endedAt() : rule.madeAt();
        Map<String, Object> consent = new LinkedHashMap<>();
        consent.put("resourceType", "Consent");
        consent.put("id", rule.id());
        consent.put("meta", ConsentFiling.meta(labels));
        consent.put("status", over ? "inactive" : "active");
        consent.put("scope", concept("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy"));
        consent.put("category", List.of(concept("http://loinc.org", "59284-0")));
        consent.put("patient", Map.of("reference", "Patient/" + rule.patient()));
        consent.put("dateTime", String.valueOf(at));
        consent.put("performer", List.of(Map.of("reference", "Patient/" + rule.patient())));
        consent.put(
                "sourceReference",
                Map.of(
                        "display",
                        "Tongmai rule " + rule.id() + ", version " + rule.version()
                                + (rule.template() == null ? "" : ", template " + rule.template())));
        consent.put(
                "policyRule",
                concept(
                        "http://terminology.hl7.org/CodeSystem/v3-ActCode",
                        rule.effect() == Effect.PERMIT ? "OPTIN" : "OPTOUT"));
        consent.put("provision", provision(rule));
        return consent;
    }

    private static Map<String, Object> provision(Rule rule) {
        Map<String, Object> provision = new LinkedHashMap<>();
        if (rule.once()) {
            provision.put("extension", List.of(Map.of("url", ONE_LOOK, "valueBoolean", true)));
        }
        provision.put("type", rule.effect() == Effect.PERMIT ? "permit" : "deny");
        provision.put("period", period(rule.from(), rule.until()));
        if (rule.effect() != Effect.ONLY) {
            actor(provision, rule.to());
        }
        provision.put("action", List.of(concept("http://terminology.hl7.org/CodeSystem/consentaction", "access")));
        if (rule.effect() != Effect.ONLY) {
            labels(provision, rule.what().classes());
        }
        provision.put("purpose", List.of(coding(REASON, rule.purpose().code())));
        matter(provision, rule.what());
        if (rule.effect() != Effect.PERMIT) {
            provision.put("provision", exceptions(rule));
        }
        return provision;
    }

    private static List<Map<String, Object>> exceptions(Rule rule) {
        List<Map<String, Object>> exceptions = new ArrayList<>();
        if (rule.effect() == Effect.ONLY) {
            Map<String, Object> named = new LinkedHashMap<>();
            named.put("type", "permit");
            actor(named, rule.to());
            labels(named, rule.what().classes());
            exceptions.add(named);
        }
        Map<String, Object> shut = new LinkedHashMap<>();
        shut.put("type", "deny");
        labels(shut, EnumSet.of(Sensitivity.REPRO, Sensitivity.GENETIC));
        Map<String, Object> emergency = new LinkedHashMap<>();
        emergency.put("type", "permit");
        emergency.put("purpose", List.of(coding(REASON, Purpose.EMERGENCY.code())));
        emergency.put("provision", List.of(shut));
        exceptions.add(emergency);
        return exceptions;
    }

    private static void matter(Map<String, Object> provision, Matter what) {
        Matter.Document document = what.document();
        if (document != null) {
            provision.put("data", List.of(Map.of("meaning", "instance", "reference", named(document))));
            return;
        }
        if (!what.everyCategory()) {
            List<Map<String, Object>> types = new ArrayList<>();
            List<Map<String, Object>> codes = new ArrayList<>();
            for (Category category : what.categories()) {
                category.types().stream()
                        .sorted()
                        .map(type -> coding("http://hl7.org/fhir/resource-types", type))
                        .filter(each -> !types.contains(each))
                        .forEach(types::add);
                codes.add(concept(ConsentFiling.CATEGORIES, category.word()));
            }
            provision.put("class", types);
            provision.put("code", codes);
        }
        if (!what.everyTime()) {
            provision.put("dataPeriod", period(what.careFrom(), what.careUntil()));
        }
    }

    /** By name and not by reference: it may lie in the record of another institution. */
    private static Map<String, Object> named(Matter.Document document) {
        return Map.of(
                "type", document.key().type(), "identifier", Map.of("system", RESOURCE, "value", document.reference()));
    }

    private static void actor(Map<String, Object> provision, Recipient to) {
        Map<String, Object> who =
                switch (to) {
                    case Recipient.Everybody everybody -> Map.of();
                    case Recipient.Institution one ->
                        Map.of(
                                "type",
                                "Organization",
                                "identifier",
                                Map.of("system", InstitutionNames.USCC, "value", one.code()));
                    case Recipient.Doctor doctor ->
                        Map.of(
                                "type",
                                "Practitioner",
                                "identifier",
                                Map.of("system", ACCOUNT, "value", doctor.account()),
                                "display",
                                doctor.name());
                };
        if (!who.isEmpty()) {
            provision.put(
                    "actor",
                    List.of(Map.of(
                            "role",
                            concept("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP"),
                            "reference",
                            who)));
        }
    }

    private static void labels(Map<String, Object> provision, Set<Sensitivity> classes) {
        if (!classes.isEmpty()) {
            provision.put(
                    "securityLabel",
                    classes.stream()
                            .map(each -> coding(Sensitivity.SYSTEM, each.name()))
                            .toList());
        }
    }

    private static Map<String, Object> period(@Nullable Instant from, @Nullable Instant until) {
        Map<String, Object> period = new LinkedHashMap<>();
        if (from != null) {
            period.put("start", from.toString());
        }
        if (until != null) {
            period.put("end", until.toString());
        }
        return period;
    }
}
