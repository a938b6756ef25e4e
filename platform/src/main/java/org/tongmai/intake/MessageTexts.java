package org.tongmai.intake;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    private final Zones zones;

    MessageTexts(Journal journal, MessageLooks opened, Facts facts, Looks looks, Zones zones) {
        this.journal = journal;
        this.opened = opened;
        this.facts = facts;
        this.looks = looks;
        this.zones = zones;
    }

    /** The newest text; null where the caller may not see it, or the journal does not hold it. */
    @Nullable
    String text(Caller caller, Journalled message) {
        if (!mayRead(caller, message)) {
            return null;
        }
        int version = journal.newestBody(message.id());
        Optional<String> text = journal.body(message.id(), version)
                .map(bytes -> version > 0 ? new String(bytes, StandardCharsets.UTF_8) : CharacterSet.legible(bytes));
        text.ifPresent(shown -> trace(caller, message, shown));
        return text.orElse(null);
    }

    /** The text as it arrived, beside {@link #text}; null where that is the newest one, or the caller may not see it. */
    @Nullable
    String original(Caller caller, Journalled message) {
        return mayRead(caller, message) && journal.newestBody(message.id()) > 0
                ? journal.body(message.id(), 0).map(CharacterSet::legible).orElse(null)
                : null;
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

    private void trace(Caller caller, Journalled message, String text) {
        opened.write(caller, message);
        List<Fact> patients = new ArrayList<>();
        for (String location : message.locations()) {
            String[] parts = location.split("/");
            if (parts[0].equals("Patient") && parts.length > 1) {
                facts.read("Patient", parts[1]).ifPresent(patients::add);
            }
        }
        if (patients.isEmpty()) {
            refusedAbout(message, text).ifPresent(patients::add);
        }
        Set<Long> about = new LinkedHashSet<>();
        patients.forEach(patient -> about.add(patient.key().compartment()));
        looks.shown(caller, Purpose.SUPERVISION, "page", about, patients);
    }

    /** Of a refused message the patient, where the institution has sent one of that number before. */
    private Optional<Fact> refusedAbout(Journalled message, String text) {
        String institution = message.institution();
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
