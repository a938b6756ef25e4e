package org.tongmai.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Money;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/** Queries made of values that the data holds, and of their neighbours. */
final class Questions {

    /** One query. */
    record Question(String type, Map<String, List<String>> parameters) {
        static Question of(String type, String name, String value) {
            return new Question(type, Map.of(name, List.of(value)));
        }

        Question and(String name, String value) {
            var more = new LinkedHashMap<>(parameters);
            var values = new ArrayList<>(more.getOrDefault(name, List.of()));
            values.add(value);
            more.put(name, values);
            return new Question(type, more);
        }
    }

    private static final List<String> PREFIXES = List.of("", "eq", "ne", "gt", "lt", "ge", "le", "sa", "eb");
    private static final int EXAMPLES = 3;

    /** Of the 4,600 or so, those that are asked each time; all of them take minutes. */
    private static final int SAMPLE = Integer.getInteger("questions", 1_500);

    private final Truth truth;
    private final Random random = new Random(4);
    private final Set<Question> out = new LinkedHashSet<>();

    /** A simple condition that finds something, for chains. */
    private final Map<String, List<String[]>> simple = new LinkedHashMap<>();

    Questions(Truth truth) {
        this.truth = truth;
    }

    List<Question> all() {
        for (String type : truth.all().keySet()) {
            for (Truth.Definition definition : Truth.definitions(type)) {
                parameter(type, definition);
            }
            for (String code : List.of("_id", "_tag", "_security", "_profile", "_source")) {
                Truth.Definition common = Truth.definition(type, code);
                if (common != null) {
                    parameter(type, common);
                }
            }
        }
        for (String type : truth.all().keySet()) {
            for (Truth.Definition definition : Truth.definitions(type)) {
                if (definition.kind().equals("reference")) {
                    chains(type, definition);
                }
            }
        }
        combined();
        var some = new ArrayList<>(out);
        Collections.shuffle(some, random);
        return some.subList(0, Math.min(SAMPLE, some.size()));
    }

    private void ask(String type, String name, String value) {
        out.add(Question.of(type, name, value));
    }

    private void parameter(String type, Truth.Definition definition) {
        List<Resource> resources = truth.all().getOrDefault(type, List.of());
        var examples = new ArrayList<Base>();
        for (Resource resource : resources) {
            examples.addAll(truth.values(resource, definition));
        }
        if (examples.isEmpty()) {
            return;
        }
        String code = definition.code();
        if (!code.equals("_id")) {
            ask(type, code + ":missing", "true");
            ask(type, code + ":missing", "false");
        }
        var values = new ArrayList<String>();
        for (int i = 0; i < EXAMPLES; i++) {
            Base value = examples.get(random.nextInt(examples.size()));
            List<String> asked = asked(definition, value);
            asked.forEach(one -> ask(type, code, one));
            if (!asked.isEmpty()) {
                values.add(asked.getFirst());
                modified(type, definition, value);
            }
        }
        if (!values.isEmpty()) {
            ask(type, code, String.join(",", values));
            simple.computeIfAbsent(type, t -> new ArrayList<>()).add(new String[] {code, values.getFirst()});
        }
    }

    private List<String> asked(Truth.Definition definition, Base value) {
        return switch (definition.kind()) {
            case "token" -> tokens(value);
            case "string" -> strings(value);
            case "reference" -> references(value);
            case "uri" -> List.of(escaped(value.primitiveValue()));
            case "date" -> dates(value);
            case "number", "quantity" -> amounts(value);
            case "composite" -> composites(definition, value);
            default -> List.of();
        };
    }

    private static List<String> tokens(Base value) {
        return switch (value) {
            case CodeableConcept concept -> concept.hasCoding() ? tokens(concept.getCodingFirstRep()) : List.of();
            case Coding c -> c.hasCode() ? tokens(c.getSystem(), c.getCode()) : List.of();
            case Identifier i -> i.hasValue() ? tokens(i.getSystem(), i.getValue()) : List.of();
            case ContactPoint c -> tokens(c.hasSystem() ? c.getSystem().toCode() : null, c.getValue());
            case PrimitiveType<?> p -> List.of(escaped(p.getValueAsString()));
            default -> List.of();
        };
    }

    private static List<String> tokens(@org.jspecify.annotations.Nullable String system, String code) {
        String plain = escaped(code);
        return system == null
                ? List.of(plain, "|" + plain)
                : List.of(
                        escaped(system) + "|" + plain, plain, "|" + plain, escaped(system) + "|", "urn:other|" + plain);
    }

