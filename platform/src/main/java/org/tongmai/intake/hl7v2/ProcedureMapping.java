package org.tongmai.intake.hl7v2;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** PR1 to Procedure. */
final class ProcedureMapping {

    private final Source source;
    private final Times times;
    private final Concepts concepts;

    ProcedureMapping(Source source) {
        this.source = source;
        this.times = new Times(source.zones());
        this.concepts = new Concepts(source);
    }

    /** One resource for each procedure; named twice it is one. */
    List<Entry> map(Hl7v2Message message, Entry patient, Optional<Entry> visit) {
        Set<String> seen = new TreeSet<>();
        List<Entry> entries = new ArrayList<>();
        String owner = visit.map(Entry::key).orElse(patient.key());
        message.all("PR1")
                .filter(pr1 -> pr1.field(3).present() || !pr1.text(4).isEmpty())
                .forEach(pr1 -> {
                    String own = pr1.text(19);
                    String what = pr1.field(3).firstOf(1, 2);
                    String number = own.isEmpty()
                            ? owner + "/" + (what.isEmpty() ? pr1.text(4) : what) + "/" + pr1.text(5)
                            : own;
                    if (seen.add(number)) {
                        entries.add(Entry.byId(procedure(pr1, number, patient, visit), owner));
                    }
                });
        return entries;
    }

    private ObjectNode procedure(Segment pr1, String number, Entry patient, Optional<Entry> visit) {
        ObjectNode procedure = Fhir.resource("Procedure").put("id", source.id("procedure", number));
        Fhir.add(procedure, "identifier", Fhir.identifier(source.system("procedure"), number));
        procedure.put("status", pr1.text(20).equals("D") ? "entered-in-error" : "completed");
        if (pr1.field(6).present()) {
            procedure.set("category", concepts.table(pr1.field(6), "0230"));
        }
        ObjectNode code = concepts.concept(pr1.field(3), "procedure");
        procedure.set("code", Fhir.put(code, "text", code.has("text") ? "" : pr1.text(4)));
        if (code.has("text") && !code.path("text").asString("").equals(pr1.text(4))) {
            Fhir.add(procedure, "note", Fhir.text(pr1.text(4)));
        }
        procedure.set("subject", Fhir.reference(patient.address()));
        visit.ifPresent(entry -> procedure.set("encounter", Fhir.reference(entry.address())));
        Fhir.put(procedure, "performedDateTime", times.dateTime(pr1.field(5)));
        performers(pr1, 11, "Surgeon", procedure);
        performers(pr1, 12, "Procedure MD", procedure);
        performers(pr1, 8, "Anesthesiologist", procedure);
        pr1.fields(15).forEach(reason -> Fhir.add(procedure, "reasonCode", concepts.diagnosis(reason)));
        return procedure;
    }

    private void performers(Segment pr1, int field, String function, ObjectNode procedure) {
        pr1.fields(field).forEach(by -> {
            ObjectNode performer = Json.object();
            performer.set("function", Fhir.text(function));
            performer.set("actor", People.staff(by, source));
            Fhir.add(procedure, "performer", performer);
        });
    }
}
