package org.tongmai.intake.hl7v2;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * TXA and its OBX to DocumentReference.
 *
 * @see <a href="https://www.hl7.eu/HL7v2x/v25/std25/ch09.html">HL7 v2.5 chapter 9, section 9.6.1</a>
 */
final class DocumentMapping {

    /** TXA-17, HL7 table 0271, to composition-status. */
    private static final Map<String, String> COMPLETION = Map.of(
            "DI",
            "preliminary",
            "IP",
            "preliminary",
            "IN",
            "preliminary",
            "PA",
            "preliminary",
            "DO",
            "final",
            "AU",
            "final",
            "LA",
            "final");

    /** TXA-3, HL7 table 0191, as far as it names media types. */
    private static final Map<String, String> PRESENTATIONS = Map.of("TX", "text/plain", "FT", "text/plain");

    /** What a message says of a document by its content alone. */
    static final Set<String> OF_CONTENT = Set.of("content", "category");

    private final Source source;
    private final Times times;
    private final Concepts concepts;

    DocumentMapping(Source source) {
        this.source = source;
        this.times = new Times(source.zones());
        this.concepts = new Concepts(source);
    }

    /** Every document of the message, with its content where it came along. */
    List<Entry> map(Hl7v2Message message, Entry patient, Optional<Entry> visit) {
        List<Entry> entries = new ArrayList<>();
        List<Segment> contents = message.all("OBX").toList();
        for (Segment txa : message.all("TXA").toList()) {
            String number = txa.text(12);
            if (number.isEmpty()) {
                throw missing();
            }
            ObjectNode document = document(message, txa, number, contents);
            document.set("subject", Fhir.reference(patient.address()));
            visit.ifPresent(
                    entry -> Fhir.add(document.withObject("context"), "encounter", Fhir.reference(entry.address())));
            Entry entry = Entry.byId(document, "document/" + number);
            entries.add(hasContent(document) ? entry : entry.assuming(OF_CONTENT));
        }
        if (entries.isEmpty()) {
            throw missing();
        }
        return entries;
    }

    /** Whether a document's content came along; else a message told of its status only. */
    static boolean hasContent(ObjectNode document) {
        return document.path("content")
                .valueStream()
                .map(content -> content.path("attachment"))
                .anyMatch(attachment -> attachment.has("data") || attachment.has("url"));
    }

    private ObjectNode document(Hl7v2Message message, Segment txa, String number, List<Segment> contents) {
        ObjectNode document = Fhir.resource("DocumentReference").put("id", source.id("document", number));
        document.set("masterIdentifier", Numbers.entity(txa.field(12), source.system("document"), ""));
        Fhir.add(document, "identifier", Fhir.identifier(source.system("document"), number));
        boolean cancelled =
                message.header().trigger().equals("T11") || txa.text(19).equals("CA");
        boolean obsolete = txa.text(19).equals("OB");
        document.put("status", cancelled ? "entered-in-error" : obsolete ? "superseded" : "current");
        Fhir.put(document, "docStatus", COMPLETION.getOrDefault(txa.text(17), ""));
        document.set("type", concepts.table(txa.field(2), "0270"));
        Fhir.put(document, "date", date(txa));
        Stream.of(txa.fields(9), txa.fields(5))
                .flatMap(List::stream)
                .forEach(author -> Fhir.add(document, "author", People.staff(author, source)));
        txa.fields(22).stream()
                .findFirst()
                .or(() -> txa.fields(10).stream().findFirst())
                .ifPresent(by -> document.set("authenticator", People.staff(by, source)));
        relation(message, txa, document);
        txa.fields(18).forEach(level -> Fhir.add(document, "securityLabel", concepts.table(level, "0272")));
        Fhir.put(document, "description", description(message));
        context(txa, document);
        contents(txa, contents, document);
        return document;
    }

    /** TXA-6, when it was made, else TXA-7 or TXA-4. */
    private String date(Segment txa) {
        for (int field : new int[] {6, 7, 4}) {
            if (times.isMoment(txa.field(field))) {
                return times.moment(txa.field(field));
            }
        }
        return "";
    }

