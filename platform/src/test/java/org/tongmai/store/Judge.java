package org.tongmai.store;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/** Whether one resource fulfils one condition, straight from the text of the standard; slow and plain. */
final class Judge {

    private final Truth truth;

    Judge(Truth truth) {
        this.truth = truth;
    }

    boolean fulfils(Resource resource, String name, String value) {
        if (name.startsWith("_has:")) {
            String[] parts = name.split(":", 4);
            return truth.all().getOrDefault(parts[1], List.of()).stream()
                    .anyMatch(other -> refers(other, parts[2], resource) && fulfils(other, parts[3], value));
        }
        int dot = name.indexOf('.');
        String head = dot < 0 ? name : name.substring(0, dot);
        String code = head.contains(":") ? head.substring(0, head.indexOf(':')) : head;
        String modifier = head.contains(":") ? head.substring(head.indexOf(':') + 1) : "";
        Truth.Definition definition = Objects.requireNonNull(Truth.definition(resource.fhirType(), code), name);
        if (dot > 0) {
            return truth.values(resource, definition).stream()
                    .map(truth::target)
                    .anyMatch(target -> target != null
                            && (modifier.isEmpty() || target.fhirType().equals(modifier))
                            && knows(target, name.substring(dot + 1))
                            && fulfils(target, name.substring(dot + 1), value));
        }
        List<String> alternatives = split(value, ',');
        List<Base> values = truth.values(resource, definition);
        if (modifier.equals("missing")) {
            return values.isEmpty() == Boolean.parseBoolean(value);
        }
        if (modifier.equals("not")) {
            return alternatives.stream().noneMatch(one -> values.stream().anyMatch(v -> token(v, "", one)));
        }
        return alternatives.stream().anyMatch(one -> {
            if (definition.kind().equals("composite")) {
                return composite(resource, definition, one);
            }
            return values.stream().anyMatch(v -> matches(definition.kind(), v, modifier, one));
        });
    }

    private static boolean knows(Resource target, String name) {
        String code = name.startsWith("_has:") ? "_id" : name.split("[:.]", 2)[0];
        return code.equals("_id") || Truth.definition(target.fhirType(), code) != null;
    }

    private boolean refers(Resource from, String parameter, Resource to) {
        Truth.Definition definition = Objects.requireNonNull(Truth.definition(from.fhirType(), parameter));
        return truth.values(from, definition).stream()
                .anyMatch(v -> v instanceof Reference r && Truth.key(to).equals(r.getReference()));
    }

    private static boolean matches(String kind, Base value, String modifier, String asked) {
        return switch (kind) {
            case "token" -> token(value, modifier, asked);
            case "string" -> string(value, modifier, unescape(asked));
            case "reference" -> reference(value, modifier, unescape(asked));
            case "uri" -> uri(value, modifier, unescape(asked));
            case "date" -> Spans.date(value, asked);
            case "number", "quantity" -> Spans.amount(value, asked);
            default -> throw new IllegalStateException(kind);
        };
    }

    // -- token

    private static boolean token(Base value, String modifier, String asked) {
        if (modifier.equals("text")) {
            return texts(value).stream().anyMatch(text -> folded(text).startsWith(folded(unescape(asked))));
        }
        List<String> parts = split(asked, '|').stream().map(Judge::unescape).toList();
        if (modifier.equals("of-type")) {
            return value instanceof Identifier identifier
                    && identifier.getType().getCoding().stream()
                            .anyMatch(c -> parts.get(0).equals(c.getSystem())
                                    && parts.get(1).equals(c.getCode()))
                    && parts.get(2).equals(identifier.getValue());
        }
        String code = parts.getLast();
        Predicate<String> system = found -> parts.size() < 2
                || (parts.getFirst().isEmpty()
                        ? found == null || found.isEmpty()
                        : parts.getFirst().equals(found));
        return switch (value) {
            case CodeableConcept concept ->
                concept.getCoding().stream()
                        .anyMatch(c -> system.test(c.getSystem()) && same(code, c.getCode(), parts));
            case Coding coding -> system.test(coding.getSystem()) && same(code, coding.getCode(), parts);
            case Identifier identifier ->
                system.test(identifier.getSystem()) && same(code, identifier.getValue(), parts);
            case ContactPoint contact ->
                system.test(
                                contact.getSystem() == null
                                        ? null
                                        : contact.getSystem().toCode())
                        && same(code, contact.getValue(), parts);
            case PrimitiveType<?> primitive -> same(code, primitive.getValueAsString(), parts);
            default -> false;
        };
    }

