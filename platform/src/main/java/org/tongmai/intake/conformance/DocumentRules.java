package org.tongmai.intake.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.tongmai.intake.cda.DocumentText;
import org.tongmai.intake.cda.Kind;
import org.tongmai.intake.cda.Node;
import org.tongmai.intake.cda.Reader;
import org.tongmai.kernel.Mask;
import org.tongmai.kernel.Problem;

/** Whether CDA documents name what they are and whom they are about, and their texts say what their entries say. */
final class DocumentRules {

    private static final String LOINC = "2.16.840.1.113883.6.1";

    private final Findings findings;
    private final Set<String> patients;
    private final Map<String, byte[]> known = new HashMap<>();

    /** @param patients numbers that HL7 v2 messages named */
    private DocumentRules(Findings findings, Set<String> patients) {
        this.findings = findings;
        this.patients = Set.copyOf(patients);
    }

    static void judge(List<Delivery> documents, List<Heard> messages, Findings findings) {
        Set<String> patients = new HashSet<>();
        messages.forEach(message -> patients.add(message.patient()));
        patients.remove("");
        DocumentRules rules = new DocumentRules(findings, patients);
        documents.forEach(rules::hear);
    }

    private void hear(Delivery delivery) {
        Node root;
        try {
            root = Reader.read(DocumentText.decode(delivery.bytes()).text());
        } catch (Problem unreadable) {
            findings.check("document.header", false, delivery, "CDA", "", unreadable.code());
            return;
        }
        String code = root.see("code").map(node -> node.at("code")).orElse("");
        List<String> missing = missing(root);
        check("document.header", missing.isEmpty(), delivery, code, String.join(", ", missing), "");
        check("document.kind", kind(root, code), delivery, code, "templateId, code", code);
        patient(root, delivery, code);
        narrative(root, delivery, code);
        version(root, delivery, code);
    }

    private void check(String id, boolean holds, Delivery delivery, String code, String where, String shown) {
        findings.check(id, holds, delivery, "CDA " + code, where, shown);
    }

    private static List<String> missing(Node root) {
        List<String> missing = new ArrayList<>();
        for (String element : List.of("templateId", "id", "code", "title", "effectiveTime", "recordTarget", "author")) {
            if (root.see(element).isEmpty()) {
                missing.add(element);
            }
        }
        if (custodian(root).isEmpty()) {
            missing.add("custodian");
        }
        return missing;
    }

    private static Optional<String> custodian(Node root) {
        return root.see("custodian", "assignedCustodian", "representedCustodianOrganization", "id")
                .map(id -> id.at("extension").isEmpty() ? id.at("root") : id.at("extension"))
                .filter(id -> !id.isEmpty());
    }

    /** A kind of WS/T 483 or 500 has the template of that kind; another document has a LOINC code. */
    private static boolean kind(Node root, String code) {
        return Kind.ofCode(code)
                .map(kind -> root.all("templateId").stream()
                        .anyMatch(template -> template.at("root").equals(kind.template())))
                .orElseGet(() -> root.see("code")
                        .filter(node -> node.at("codeSystem").equals(LOINC))
                        .isPresent());
    }

    private void patient(Node root, Delivery delivery, String code) {
        List<String> numbers = root.see("recordTarget", "patientRole").stream()
                .flatMap(role -> role.all("id").stream())
                .map(id -> id.at("extension"))
                .filter(number -> !number.isEmpty())
                .toList();
        if (!patients.isEmpty()) {
            boolean holds = numbers.stream().anyMatch(patients::contains);
            String shown = numbers.isEmpty() ? "" : Mask.allButTail(numbers.getFirst());
            check("document.patient", holds, delivery, code, "recordTarget/patientRole/id", shown);
        }
    }

    /** Each value of an entry stands in the text of its section. */
    private void narrative(Node root, Delivery delivery, String code) {
        for (Node section : inside(root, "section").toList()) {
            Optional<String> text = section.see("text").map(Node::text);
            List<String> values = section.all("entry").stream()
                    .flatMap(entry -> inside(entry, "value"))
                    .map(DocumentRules::value)
                    .filter(value -> !value.isEmpty())
                    .toList();
            if (values.isEmpty()) {
                continue;
            }
            String said = text.orElse("").replace(" ", "");
            boolean holds = values.stream().allMatch(value -> said.contains(value.replace(" ", "")));
            String name = section.see("code").map(node -> node.at("code")).orElse("section");
            check("document.narrative", holds, delivery, code, name, "");
        }
    }

    private static String value(Node value) {
        String own = value.at("value").isEmpty() ? value.at("displayName") : value.at("value");
        boolean machine = value.at("type").equals("BL") || value.at("type").equals("TS");
        return machine ? "" : own.isEmpty() ? value.text() : own;
    }

    /** One id is one document for ever. */
    private void version(Node root, Delivery delivery, String code) {
        String id = root.see("id")
                .map(node -> node.at("root") + "^" + node.at("extension"))
                .orElse("");
        String version = root.see("versionNumber").map(node -> node.at("value")).orElse("");
        byte[] before = known.putIfAbsent(id + "#" + version, delivery.bytes());
        boolean holds = before == null || Arrays.equals(before, delivery.bytes());
        check("document.version", holds, delivery, code, "id, versionNumber", "");
    }

    private static Stream<Node> inside(Node node, String name) {
        return node.children().stream()
                .flatMap(child -> Stream.concat(
                        child.name().equals(name) ? Stream.of(child) : Stream.empty(), inside(child, name)));
    }
}
