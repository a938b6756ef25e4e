package org.tongmai.intake.cda;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tongmai.intake.cda.CdaDocument.Filing;
import org.tongmai.intake.hl7v2.Labels;
import org.tongmai.intake.hl7v2.Tables;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Puts together what a document becomes: its entries, the Composition with its sections, the DocumentReference, the original. */
final class Assembly {

    private static final Map<String, String> SECTIONS = Tables.map("cda/sections.tsv");

    private static final Map<String, String> RELATIONS =
            Map.of("RPLC", "replaces", "APND", "appends", "XFRM", "transforms");

    private final Node root;
    private final Types types;
    private final People people;
    private final Details details;
    private final Findings findings;
    private final String written;

    Assembly(Node root, Types types, People people, Details details, Findings findings, String written) {
        this.root = root;
        this.types = types;
        this.people = people;
        this.details = details;
        this.findings = findings;
        this.written = written;
    }

    List<ObjectNode> map(CdaDocument document, Filing filing, byte[] original) {
        String id = StoredDocument.documentId(filing.institution(), document.number(), document.version());
        Draft draft =
                new Draft(filing.institution() + "|cda|entry|" + filing.set(), filing.patient(), filing.encounter());
        ObjectNode reference = reference(document, filing, id, original);
        List<ObjectNode> made = new ArrayList<>();
        if (!filing.superseded()) {
            ObjectNode composition = composition(document, filing, draft);
            made.addAll(draft.resources());
            made.add(composition);
        }
        made.add(reference);
        made.add(binary(id, "text/xml", Base64.getEncoder().encodeToString(original), filing));
        body().ifPresent(body -> made.add(unstructured(body, id, reference, filing)));
        List<JsonNode> labels = new ArrayList<>(filing.labels());
        restricted().ifPresent(labels::add);
        made.forEach(resource -> labels.forEach(label -> Labels.add(resource, label)));
        return made;
    }

    // -- Composition

    private ObjectNode composition(CdaDocument document, Filing filing, Draft draft) {
        ObjectNode composition =
                Fhir.resource("Composition", StoredDocument.compositionId(filing.institution(), filing.set()));
        composition.set("identifier", identifier(root.see("setId").isPresent() ? "setId" : "id"));
        root.see("versionNumber").map(Node::take).map(node -> node.at("value")).ifPresent(version -> {
            if (!version.isEmpty()) {
                Fhir.add(
                        composition,
                        "extension",
                        Json.object()
                                .put(
                                        "url",
                                        "http://hl7.org/fhir/StructureDefinition/composition-clinicaldocument-versionNumber")
                                .put("valueString", version));
            }
        });
        StoredDocument.name(composition, document.number(), document.version());
        composition.put("status", "final");
        composition.set("type", type(document));
        composition.set("subject", Fhir.reference(filing.patient()));
        filing.encounter().ifPresent(visit -> composition.set("encounter", Fhir.reference(visit)));
        if (written.isEmpty()) {
            composition.putObject("_date").putArray("extension").add(absent());
        } else {
            composition.put("date", written);
        }
        root.take("effectiveTime");
        authors(composition);
        composition.put("title", title(document));
        confidentiality(composition);
        attesters(composition);
        composition.set("custodian", custodian(filing));
        for (Node related : root.all("relatedDocument")) {
            related(related).ifPresent(one -> Fhir.add(composition, "relatesTo", one));
        }
        for (Node service : root.all("documentationOf")) {
            service.see("serviceEvent").ifPresent(event -> Fhir.add(composition, "event", event(event)));
        }
        root.take("languageCode").ifPresent(code -> Fhir.put(composition, "language", code.at("code")));
        String documented = Times.isMoment(written) ? written : "";
        var statements = new Statements(types, people, details, draft, findings, documented);
        Map<String, Integer> seen = new HashMap<>();
        for (Node section : sections(root)) {
            Fhir.add(composition, "section", section(section, statements, draft, seen, ""));
        }
        details.keep(root, composition);
        return composition;
    }

