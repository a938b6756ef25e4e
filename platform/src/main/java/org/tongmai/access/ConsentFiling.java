package org.tongmai.access;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.tongmai.access.AccessRequest.State;
import org.tongmai.store.Change;
import org.tongmai.store.Origin;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;
import tools.jackson.databind.json.JsonMapper;

/**
 * Files what a resident permitted on request as FHIR Consent beside the Patient at the requesting institution, and a standing rule
 * beside the Patient through which the resident is known. Written under the id of the request or rule, so that writing it again changes
 * nothing but the version. A Consent that an institution sends permits nothing.
 *
 * @see <a href="https://profiles.ihe.net/ITI/PCF/">IHE Privacy Consent on FHIR</a>
 */
final class ConsentFiling {

    static final String PROFILE = "https://profiles.ihe.net/ITI/PCF/StructureDefinition/IHE.PCF.consentIntermediate";
    static final String CATEGORIES = "https://tongmai.org/fhir/CodeSystem/record-category";

    private final Store store;
    private final JsonMapper json;

    ConsentFiling(Store store, JsonMapper json) {
        this.store = store;
        this.json = json;
    }

    void file(AccessRequest request) {
        store.transact(
                List.of(Change.update("Consent", request.id(), json.writeValueAsBytes(consent(request)))),
                Origin.platform());
    }

    void file(Rule rule) {
        store.transact(
                List.of(Change.update(
                        "Consent", rule.id(), json.writeValueAsBytes(RuleConsent.of(rule, labels(rule))))),
                Origin.platform());
    }

    /** Of a rule about one document those of the document, too, and those that the Consent ever had: the document may be deleted. */
    private Set<String> labels(Rule rule) {
        Set<String> labels = new TreeSet<>(names(rule.what().classes()));
        Matter.Document document = rule.what().document();
        if (document != null) {
            labels.addAll(labels(document.reference()));
            labels.addAll(labels("Consent/" + rule.id()));
        }
        return labels;
    }

    private List<String> labels(String reference) {
        int slash = reference.indexOf('/');
        return store
                .read(reference.substring(0, slash), reference.substring(slash + 1), Scope.everything())
                .filter(fact -> !fact.deleted())
                .stream()
                .flatMap(fact -> fact.tree().path("meta").path("security").valueStream())
                .map(each -> each.path("code").asString(""))
                .filter(Acting.KEPT_BACK::contains)
                .toList();
    }

    private static List<String> names(Set<Sensitivity> classes) {
        return classes.stream().map(Sensitivity::name).toList();
    }

    /** A Consent carries the special classes that it speaks of, so whoever is not shown those is not shown it. */
    static Map<String, Object> meta(Collection<String> labels) {
        Map<String, Object> meta = new LinkedHashMap<>();
        meta.put("profile", List.of(PROFILE));
        if (!labels.isEmpty()) {
            meta.put(
                    "security",
                    labels.stream()
                            .map(each -> coding(Sensitivity.SYSTEM, each))
                            .toList());
        }
        return meta;
    }

    static Map<String, Object> consent(AccessRequest request) {
        Map<String, Object> consent = new LinkedHashMap<>();
        consent.put("resourceType", "Consent");
        consent.put("id", request.id());
        consent.put("meta", meta(names(request.asked().classes())));
        consent.put("status", request.stored() == State.GRANTED ? "active" : "inactive");
        consent.put("scope", concept("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy"));
        consent.put("category", List.of(concept("http://loinc.org", "59284-0")));
        consent.put("patient", Map.of("reference", "Patient/" + request.patient()));
        consent.put(
                "dateTime", String.valueOf(request.answeredAt() == null ? request.askedAt() : request.answeredAt()));
        consent.put("performer", List.of(Map.of("reference", "Patient/" + request.patient())));
        consent.put("organization", List.of(institution(request)));
        consent.put("sourceReference", Map.of("display", "Tongmai request " + request.id()));
        consent.put("policyRule", concept("http://terminology.hl7.org/CodeSystem/v3-ActCode", "OPTIN"));
        consent.put("provision", provision(request));
        return consent;
    }

    private static Map<String, Object> provision(AccessRequest request) {
        Map<String, Object> provision = new LinkedHashMap<>();
        provision.put("type", "permit");
        provision.put("period", period(request));
        provision.put(
                "actor",
                List.of(Map.of(
                        "role",
                        concept("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP"),
                        "reference",
                        institution(request))));
        provision.put("action", List.of(concept("http://terminology.hl7.org/CodeSystem/consentaction", "access")));
        if (!request.asked().classes().isEmpty()) {
            provision.put(
                    "securityLabel",
                    request.asked().classes().stream()
                            .map(each -> coding(Sensitivity.SYSTEM, each.name()))
                            .toList());
        }
        provision.put(
                "purpose",
                List.of(coding(
                        "http://terminology.hl7.org/CodeSystem/v3-ActReason",
                        request.purpose().code())));
        List<Map<String, Object>> classes = new ArrayList<>();
        List<Map<String, Object>> codes = new ArrayList<>();
        for (Category category : request.asked().categories()) {
            category.types().stream().sorted().forEach(type -> {
                var each = coding("http://hl7.org/fhir/resource-types", type);
                if (!classes.contains(each)) {
                    classes.add(each);
                }
            });
            codes.add(concept(CATEGORIES, category.word()));
        }
        provision.put("class", classes);
        provision.put("code", codes);
        return provision;
    }

    private static Map<String, Object> period(AccessRequest request) {
        Map<String, Object> period = new LinkedHashMap<>();
        period.put("start", request.asked().from().toString());
        period.put("end", request.asked().until().toString());
        return period;
    }

    private static Map<String, Object> institution(AccessRequest request) {
        return Map.of(
                "type",
                "Organization",
                "identifier",
                Map.of("system", InstitutionNames.USCC, "value", request.institution()));
    }

    static Map<String, Object> concept(String system, String code) {
        return Map.of("coding", List.of(coding(system, code)));
    }

    static Map<String, Object> coding(String system, String code) {
        Map<String, Object> coding = new LinkedHashMap<>();
        coding.put("system", system);
        coding.put("code", code);
        return coding;
    }
}
