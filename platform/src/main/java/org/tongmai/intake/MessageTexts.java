package org.tongmai.intake;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Caller;
import org.tongmai.access.Looks;
import org.tongmai.access.Purpose;
import org.tongmai.intake.hl7v2.CharacterSet;
import org.tongmai.intake.hl7v2.Hl7v2Message;
import org.tongmai.intake.hl7v2.Hl7v2ToFhir;
import org.tongmai.intake.hl7v2.MappedMessage;
import org.tongmai.intake.hl7v2.Source;
import org.tongmai.intake.hl7v2.Zones;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.store.Fact;

/**
 * Texts of messages for people. They hold personal data: they are shown to the institution that sent them, of nobody's
 * messages also to the operator. Before a text leaves, that it was opened is written down; where the patient is known, the
 * resident is told by the log of looks, too.
 */
final class MessageTexts {

    private final Journal journal;
    private final MessageLooks opened;
    private final Facts facts;
    private final Looks looks;
    private final TableRuns tables;
    private final Zones zones;

    MessageTexts(Journal journal, MessageLooks opened, Facts facts, Looks looks, TableRuns tables, Zones zones) {
        this.journal = journal;
        this.opened = opened;
        this.facts = facts;
        this.looks = looks;
        this.tables = tables;
        this.zones = zones;
    }

    /**
     * What a message says.
     *
     * @param newest as it was mended last; null where the caller may not see it, or the journal does not hold it
     * @param original as it arrived; null where that is the newest one
     */
    record Texts(@Nullable String newest, @Nullable String original) {
        static final Texts NONE = new Texts(null, null);
    }

    Texts texts(Caller caller, Journalled message) {
        if (!mayRead(caller, message)) {
            return Texts.NONE;
        }
        int version = journal.newestBody(message.id());
        String arrived = journal.body(message.id(), 0)
                .or(() -> original(message))
                .map(CharacterSet::legible)
                .orElse(null);
        String mended = version == 0
                ? null
                : journal.body(message.id(), version)
                        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                        .orElse(null);
        var texts = mended == null ? new Texts(arrived, null) : new Texts(mended, arrived);
        if (texts.newest != null) {
            trace(caller, message, texts);
        }
        return texts;
    }

    /** @throws Problem {@code intake.text-not-yours} where the caller may not mend what the caller may not read */
    void requireText(Caller caller, Journalled message) {
        if (!mayRead(caller, message)) {
            throw new Problem(
                    Kind.FORBIDDEN,
                    "intake.text-not-yours",
                    "The text of this message belongs to the institution that sent it.",
                    "Who runs the node sees no clinical content.",
                    "Ask the IT person of the institution to mend the message.");
        }
    }

    private static boolean mayRead(Caller caller, Journalled message) {
        String institution = message.institution();
        return caller.unrestricted() || institution == null || institution.equals(caller.institution());
    }

    private void trace(Caller caller, Journalled message, Texts texts) {
        opened.write(caller, message);
        List<Fact> patients = new ArrayList<>();
        for (String location : message.locations()) {
            String[] parts = location.split("/");
            if (parts[0].equals("Patient") && parts.length > 1) {
                facts.read("Patient", parts[1]).ifPresent(patients::add);
            }
        }
        if (patients.isEmpty() && texts.newest != null) {
            about(message, texts.newest).ifPresent(patients::add);
        }
        if (texts.original != null) {
            about(message, texts.original).ifPresent(patients::add); // whom the mend may have put right
        }
        Map<Long, Fact> about = new LinkedHashMap<>();
        patients.forEach(patient -> about.putIfAbsent(patient.key().compartment(), patient));
        looks.shown(caller, Purpose.SUPERVISION, "page", about.keySet(), List.copyOf(about.values()));
    }

    /** A document that was stored at once is held as a Binary. */
    private Optional<byte[]> original(Journalled message) {
        return message.locations().stream()
                .filter(location -> message.door() == Door.CDA && location.startsWith("Binary/"))
                .findFirst()
                .flatMap(location -> facts.read("Binary", location.split("/")[1]))
                .map(binary -> Base64.getMimeDecoder()
                        .decode(binary.tree().path("data").asString("")));
    }

    /** The patient whom a text names, where the institution has sent one of that number before. */
    private Optional<Fact> about(Journalled message, String text) {
        String institution = message.institution();
        if (institution != null && message.door() == Door.TABLE) {
            String system = new Source(institution, zones).system("patient");
            return tables.patient(message, text).flatMap(number -> facts.find("Patient", system, number));
        }
        if (institution == null || message.door() != Door.HL7V2) {
            return Optional.empty();
        }
        Source source = new Source(institution, zones);
        try {
            MappedMessage mapped = Hl7v2ToFhir.map(Hl7v2Message.parse(text), source);
            return facts.find("Patient", source.system("patient"), mapped.localId());
        } catch (Problem unreadable) {
            return Optional.empty();
        }
    }
}