    private ObjectNode identifier(String element) {
        ObjectNode identifier = root.see(element).map(types::identifier).orElseGet(Json::object);
        root.take("id");
        return identifier.isEmpty() ? root.see("id").map(types::identifier).orElseGet(Json::object) : identifier;
    }

    private ObjectNode type(CdaDocument document) {
        ObjectNode type = root.see("code").map(types::concept).orElseGet(Json::object);
        document.kind().ifPresent(kind -> {
            if (!type.has("coding")) {
                Fhir.add(type, "coding", Fhir.coding("urn:oid:2.16.156.10011.2.4", kind.code(), kind.name()));
            }
            if (!kind.loinc().isEmpty()) {
                Fhir.add(type, "coding", Fhir.coding("http://loinc.org", kind.loinc(), ""));
            }
            if (!type.has("text")) {
                type.put("text", kind.name());
            }
        });
        return type.isEmpty() ? Fhir.text(title(document)) : type;
    }

    private String title(CdaDocument document) {
        return root.see("title")
                .map(node -> node.take().text())
                .filter(title -> !title.isEmpty())
                .or(() -> document.kind().map(Kind::name))
                .or(() -> root.see("code").map(code -> code.at("displayName")).filter(name -> !name.isEmpty()))
                .orElse("CDA");
    }

    private void authors(ObjectNode into) {
        for (Node author : root.all("author")) {
            author.see("assignedAuthor").map(people::staff).ifPresent(by -> Fhir.add(into, "author", by));
        }
        if (!into.has("author")) {
            Fhir.add(into, "author", Json.object().put("display", "?"));
        }
    }

    private void confidentiality(ObjectNode composition) {
        root.see("confidentialityCode").ifPresent(code -> {
            String level = code.at("code");
            if (List.of("U", "L", "M", "N", "R", "V").contains(level)) {
                composition.put("confidentiality", level);
                code.take();
            }
        });
    }

    /** R and V are for everything that the document says; N is the rule, and what is less is no label. */
    private Optional<ObjectNode> restricted() {
        return root.see("confidentialityCode")
                .map(code -> code.at("code"))
                .filter(level -> List.of("R", "V").contains(level))
                .map(level -> Fhir.hl7("v3-Confidentiality", level))
                .map(concept -> (ObjectNode) concept.path("coding").path(0));
    }

    private void attesters(ObjectNode composition) {
        for (String name : List.of("legalAuthenticator", "authenticator")) {
            for (Node signer : root.all(name)) {
                ObjectNode attester = Json.object();
                signer.takeAlone();
                attester.put("mode", name.equals("legalAuthenticator") ? "legal" : "professional");
                signer.see("time").flatMap(types::time).ifPresent(at -> attester.put("time", at));
                signer.see("assignedEntity").map(people::staff).ifPresent(by -> Fhir.set(attester, "party", by));
                if (attester.size() > 1) {
                    Fhir.add(composition, "attester", attester);
                }
            }
        }
    }

    /** The institution that sends, by the name and the number that the document gives it. */
    private ObjectNode custodian(Filing filing) {
        ObjectNode custodian = root.see("custodian", "assignedCustodian", "representedCustodianOrganization")
                .map(people::organization)
                .orElseGet(Json::object);
        return custodian.put("reference", filing.organization());
    }

