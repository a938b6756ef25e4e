package org.tongmai.intake.cda;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tongmai.intake.hl7v2.Zones;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A CDA R2 document, as far as its header says what it is and about whom. What it says becomes resources by {@link #map}.
 *
 * @see <a href="https://www.hl7.org/implement/standards/product_brief.cfm?product_id=7">HL7 CDA R2</a>
 */
public final class CdaDocument {

    private static final Pattern USCC = Pattern.compile("[0-9A-Z]{18}");

    /** The root under which WS/T 482 numbers documents: it says no more than the number. */
    private static final String SERIAL = "2.16.156.10011.1.1";

    private static final int DAY_LENGTH = "2026-03-01".length();

    private final Node root;
    private final Findings findings = new Findings();
    private final Times times;
    private final Types types;
    private final People people;
    private final Details details;
    private final Header.Patient patient;
    private final Optional<ObjectNode> encounter;
    private final String written;

    private CdaDocument(Node root, DocumentText text, Zones zones, Instant receivedAt) {
        this.root = root;
        this.times = new Times(zones);
        LocalDate today = zones.at(receivedAt).toLocalDate();
        this.written = written(root, times);
        this.types = new Types(day(written, today), times, findings, Narrative.parts(root));
        this.people = new People(types);
        this.details = new Details(types, people, findings);
        if (!text.truly()) {
            findings.add(
                    "charset-declared-wrong",
                    "",
                    text.declared(),
                    text.charset().name());
        }
        var header = new Header(root, types, people, details, findings);
        this.patient = header.patient(today.plusDays(1));
        this.encounter = header.encounter(patient);
    }

    /**
     * Reads a document.
     *
     * @param receivedAt when it arrived
     * @throws Problem {@code intake.document-unreadable}, {@code intake.document-too-complex}, {@code intake.not-a-document},
     *     {@code intake.document-id-missing}, {@code intake.document-patient-count}, {@code intake.document-patient-unnumbered}
     */
    public static CdaDocument open(DocumentText text, Zones zones, Instant receivedAt) {
        return new CdaDocument(Reader.read(text.text()), text, zones, receivedAt);
    }

    /**
     * What a document calls itself, for the journal; readable even where the rest is not.
     *
     * @param number the document's number, with the version where it tells one; empty where it has none
     * @param kind such as {@code C0002}; empty where unknown
     * @param institutions codes of the custodian and the authors' institutions, as they stand
     */
    public record Label(String number, String kind, List<String> institutions) {

        public Label {
            institutions = List.copyOf(institutions);
        }

        /** @throws Problem as {@link CdaDocument#open} where the text is no document */
        public static Label of(DocumentText text) {
            Node root = Reader.read(text.text());
            String version =
                    root.see("versionNumber").map(node -> node.at("value")).orElse("");
            String number = root.see("id").map(CdaDocument::number).orElse("");
            String named = root.see("code").map(node -> node.at("code")).orElse("");
            return new Label(
                    number.isEmpty() || version.isEmpty() ? number : number + "#" + version,
                    named.isEmpty() ? template(root).map(Kind::code).orElse("") : named,
                    CdaDocument.institutions(root));
        }
    }

    private static String number(Node id) {
        String root = id.at("root");
        String extension = id.at("extension");
        boolean plain = root.isEmpty() || root.equals(SERIAL) && !extension.isEmpty();
        return plain ? extension : extension.isEmpty() ? root : root + "^" + extension;
    }

    private static Optional<Kind> template(Node root) {
        return root.all("templateId").stream()
                .flatMap(id -> Kind.ofTemplate(id.at("root")).stream())
                .findFirst();
    }

    private static List<String> institutions(Node root) {
        List<String> codes = new ArrayList<>();
        root.see("custodian", "assignedCustodian", "representedCustodianOrganization")
                .ifPresent(organization -> organization.all("id").forEach(id -> codes.add(id.at("extension"))));
        for (Node author : root.all("author")) {
            author.see("assignedAuthor", "representedOrganization")
                    .ifPresent(organization -> organization.all("id").forEach(id -> codes.add(id.at("extension"))));
        }
        return codes.stream().filter(code -> !code.isEmpty()).distinct().toList();
    }

    // -- what it is

    /** The document's number, without its version. */
    public String number() {
        return root.see("id").map(CdaDocument::number).orElse("");
    }

    /** The id that the document bears, by which a later one names it. */
    public ObjectNode identifier() {
        return root.see("id").map(types::identifier).orElseGet(Json::object);
    }

    /** The version-independent number: setId, else the document's own. */
    public String set() {
        return root.see("setId")
                .map(CdaDocument::number)
                .filter(set -> !set.isEmpty())
                .orElse(number());
    }

    /** versionNumber; 1 where it has none. */
    public Version version() {
        return root.see("versionNumber")
                .flatMap(node -> Version.parse(node.at("value")))
                .orElse(Version.FIRST);
    }

    /** The code of its kind as the document bears it, else as its template tells; empty where neither does. */
    String code() {
        return root.see("code")
                .map(code -> code.at("code"))
                .filter(code -> !code.isEmpty())
                .or(() -> kind().map(Kind::code))
                .orElse("");
    }

    /** Whether the sender counts versions. */
    public boolean versioned() {
        return root.see("versionNumber")
                .flatMap(node -> Version.parse(node.at("value")))
                .isPresent();
    }

    /** The number of the document that this one replaces. */
    public Optional<String> replaced() {
        return root.all("relatedDocument").stream()
                .filter(related -> related.at("typeCode").equals("RPLC"))
                .flatMap(related -> related.see("parentDocument", "id").stream())
                .map(CdaDocument::number)
                .filter(number -> !number.isEmpty())
                .findFirst();
    }

    /** The version of the document that this one replaces; 1 where it has none. */
    public Version replacedVersion() {
        return root.all("relatedDocument").stream()
                .filter(related -> related.at("typeCode").equals("RPLC"))
                .flatMap(related -> related.see("parentDocument", "versionNumber").stream())
                .flatMap(node -> Version.parse(node.at("value")).stream())
                .findFirst()
                .orElse(Version.FIRST);
    }

    // -- whom it is about

    /** All that the header says of the patient; without id. */
    public ObjectNode patient() {
        return patient.resource();
    }

    /** Numbers that the person has everywhere, such as the resident number. */
    public List<ObjectNode> personNumbers() {
        return patient.person();
    }

    /** Numbers that the institution or its systems gave to the patient. */
    public List<ObjectNode> localNumbers() {
        return patient.local();
    }

    /** Numbers of the visit, as they stand at the patient. */
    public List<ObjectNode> visitNumbers() {
        return patient.visits();
    }

    /** The visit that the document is part of; without id. */
    public Optional<ObjectNode> encounter() {
        return encounter;
    }

    /** Whether a text can be a unified social credit code. */
    public static boolean isCode(String text) {
        return USCC.matcher(text).matches();
    }

    // -- what it says

    /**
     * Whose document it is and where it is filed.
     *
     * @param institution USCC of the sender
     * @param organization reference to its Organization
     * @param set under which the document is filed: of the document that it replaces, else its own
     * @param patient reference to the patient
     * @param encounter reference to the visit
     * @param visitKnown whether that visit is stored by other means: what the document says of it is kept with the document
     * @param superseded whether a newer version is stored already
     * @param labels of the visit, which everything that the document says bears, too
     */
    public record Filing(
            String institution,
            String organization,
            String set,
            String patient,
            Optional<String> encounter,
            boolean visitKnown,
            boolean superseded,
            List<JsonNode> labels) {}

    /**
     * The resources that the document becomes: entries first, then Composition, DocumentReference and the Binary of the original. Of a
     * superseded version only the last two.
     *
     * @param original as it arrived
     */
    public List<ObjectNode> map(Filing filing, byte[] original) {
        return new Assembly(root, types, people, details, findings, written).map(this, filing, original);
    }

    /** What was read otherwise than it stands, or kept as a detail; complete once the document was mapped. */
    public List<Finding> findings() {
        return findings.list();
    }

    /** When the document says that it was made, as FHIR dateTime; empty where it does not. */
    public String written() {
        return written;
    }

    /** The day of the document, by which it is told what its makers did wrong; of one without time, and of one of tomorrow, today. */
    private static LocalDate day(String written, LocalDate today) {
        if (written.length() < DAY_LENGTH) {
            return today;
        }
        LocalDate day = LocalDate.parse(written.substring(0, DAY_LENGTH));
        return day.isAfter(today) ? today : day;
    }

    private static String written(Node document, Times times) {
        Optional<String> made = document.see("effectiveTime")
                .map(node -> node.at("value"))
                .filter(value -> !value.isEmpty())
                .flatMap(times::dateTime);
        return made.or(() -> document.see("author", "time")
                        .map(node -> node.at("value"))
                        .filter(value -> !value.isEmpty())
                        .flatMap(times::dateTime))
                .orElse("");
    }

    Optional<Kind> kind() {
        return root.see("code").flatMap(code -> Kind.ofCode(code.at("code"))).or(() -> template(root));
    }
}
