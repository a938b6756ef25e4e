package org.tongmai.intake.hl7v2;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tongmai.access.InstitutionSystems;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.store.Json;
import org.tongmai.store.Query;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a QBP^Q22 looks for, as searches of Patients and as the description of a person.
 *
 * @see <a href="https://profiles.ihe.net/ITI/TF/Volume2/ITI-21.html">IHE ITI-21, section 3.21.4.1.2.3</a>
 */
public final class DemographicsQuery {

    private static final Pattern DAY = Pattern.compile("(\\d{4})(?:(\\d{2})(?:(\\d{2})\\d*)?)?(?:[+-]\\d{4})?");

    /** One of these is needed: sex and address alone would list a town. */
    private static final Set<Trait> TELLING =
            Set.of(Trait.NUMBER, Trait.FAMILY, Trait.GIVEN, Trait.BORN, Trait.PHONE, Trait.ACCOUNT);

    private final Map<Trait, String> traits;
    private final String institution;

    private DemographicsQuery(Map<Trait, String> traits, String institution) {
        this.traits = traits;
        this.institution = institution;
    }

    /**
     * Reads QPD-3.
     *
     * @param institution who asks; numbers of visits are its own
     * @throws Problem {@code intake.query-field-unknown}, {@code intake.query-too-wide}, {@code intake.query-domain-missing},
     *     {@code intake.time-unreadable}
     */
    static DemographicsQuery of(Segment qpd, String institution) {
        Map<Trait, String> traits = new EnumMap<>(Trait.class);
        for (Field field : qpd.fields(3)) {
            Trait trait = Trait.of(field.text(1)).orElseThrow(() -> unknown(field));
            String value = field.text(2).replaceFirst("\\*+$", "");
            if (!value.isEmpty()) {
                traits.put(trait, value);
            }
        }
        if (traits.keySet().stream().noneMatch(TELLING::contains)) {
            throw tooWide();
        }
        var query = new DemographicsQuery(traits, institution);
        if (traits.containsKey(Trait.NUMBER) && query.system().isEmpty()) {
            throw domainMissing();
        }
        query.born();
        return query;
    }

    /** Searches, any of which finds whom the query means: a name may be stored in parts or as one text. */
    public List<Query> searches() {
        String family = text(Trait.FAMILY);
        String given = text(Trait.GIVEN);
        if (family.isEmpty() || given.isEmpty()) {
            String parameter = family.isEmpty() ? "given" : "name";
            String value = family.isEmpty() ? given : family;
            return List.of(value.isEmpty() ? others() : others().where(parameter, Query.escape(value)));
        }
        return List.of(
                others().where("family", Query.escape(family)).where("given", Query.escape(given)),
                others().where("name", Query.escape(People.inWriting(family, given, ""))));
    }

    /** A Patient with what is told. */
    public ObjectNode described() {
        ObjectNode patient = Fhir.resource("Patient");
        String name = People.inWriting(text(Trait.FAMILY), text(Trait.GIVEN), "");
        if (!name.isEmpty()) {
            Fhir.add(patient, "name", Json.object().put("text", name));
        }
        Fhir.put(patient, "gender", PatientMapping.gender(text(Trait.SEX)));
        Fhir.put(patient, "birthDate", born());
        if (!text(Trait.NUMBER).isEmpty()) {
            Fhir.add(patient, "identifier", Fhir.identifier(system(), text(Trait.NUMBER)));
        }
        if (!text(Trait.PHONE).isEmpty()) {
            Fhir.add(patient, "telecom", Json.object().put("system", "phone").put("value", text(Trait.PHONE)));
        }
        String address = text(Trait.STATE) + text(Trait.CITY) + text(Trait.STREET);
        if (!address.isEmpty()) {
            Fhir.add(patient, "address", Json.object().put("text", address));
        }
        return patient;
    }

    private Query others() {
        List<String[]> conditions = new ArrayList<>();
        condition(conditions, "birthdate", born());
        condition(conditions, "gender", PatientMapping.gender(text(Trait.SEX)));
        condition(conditions, "phone", Query.escape(text(Trait.PHONE)));
        condition(conditions, "address:contains", Query.escape(text(Trait.STREET)));
        condition(conditions, "address-city", Query.escape(text(Trait.CITY)));
        condition(conditions, "address-state", Query.escape(text(Trait.STATE)));
        condition(conditions, "address-postalcode", Query.escape(text(Trait.POSTCODE)));
        if (!text(Trait.NUMBER).isEmpty()) {
            condition(conditions, "identifier", Query.identified(system(), text(Trait.NUMBER)));
        }
        if (!text(Trait.ACCOUNT).isEmpty()) {
            String visits = InstitutionSystems.of(institution, "visit");
            condition(conditions, "_has:Encounter:subject:identifier", Query.identified(visits, text(Trait.ACCOUNT)));
        }
        Query query = Query.of("Patient");
        for (String[] condition : conditions) {
            query = query.where(condition[0], condition[1]);
        }
        return query;
    }

    private static void condition(List<String[]> conditions, String parameter, String value) {
        if (!value.isEmpty()) {
            conditions.add(new String[] {parameter, value});
        }
    }

    private String system() {
        return Domain.system(text(Trait.AUTHORITY), text(Trait.AUTHORITY_ID), text(Trait.NUMBER_TYPE))
                .orElse("");
    }

    private String born() {
        String written = text(Trait.BORN);
        if (written.isEmpty()) {
            return "";
        }
        Matcher day = DAY.matcher(written);
        if (!day.matches()) {
            throw new Problem(
                    Kind.INVALID,
                    "intake.time-unreadable",
                    "@PID.7 is not a day.",
                    "HL7 v2.5 section 2.A.22: YYYY[MM[DD]].",
                    "Send an existing day in this form.",
                    List.of("QPD-3"));
        }
        String year = day.group(1);
        return day.group(2) == null
                ? year
                : day.group(3) == null ? year + "-" + day.group(2) : year + "-" + day.group(2) + "-" + day.group(3);
    }

    private String text(Trait trait) {
        return traits.getOrDefault(trait, "");
    }

    private static Problem unknown(Field field) {
        return new Problem(
                Kind.NOT_SUPPORTED,
                "intake.query-field-unknown",
                "QPD-3 names a field by which nobody is looked for here.",
                "A field that were left aside would widen the answer. Known are PID.3, PID.5, PID.7, PID.8, PID.11, PID.13 and"
                        + " PID.18.",
                "Leave it out, or name one of these, such as @PID.5.1^王.",
                List.of(field.where()));
    }

    private static Problem tooWide() {
        return new Problem(
                Kind.UNPROCESSABLE,
                "intake.query-too-wide",
                "QPD-3 says too little to look for a person.",
                "Sex and address alone would list many who are not meant.",
                "Say a number, a name, a birth date or a telephone.",
                List.of("QPD-3"));
    }

    private static Problem domainMissing() {
        return new Problem(
                Kind.INVALID,
                "intake.query-domain-missing",
                "QPD-3 names a number and not who gave it.",
                "IHE ITI-21: @PID.3.1 without @PID.3.4 is not allowed; one number stands for many people.",
                "Add @PID.3.4, or @PID.3.5 for an identity document.",
                List.of("QPD-3"));
    }
}