    private List<String> strings(Base value) {
        String text = value.primitiveValue();
        if (text == null && value instanceof org.hl7.fhir.r4.model.HumanName name) {
            text = name.getFamily();
        }
        if (text == null && value instanceof org.hl7.fhir.r4.model.Address address) {
            text = address.getCity();
        }
        if (text == null || text.isEmpty()) {
            return List.of();
        }
        int some = 1 + random.nextInt(text.length());
        return List.of(
                escaped(text),
                escaped(text.substring(0, some)).toUpperCase(java.util.Locale.ROOT),
                escaped(text.substring(0, Math.min(3, text.length()))),
                escaped(text) + "x");
    }

    private static List<String> references(Base value) {
        if (value instanceof PrimitiveType<?> canonical) {
            String text = canonical.getValueAsString();
            return List.of(escaped(text), escaped(text.replaceFirst("\\|.*", "")));
        }
        String text = value instanceof Reference r ? r.getReference() : null;
        if (text == null) {
            return List.of();
        }
        return !text.matches("[A-Z]\\w+/.*")
                ? List.of(text)
                : List.of(text, text.substring(text.indexOf('/') + 1), text + "/_history/1", "Basic/none");
    }

    private List<String> dates(Base value) {
        String text =
                switch (value) {
                    case BaseDateTimeType date -> date.getValueAsString();
                    case Period period ->
                        period.hasStart()
                                ? period.getStartElement().getValueAsString()
                                : period.getEndElement().getValueAsString();
                    default -> "2019-02-03";
                };
        var values = new ArrayList<String>(List.of(text));
        for (int length : new int[] {4, 7, 10}) {
            if (text.length() > length) {
                values.add(text.substring(0, length));
            }
        }
        var all = new ArrayList<String>();
        for (String one : values) {
            all.add(one);
            all.add(PREFIXES.get(random.nextInt(PREFIXES.size())) + one);
            all.add(PREFIXES.get(random.nextInt(PREFIXES.size())) + one);
        }
        return all;
    }

    private List<String> amounts(Base value) {
        return switch (value) {
            case Quantity q -> q.hasValue() ? amounts(q) : List.of();
            case Money m -> List.of(m.getValue().toPlainString() + "||" + m.getCurrency(), "gt10");
            case Range r -> List.of("gt10", "lt2", "ge60", "30", "ge2.5|http://unitsofmeasure.org|a");
            default -> {
                var all = new ArrayList<String>();
                PREFIXES.forEach(prefix -> all.add(prefix + value.primitiveValue()));
                all.add("ap" + value.primitiveValue());
                yield all;
            }
        };
    }

    private List<String> amounts(Quantity q) {
        String number = q.getValue().toPlainString();
        String rounded =
                q.getValue().setScale(0, java.math.RoundingMode.HALF_UP).toPlainString();
        var all = new ArrayList<String>();
        all.add(number);
        all.add(rounded);
        all.add("ap" + rounded);
        all.add(PREFIXES.get(random.nextInt(PREFIXES.size())) + number);
        if (q.hasSystem() && q.hasCode()) {
            String unit = "|" + q.getSystem() + "|" + escaped(q.getCode());
            all.add(number + unit);
            all.add(PREFIXES.get(random.nextInt(PREFIXES.size())) + number + unit);
            all.add(PREFIXES.get(random.nextInt(PREFIXES.size())) + rounded + unit);
            all.add(number + "||" + escaped(q.getCode()));
            switch (q.getCode()) {
                case "kg" ->
                    all.add("ge" + q.getValue().movePointRight(3).toPlainString() + "|" + q.getSystem() + "|g");
                case "g" -> all.add("le" + q.getValue().movePointLeft(3).toPlainString() + "|" + q.getSystem() + "|kg");
                case "cm" -> all.add("gt" + q.getValue().movePointLeft(2).toPlainString() + "|" + q.getSystem() + "|m");
                case "mg/dL" ->
                    all.add("lt" + q.getValue().movePointLeft(3).toPlainString() + "|" + q.getSystem() + "|g/dL");
                default -> {}
            }
        }
        return all;
    }

