package org.tongmai.intake.hl7v2;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * FT1 to ChargeItem, with amounts exact as sent.
 *
 * @see <a href="https://www.hl7.eu/HL7v2x/v25/std25/ch06.html">HL7 v2.5 chapter 6, section 6.5.1</a>
 */
final class ChargeMapping {

    private static final String TYPE = "https://tongmai.org/fhir/StructureDefinition/transaction-type";

    private static final String UNIT_PRICE = "https://tongmai.org/fhir/StructureDefinition/unit-price";

    private static final String TAKES_BACK = "https://tongmai.org/fhir/StructureDefinition/takes-back";

    /** What tells charges without a number apart: time, item, quantity, amounts, department, order. */
    private static final List<Integer> SAYS = List.of(4, 7, 10, 11, 12, 13, 23);

    /** FT1-6, HL7 table 0017: what is no charge, or takes one back, is not billed as one. */
    private static final Map<String, String> STATES = Map.of("CG", "billable", "", "billable");

    private final Source source;
    private final Times times;
    private final Concepts concepts;

    ChargeMapping(Source source) {
        this.source = source;
        this.times = new Times(source.zones());
        this.concepts = new Concepts(source);
    }

    List<Entry> map(Hl7v2Message message, Entry patient, Optional<Entry> visit) {
        List<Entry> entries = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (Segment ft1 : message.all("FT1").toList()) {
            String own = ft1.text(2);
            boolean credit = ft1.text(6).equalsIgnoreCase("CR");
            String number = own.isEmpty() ? unnumbered(ft1, visit.orElse(patient), credit, seen) : own;
            String kind = credit ? "credit" : "charge";
            ObjectNode charge = charge(ft1, kind, number, patient, visit);
            if (credit) {
                takenBack(charge, number, entries);
            }
            entries.add(Entry.byId(charge, kind + "/" + number));
        }
        if (entries.isEmpty()) {
            throw missing();
        }
        return entries;
    }

    /**
     * A charge without FT1-2 is known by what it says, so that it is one however often it is sent; of those that say the same in one
     * message by their order. What takes it back says the same with another sign.
     */
    private String unnumbered(Segment ft1, Entry of, boolean credit, Map<String, Integer> seen) {
        String said = SAYS.stream()
                .map(field -> ft1.field(field).raw(1, 1).strip().replaceFirst("^[-+]", ""))
                .collect(Collectors.joining("|", of.key() + "|", ""));
        int nth = seen.merge(credit + said, 1, Integer::sum);
        return "unnumbered/" + source.id("unnumbered-charge", said) + (nth == 1 ? "" : "/" + nth);
    }

    /** A credit points at the charge that it takes back, and that one is billed no more. */
    private void takenBack(ObjectNode credit, String number, List<Entry> entries) {
        ObjectNode charge = Json.object().put("type", "ChargeItem");
        charge.set("identifier", Fhir.identifier(source.system("charge"), number));
        Fhir.add(credit, "extension", extension(TAKES_BACK, "valueReference", charge));
        String id = source.id("charge", number);
        Optional<ObjectNode> here = entries.stream()
                .map(Entry::resource)
                .filter(each -> each.path("id").asString().equals(id))
                .findFirst();
        here.ifPresentOrElse(
                each -> each.put("status", "not-billable"),
                () -> entries.add(Entry.ifStored(
                        Fhir.resource("ChargeItem").put("id", id).put("status", "not-billable"), "charge/" + number)));
    }