    private static boolean same(String code, String found, List<String> parts) {
        return code.isEmpty() ? parts.size() > 1 && found != null : code.equals(found);
    }

    private static List<String> texts(Base value) {
        var out = new ArrayList<String>();
        switch (value) {
            case CodeableConcept concept -> {
                out.add(concept.getText());
                concept.getCoding().forEach(c -> out.add(c.getDisplay()));
            }
            case Coding coding -> out.add(coding.getDisplay());
            case Identifier identifier -> out.addAll(texts(identifier.getType()));
            default -> {}
        }
        out.removeIf(Objects::isNull);
        return out;
    }

    // -- string, reference, uri

    private static boolean string(Base value, String modifier, String asked) {
        var texts = new ArrayList<String>();
        if (value instanceof PrimitiveType<?> primitive) {
            texts.add(primitive.getValueAsString());
        } else if (value instanceof CodeableConcept concept) {
            texts.addAll(texts(concept));
        } else {
            for (String member : List.of(
                    "text",
                    "family",
                    "given",
                    "prefix",
                    "suffix",
                    "line",
                    "city",
                    "district",
                    "state",
                    "country",
                    "postalCode")) {
                var property = value.getNamedProperty(member);
                if (property != null) {
                    property.getValues().forEach(v -> texts.add(v.primitiveValue()));
                }
            }
        }
        return texts.stream().anyMatch(text -> switch (modifier) {
            case "exact" -> text.equals(asked);
            case "contains" -> folded(text).contains(folded(asked));
            default -> folded(text).startsWith(folded(asked));
        });
    }

    private static final Pattern MARKS = Pattern.compile("\\p{M}");

    private static String folded(String text) {
        return MARKS.matcher(java.text.Normalizer.normalize(text, java.text.Normalizer.Form.NFKD)
                        .toLowerCase(java.util.Locale.ROOT))
                .replaceAll("");
    }

    private static boolean reference(Base value, String modifier, String asked) {
        if (modifier.equals("identifier")) {
            return value instanceof Reference reference && token(reference.getIdentifier(), "", asked);
        }
        if (value instanceof PrimitiveType<?> canonical) {
            String found = canonical.getValueAsString();
            return found.equals(asked) || !asked.contains("|") && found.startsWith(asked + "|");
        }
        String found = ((Reference) value).getReference();
        if (found == null) {
            return false;
        }
        String wanted = asked.replaceFirst("/_history/.*", "");
        boolean typed = modifier.isEmpty() || found.startsWith(modifier + "/");
        return typed && (wanted.contains("/") ? found.equals(wanted) : found.matches("\\w+/" + Pattern.quote(wanted)));
    }

    private static boolean uri(Base value, String modifier, String asked) {
        String found = String.valueOf(value.primitiveValue());
        return switch (modifier) {
            case "below" -> found.startsWith(asked);
            case "above" -> asked.equals(found) || asked.startsWith(found.endsWith("/") ? found : found + "/");
            default ->
                found.equals(asked)
                        || value.fhirType().equals("canonical")
                                && !asked.contains("|")
                                && found.startsWith(asked + "|");
        };
    }

    // -- composite

    private boolean composite(Resource resource, Truth.Definition definition, String asked) {
        List<String> parts = split(asked, '$');
        return truth.values(resource, definition).stream().anyMatch(element -> {
            boolean all = true;
            for (int i = 0; i < parts.size(); i++) {
                String[] component = definition.components().get(i);
                boolean root = component[1].startsWith("%resource.");
                String kind = kind(resource.fhirType(), component[0]);
                String part = parts.get(i);
                all = all
                        && truth
                                .evaluate(
                                        root ? resource : element,
                                        component[1].replace("%resource.", "").replace("DateTime", "dateTime"))
                                .stream()
                                .anyMatch(v -> matches(kind, v, "", part));
            }
            return all;
        });
    }

    private static String kind(String type, String id) {
        for (int dash = id.indexOf('-'); dash >= 0; dash = id.indexOf('-', dash + 1)) {
            Truth.Definition found = Truth.definition(type, id.substring(dash + 1));
            if (found != null) {
                return found.kind();
            }
        }
        throw new IllegalStateException(id);
    }

    // -- escapes

    static List<String> split(String text, char at) {
        var out = new ArrayList<String>();
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == at) {
                out.add(text.substring(from, i));
                from = i + 1;
            }
        }
        out.add(text.substring(from));
        return out;
    }

    static String unescape(String text) {
        return text.replaceAll("\\\\(.)", "$1");
    }

    static BigDecimal number(String text) {
        return new BigDecimal(text);
    }
}
