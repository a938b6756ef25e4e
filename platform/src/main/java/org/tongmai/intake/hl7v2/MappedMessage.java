package org.tongmai.intake.hl7v2;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.tongmai.kernel.PatientIdentityCheck.Numbered;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a message says, as resources of one patient.
 *
 * @param at when what it says was so, by the sender's clock; nothing where the sender does not tell
 * @param made when it was made (MSH-7), as exact as the sender tells it; nothing where it does not
 * @param localId what the institution calls the patient
 * @param numbers the numbers of identity documents and where in the message they stand
 * @param entries the patient first
 * @param remark what the sender ought to know of how it was read
 * @param keptOnly places of the message that have none in the record, such as {@code PID-3.6} or {@code ZPD-2 ×3}
 */
public record MappedMessage(
        Optional<Instant> at,
        Optional<Span> made,
        String localId,
        List<Numbered> numbers,
        List<Entry> entries,
        Optional<Problem> remark,
        List<String> keptOnly) {

    /**
     * A time that is not told to the instant.
     *
     * @param from its first instant
     * @param until its last
     */
    public record Span(Instant from, Instant until) {}

    public MappedMessage {
        keptOnly = List.copyOf(keptOnly);
        numbers = List.copyOf(numbers);
        entries = List.copyOf(entries);
    }

    /** The patient. */
    public ObjectNode patient() {
        return entries.getFirst().resource();
    }

    /** The resources of all entries, to be looked at and added to. */
    public List<ObjectNode> resources() {
        return entries.stream().map(Entry::resource).toList();
    }

    /** Whether the message is a test. */
    public boolean test() {
        return TestData.is(patient());
    }

    /** The patient who is given up; nothing where the message is no merge. */
    public Optional<Entry> prior() {
        return entries.stream()
                .skip(1)
                .filter(entry -> entry.type().equals("Patient"))
                .findFirst();
    }

    /** The namespace that gave the patient's number; empty where it is the institution's own. */
    public static String namespace(ObjectNode patient) {
        return patient.at("/identifier/0/assigner/display").asString("");
    }

    /** The refusal of a number of two namespaces. */
    public static Problem ambiguous() {
        return PatientMapping.ambiguous();
    }

    /** The refusal of a merge of a patient who is not there. */
    public static Problem priorUnknown() {
        return PatientMergeMapping.unknown();
    }

    /** The refusal of a merge into a patient who was given up. */
    public static Problem survivorReplaced() {
        return PatientMergeMapping.survivorReplaced();
    }

    /** The patients that a message writes, in one order whichever of two stays: what the institution calls them. */
    public List<String> localIds() {
        return Stream.concat(
                        Stream.of(localId),
                        prior()
                                .map(prior -> prior.resource()
                                        .at("/identifier/0/value")
                                        .asString())
                                .stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** The same message with each entry passed through a function, or left out where that returns nothing. */
    public MappedMessage each(Function<Entry, Optional<Entry>> change) {
        return new MappedMessage(
                at,
                made,
                localId,
                numbers,
                entries.stream().flatMap(e -> change.apply(e).stream()).toList(),
                remark,
                keptOnly);
    }

    /** A FHIR R4 transaction that stores all of it or nothing. */
    public ObjectNode bundle() {
        ObjectNode bundle = Json.object();
        bundle.put("resourceType", "Bundle").put("type", "transaction");
        var list = bundle.putArray("entry");
        entries.forEach(entry -> list.add(written(entry)));
        return bundle;
    }

    private static ObjectNode written(Entry entry) {
        ObjectNode written = Json.object();
        String id = entry.resource().path("id").asString("");
        if (entry.address().startsWith("urn:")) {
            written.put("fullUrl", entry.address());
        }
        written.set("resource", entry.resource());
        ObjectNode request = written.putObject("request");
        switch (entry.write()) {
            case BY_IDENTIFIER -> request.put("method", "PUT").put("url", entry.type() + "?" + entry.condition());
            case UNLESS_PRESENT ->
                request.put("method", "POST").put("url", entry.type()).put("ifNoneExist", entry.condition());
            case BY_ID, UNLESS_KNOWN, IF_STORED -> request.put("method", "PUT").put("url", entry.type() + "/" + id);
        }
        if (!entry.over().isEmpty() && entry.write() != Entry.Write.UNLESS_PRESENT) {
            request.put("ifMatch", "W/\"" + entry.over() + "\"");
        }
        return written;
    }
}