    private List<String> composites(Truth.Definition definition, Base element) {
        var parts = new ArrayList<String>();
        for (String[] component : definition.components()) {
            List<Base> values = truth.evaluate(
                    element, component[1].replace("DateTime", "dateTime").replaceFirst("%resource.*", "{}"));
            if (values.isEmpty()) {
                return List.of();
            }
            Base value = values.getFirst();
            List<String> some =
                    switch (value) {
                        case Quantity q ->
                            q.hasValue() ? List.of("le" + q.getValue().toPlainString()) : List.of();
                        case BaseDateTimeType date -> List.of(date.getValueAsString());
                        case org.hl7.fhir.r4.model.StringType text -> List.of(escaped(text.getValue()));
                        case org.hl7.fhir.r4.model.IntegerType number -> List.of("ge" + number.getValueAsString());
                        default -> tokens(value);
                    };
            if (some.isEmpty()) {
                return List.of();
            }
            parts.add(some.getFirst());
        }
        return List.of(String.join("$", parts));
    }

    private void modified(String type, Truth.Definition definition, Base value) {
        String code = definition.code();
        switch (definition.kind()) {
            case "token" -> {
                tokens(value).stream().limit(2).forEach(one -> ask(type, code + ":not", one));
                if (value instanceof CodeableConcept concept
                        && concept.getCodingFirstRep().hasDisplay()) {
                    String display = concept.getCodingFirstRep().getDisplay();
                    ask(type, code + ":text", escaped(display.substring(0, Math.min(6, display.length()))));
                }
                if (value instanceof Identifier i && i.getType().hasCoding()) {
                    Coding kind = i.getType().getCodingFirstRep();
                    ask(type, code + ":of-type", kind.getSystem() + "|" + kind.getCode() + "|" + escaped(i.getValue()));
                }
            }
            case "string" -> {
                String text = strings(value).getFirst();
                ask(type, code + ":exact", text);
                ask(type, code + ":exact", text.toUpperCase(java.util.Locale.ROOT));
                ask(type, code + ":contains", text.substring(text.length() / 2).replaceFirst("^[,|$\\\\]", ""));
            }
            case "uri" -> {
                String text = value.primitiveValue();
                ask(type, code + ":below", text.substring(0, text.length() / 2));
                ask(type, code + ":above", text + "/more");
                ask(type, code + ":above", text);
            }
            case "reference" -> {
                if (value instanceof Reference r
                        && r.hasReference()
                        && r.getReference().matches("[A-Z]\\w+/.*")) {
                    String[] parts = r.getReference().split("/", -1);
                    ask(type, code + ":" + parts[0], parts[1]);
                }
                if (value instanceof Reference r && r.hasIdentifier()) {
                    String system = r.getIdentifier().getSystem();
                    tokens(system, r.getIdentifier().getValue()).forEach(one -> ask(type, code + ":identifier", one));
                }
            }
            default -> {}
        }
    }

    private void chains(String type, Truth.Definition link) {
        var targets = new LinkedHashSet<String>();
        for (Resource resource : truth.all().getOrDefault(type, List.of())) {
            truth.values(resource, link).stream()
                    .map(truth::target)
                    .filter(java.util.Objects::nonNull)
                    .forEach(target -> targets.add(target.fhirType()));
        }
        for (String target : targets) {
            for (int i = 0; i < 2; i++) {
                List<String[]> known = simple.getOrDefault(target, List.of());
                if (!known.isEmpty()) {
                    String[] one = known.get(random.nextInt(known.size()));
                    ask(type, link.code() + ":" + target + "." + one[0], one[1]);
                }
                List<String[]> own = simple.getOrDefault(type, List.of());
                if (!own.isEmpty()) {
                    String[] one = own.get(random.nextInt(own.size()));
                    ask(target, "_has:" + type + ":" + link.code() + ":" + one[0], one[1]);
                }
            }
        }
    }

    /** Conditions together, repeated, nested. */
    private void combined() {
        List<Question> so = List.copyOf(out);
        for (int i = 0; i < 150; i++) {
            Question one = so.get(random.nextInt(so.size()));
            Question two = so.get(random.nextInt(so.size()));
            if (one.type.equals(two.type)) {
                var other = two.parameters.entrySet().iterator().next();
                out.add(one.and(other.getKey(), other.getValue().getFirst()));
            }
        }
        ask("Observation", "patient:Patient.general-practitioner.name", "a");
        ask("Observation", "encounter.service-provider.name", "a");
        ask("Patient", "_has:Encounter:patient:_has:Procedure:encounter:status", "completed");
        ask("Patient", "_has:Observation:patient:encounter.class", "AMB");
        ask("Observation", "encounter._has:Procedure:encounter:status", "completed");
        ask("Claim", "patient._has:Condition:patient:clinical-status", "active");
    }

    static String escaped(@org.jspecify.annotations.Nullable String text) {
        return String.valueOf(text).replaceAll("([\\\\,|$])", "\\\\$1");
    }
}