    private ObjectNode charge(Segment ft1, String kind, String number, Entry patient, Optional<Entry> visit) {
        ObjectNode charge = Fhir.resource("ChargeItem").put("id", source.id(kind, number));
        Fhir.add(charge, "extension", extension(TYPE, "valueCodeableConcept", concept(ft1, 6, "0017")));
        Fhir.add(charge, "extension", extension(UNIT_PRICE, "valueMoney", Quantities.money(ft1.field(12))));
        Fhir.add(charge, "identifier", Fhir.identifier(source.system(kind), number));
        charge.put("status", STATES.getOrDefault(ft1.text(6), "not-billable"));
        charge.set("code", code(ft1));
        charge.set("subject", Fhir.reference(patient.address()));
        visit.ifPresent(entry -> charge.set("context", Fhir.reference(entry.address())));
        time(ft1, charge);
        amounts(ft1, charge);
        performers(ft1, charge);
        ft1.fields(13).stream().findFirst().ifPresent(department -> {
            ObjectNode unit = Json.object().put("type", "Organization");
            unit.set("identifier", Fhir.identifier(source.system("department"), department.firstOf(1, 2)));
            charge.set("costCenter", Fhir.put(unit, "display", department.text(2)));
        });
        ft1.fields(19).forEach(reason -> Fhir.add(charge, "reason", concepts.diagnosis(reason)));
        ft1.fields(23).forEach(order -> {
            ObjectNode service = Json.object().put("type", "ServiceRequest");
            service.set("identifier", Numbers.entity(order, source.system("filler-order"), "FILL"));
            Fhir.add(charge, "supportingInformation", service);
        });
        return charge;
    }

    private ObjectNode concept(Segment ft1, int field, String table) {
        return ft1.field(field).present() ? concepts.table(ft1.field(field), table) : Json.object();
    }

    /** FT1-7, and the procedure of FT1-25 as another coding of it. */
    private ObjectNode code(Segment ft1) {
        ObjectNode code = concepts.concept(ft1.field(7), "charge-item");
        ft1.fields(25)
                .forEach(procedure -> concepts.concept(procedure, "procedure")
                        .path("coding")
                        .forEach(coding -> Fhir.add(code, "coding", (ObjectNode) coding)));
        if (!code.has("text")) {
            Fhir.put(code, "text", ft1.text(8));
        }
        return code;
    }

    private void time(Segment ft1, ObjectNode charge) {
        String from = times.dateTime(ft1.field(4));
        String until = times.dateTime(ft1.field(4), 2);
        if (until.isEmpty()) {
            Fhir.put(charge, "occurrenceDateTime", from);
        } else {
            charge.set("occurrencePeriod", Fhir.put(Fhir.put(Json.object(), "start", from), "end", until));
        }
        Fhir.put(charge, "enteredDate", times.dateTime(ft1.field(5)));
    }

    /** The amount of FT1-11; where only a price is told, that of FT1-12 times the quantity. */
    private static void amounts(Segment ft1, ObjectNode charge) {
        String quantity = ft1.field(10).raw(1, 1).strip();
        if (Quantities.isNumber(quantity)) {
            charge.set("quantity", Quantities.of(ft1.text(10), Json.object()));
        }
        ObjectNode amount = Quantities.money(ft1.field(11));
        if (amount.isEmpty()) {
            amount = Quantities.money(ft1.field(12));
            if (!amount.isEmpty() && Quantities.isNumber(quantity)) {
                amount.put("value", amount.path("value").decimalValue().multiply(new BigDecimal(quantity)));
            }
        }
        Fhir.set(charge, "priceOverride", amount);
    }

    private void performers(Segment ft1, ObjectNode charge) {
        for (Field by : ft1.fields(20)) {
            ObjectNode performer = Json.object();
            performer.set("actor", People.staff(by, source));
            Fhir.add(charge, "performer", performer);
        }
        for (Field by : ft1.fields(21)) {
            ObjectNode performer = Json.object();
            performer.set("function", Fhir.text("ordered by"));
            performer.set("actor", People.staff(by, source));
            Fhir.add(charge, "performer", performer);
        }
        ft1.fields(24).stream().findFirst().ifPresent(by -> charge.set("enterer", People.staff(by, source)));
        ft1.fields(16).stream().findFirst().ifPresent(at -> charge.set("performingOrganization", place(at)));
    }

    private ObjectNode place(Field field) {
        ObjectNode place = People.place(field, source);
        return Fhir.put(Json.object(), "display", place.path("display").asString(""));
    }

    private static ObjectNode extension(String url, String type, ObjectNode value) {
        ObjectNode extension = Json.object();
        if (!value.isEmpty()) {
            extension.put("url", url).set(type, value);
        }
        return extension;
    }

    private static Problem missing() {
        return new Problem(
                Kind.INVALID,
                "intake.charge-missing",
                "The message holds no FT1.",
                "A charge is told in FT1; without one there is nothing to keep an account of.",
                "Send one FT1 for each charge.",
                List.of("FT1"));
    }
}