    /** TXA-13: the document that this one replaces (T09, T10) or adds to (T05, T06). */
    private void relation(Hl7v2Message message, Segment txa, ObjectNode document) {
        txa.fields(13).forEach(parent -> {
            boolean addendum = List.of("T05", "T06").contains(message.header().trigger());
            ObjectNode relation = Json.object().put("code", addendum ? "appends" : "replaces");
            ObjectNode target = relation.putObject("target").put("type", "DocumentReference");
            target.set("identifier", Numbers.entity(parent, source.system("document"), ""));
            Fhir.add(document, "relatesTo", relation);
        });
    }

    /** Notes behind the document, where there are any. */
    private static String description(Hl7v2Message message) {
        List<String> lines = message.all("NTE")
                .flatMap(nte -> nte.fields(3).stream())
                .map(Field::whole)
                .toList();
        return String.join("\n", lines);
    }

    private void context(Segment txa, ObjectNode document) {
        for (int field : new int[] {14, 15}) {
            txa.fields(field).forEach(order -> {
                ObjectNode related = Json.object().put("type", "ServiceRequest");
                String system = source.system(field == 14 ? "order" : "filler-order");
                related.set("identifier", Numbers.entity(order, system, field == 14 ? "PLAC" : "FILL"));
                Fhir.add(document.withObject("context"), "related", related);
            });
        }
        String activity = times.ifReadable(txa.field(4));
        if (!activity.isEmpty()) {
            document.withObject("context").set("period", Fhir.put(Json.object(), "start", activity));
        }
    }

    /** Texts are one content in the order of their lines, each document is one; a document that did not come is named. */
    private void contents(Segment txa, List<Segment> contents, ObjectNode document) {
        String title = txa.text(16);
        List<String> lines = new ArrayList<>();
        List<ObjectNode> attachments = new ArrayList<>();
        for (Segment obx : contents) {
            String name = obx.field(3).firstOf(2, 1);
            category(obx, document);
            for (Field value : obx.fields(5)) {
                switch (obx.text(2)) {
                    case "ED" -> attachments.add(titled(Attachments.data(value), title, name));
                    case "RP" -> attachments.add(titled(Attachments.pointer(value), title, name));
                    default -> lines.add(value.whole());
                }
            }
        }
        if (!lines.isEmpty()) {
            attachments.addFirst(titled(Attachments.text(String.join("\n", lines)), title, ""));
        }
        if (attachments.isEmpty()) {
            ObjectNode none = Json.object().put("title", title.isEmpty() ? txa.text(12) : title);
            Fhir.put(none, "contentType", PRESENTATIONS.getOrDefault(txa.text(3), ""));
            attachments.add(none);
        }
        String created = times.ifReadable(txa.field(6));
        attachments.forEach(attachment -> {
            ObjectNode content = Json.object();
            content.set("attachment", Fhir.put(attachment, "creation", created));
            Fhir.add(document, "content", content);
        });
    }

    /** What each part of the content is. */
    private void category(Segment obx, ObjectNode document) {
        if (obx.field(3).present()) {
            ObjectNode concept = concepts.concept(obx.field(3), "document-part");
            if (document.path("category").valueStream().noneMatch(concept::equals)) {
                Fhir.add(document, "category", concept);
            }
        }
    }

    private static ObjectNode titled(ObjectNode attachment, String title, String name) {
        String known = attachment.path("title").asString("");
        return Fhir.put(attachment, "title", !title.isEmpty() ? title : known.isEmpty() ? name : known);
    }

    /** Documents that came with an order or a registration, as one that is about the patient. */
    Optional<Entry> attached(
            List<ObjectNode> contents, String number, String key, Entry patient, Optional<Entry> visit) {
        if (contents.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode document = Fhir.resource("DocumentReference").put("id", source.id("attached", number));
        Fhir.add(document, "identifier", Fhir.identifier(source.system("attached"), number));
        document.put("status", "current");
        document.set("subject", Fhir.reference(patient.address()));
        visit.ifPresent(
                entry -> Fhir.add(document.withObject("context"), "encounter", Fhir.reference(entry.address())));
        contents.forEach(each -> {
            ObjectNode content = Json.object();
            content.set("attachment", each);
            Fhir.add(document, "content", content);
        });
        return Optional.of(Entry.byId(document, key));
    }

    private static Problem missing() {
        return new Problem(
                Kind.INVALID,
                "intake.document-number-missing",
                "The message does not say which document it is about.",
                "A document is known by its number; what replaces or corrects it names that number.",
                "Send the document's unique number in TXA-12.",
                List.of("TXA-12"));
    }
}