    private Optional<ObjectNode> related(Node related) {
        String code = RELATIONS.getOrDefault(related.at("typeCode"), "");
        ObjectNode target =
                related.see("parentDocument", "id").map(types::identifier).orElseGet(Json::object);
        if (code.isEmpty() || target.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode relation = Json.object().put("code", code);
        relation.set("targetIdentifier", target);
        return Optional.of(relation);
    }

    private ObjectNode event(Node service) {
        ObjectNode event = Json.object();
        service.takeAlone();
        service.see("code").map(types::concept).ifPresent(code -> Fhir.add(event, "code", code));
        service.see("effectiveTime").ifPresent(time -> {
            ObjectNode said = Json.object();
            types.timing(time, said, "at");
            if (said.get("atPeriod") instanceof ObjectNode period) {
                event.set("period", period);
            } else if (said.has("atDateTime")) {
                event.putObject("period").put("start", said.path("atDateTime").asString());
            }
        });
        return event;
    }

    // -- sections

    /** The outermost sections, wherever the body was put. */
    private static List<Node> sections(Node node) {
        List<Node> sections = new ArrayList<>();
        for (Node child : node.children()) {
            if (child.name().equals("section")) {
                sections.add(child);
            } else if (child.name().equals("component") || child.name().equals("structuredBody")) {
                child.takeAlone();
                sections.addAll(sections(child));
            }
        }
        return sections;
    }

    private ObjectNode section(Node node, Statements statements, Draft draft, Map<String, Integer> seen, String above) {
        node.takeAlone();
        ObjectNode section = Json.object();
        String code = node.see("code").map(each -> each.at("code")).orElse("");
        String name = code.isEmpty() ? node.see("title").map(Node::text).orElse("") : code;
        String place = above + "section[" + name + "]";
        int nth = seen.merge(place, 1, Integer::sum);
        String key = nth == 1 ? place : place + nth;
        findings.enter("section[" + code + "]"); // a title may be anything, the name of the patient, too
        String title = node.take("title")
                .map(Node::text)
                .filter(text -> !text.isEmpty())
                .or(() -> Optional.ofNullable(SECTIONS.get(code)))
                .or(() -> node.see("code").map(each -> each.at("displayName")))
                .orElse("");
        Fhir.put(section, "title", title);
        ObjectNode narrative = Narrative.of(node);
        ObjectNode concept = node.see("code").map(types::concept).orElseGet(Json::object);
        Fhir.set(section, "code", concept);
        Fhir.set(section, "text", narrative);
        node.all("author")
                .forEach(author -> author.takeAlone()
                        .see("assignedAuthor")
                        .map(people::staff)
                        .ifPresent(by -> Fhir.add(section, "author", by)));
        draft.section(key);
        List<Node> entries = new ArrayList<>();
        for (Node entry : node.all("entry")) {
            entry.takeAlone();
            entries.addAll(Details.statements(entry));
        }
        int before = draft.resources().size();
        statements.section(entries, code);
        for (ObjectNode made :
                draft.resources().subList(before, draft.resources().size())) {
            Fhir.add(section, "entry", Fhir.reference(Fhir.address(made)));
        }
        details.keep(node, section);
        findings.leave();
        for (Node inner : sections(node)) {
            Fhir.add(section, "section", section(inner, statements, draft, seen, place + "/"));
        }
        if (node.at("nullFlavor").isEmpty() || section.has("entry") || section.has("text")) {
            return section;
        }
        section.set("emptyReason", Fhir.hl7("list-empty-reason", "unavailable"));
        return section;
    }

    // -- DocumentReference and Binary

    private ObjectNode reference(CdaDocument document, Filing filing, String id, byte[] original) {
        ObjectNode reference = Fhir.resource("DocumentReference", id);
        ObjectNode patient = document.patient().deepCopy().put("id", "patient");
        var contained = reference.putArray("contained").add(patient);
        if (filing.visitKnown()) {
            document.encounter().ifPresent(visit -> {
                ObjectNode told = visit.deepCopy().put("id", "visit");
                told.set("subject", Fhir.reference(filing.patient()));
                contained.add(told);
            });
        }
        StoredDocument.file(reference, filing.set());
        ObjectNode master = root.see("id").map(types::identifier).orElseGet(Json::object);
        Fhir.set(reference, "masterIdentifier", master);
        root.see("setId").map(types::identifier).ifPresent(set -> Fhir.add(reference, "identifier", set));
        reference.put("status", filing.superseded() ? "superseded" : "current").put("docStatus", "final");
        reference.set("type", type(document));
        reference.set("subject", Fhir.reference(filing.patient()));
        if (Times.isMoment(written)) {
            reference.put("date", written);
        }
        authors(reference);
        root.see("legalAuthenticator", "assignedEntity")
                .map(people::staff)
                .ifPresent(by -> Fhir.set(reference, "authenticator", by));
        reference.set("custodian", custodian(filing));
        for (Node related : root.all("relatedDocument")) {
            related(related).ifPresent(one -> {
                ObjectNode relation = Json.object().put("code", one.path("code").asString());
                relation.putObject("target")
                        .put("type", "DocumentReference")
                        .set("identifier", one.path("targetIdentifier"));
                Fhir.add(reference, "relatesTo", relation);
            });
        }
        reference.put("description", title(document));
        root.see("confidentialityCode")
                .map(types::concept)
                .ifPresent(code -> Fhir.add(reference, "securityLabel", code));
        Fhir.add(reference, "content", content(id, "text/xml", original, title(document)));
        if (reference.path("content").path(0) instanceof ObjectNode content
                && document.kind().isPresent()) {
            content.set(
                    "format",
                    Fhir.coding(
                            "urn:oid:2.16.156.10011.2.4",
                            document.kind().get().code(),
                            document.kind().get().name()));
        }
        context(filing, reference);
        return reference;
    }

    private void context(Filing filing, ObjectNode reference) {
        ObjectNode context = reference.putObject("context");
        filing.encounter().ifPresent(visit -> Fhir.add(context, "encounter", Fhir.reference(visit)));
        if (filing.visitKnown() && filing.encounter().isPresent()) {
            Fhir.add(context, "encounter", Fhir.reference("#visit"));
        }
        for (Node service : root.all("documentationOf")) {
            service.see("serviceEvent").map(this::event).ifPresent(event -> {
                if (event.path("code").path(0) instanceof ObjectNode code) {
                    Fhir.add(context, "event", code);
                }
                if (event.get("period") instanceof ObjectNode period && !context.has("period")) {
                    context.set("period", period);
                }
            });
        }
        context.set("sourcePatientInfo", Fhir.reference("#patient"));
        if (!filing.superseded()) {
            ObjectNode related =
                    Fhir.reference("Composition/" + StoredDocument.compositionId(filing.institution(), filing.set()));
            Fhir.add(context, "related", related);
        }
    }

    private ObjectNode content(String binary, String type, byte[] bytes, String title) {
        ObjectNode content = Json.object();
        ObjectNode attachment = content.putObject("attachment");
        attachment.put("contentType", type);
        root.see("languageCode").ifPresent(code -> Fhir.put(attachment, "language", code.at("code")));
        attachment.put("url", "Binary/" + binary).put("size", bytes.length).put("hash", sha1(bytes));
        Fhir.put(attachment, "title", title);
        Fhir.put(attachment, "creation", written);
        return content;
    }

    private static ObjectNode binary(String id, String type, String data, Filing filing) {
        ObjectNode binary = Fhir.resource("Binary", id).put("contentType", type);
        binary.set("securityContext", Fhir.reference(filing.patient()));
        return Fhir.put(binary, "data", data);
    }

    private Optional<Node> body() {
        return root.see("component", "nonXMLBody", "text");
    }

    /** A body that is a file, such as a PDF: a Binary of its own that can be opened. */
    private ObjectNode unstructured(Node body, String id, ObjectNode reference, Filing filing) {
        String type =
                body.at("mediaType").matches("[a-zA-Z0-9.+-]+/[a-zA-Z0-9.+-]+") ? body.at("mediaType") : "text/plain";
        String own = body.ownText();
        String packed = own.replaceAll("\\s+", "");
        boolean base64 = body.at("representation").equals("B64")
                && packed.matches("[A-Za-z0-9+/]*={0,2}")
                && packed.length() % 4 == 0;
        byte[] bytes = base64 ? Base64.getDecoder().decode(packed) : own.getBytes(StandardCharsets.UTF_8);
        Fhir.add(reference, "content", content(id + "-body", type, bytes, ""));
        return binary(id + "-body", type, Base64.getEncoder().encodeToString(bytes), filing);
    }

    /** FHIR R4 Attachment.hash is SHA-1; what is kept is proven by the journal's SHA-256. */
    private static String sha1(byte[] bytes) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static ObjectNode absent() {
        return Json.object()
                .put("url", "http://hl7.org/fhir/StructureDefinition/data-absent-reason")
                .put("valueCode", "unknown");
    }
}
