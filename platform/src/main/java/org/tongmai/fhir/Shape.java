package org.tongmai.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Definitions;
import org.tongmai.store.ResourceTypes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Compiled rules of FHIR's structure: each element where it belongs, array or single, and each primitive in its form.
 *
 * <p>Takes some microseconds a resource, so every resource is checked. Unknown elements are refused in strict handling and kept
 * as they are otherwise. Of value sets only the small closed ones of required bindings are looked at, of profiles none.
 *
 * @see <a href="http://hl7.org/fhir/R4/json.html">FHIR R4 JSON format</a>
 * @see <a href="http://hl7.org/fhir/R4/datatypes.html">FHIR R4 data types</a>
 */
final class Shape {

    /** How many findings a refusal names. */
    private static final int FINDINGS_MAX = 20;

    /** How many codes a finding names. */
    private static final int CODES_NAMED = 12;

    private final boolean strict;
    private final List<String> wrong = new ArrayList<>();
    private final List<String> codes = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();

    private Shape(boolean strict) {
        this.strict = strict;
    }

    /**
     * @throws Problem {@code fhir.shape-wrong}, {@code fhir.code-unknown}, {@code fhir.unknown-element}
     */
    static void check(String type, ObjectNode resource, boolean strict) {
        var shape = new Shape(strict);
        shape.object(resource, type, type);
        shape.refuse();
    }

    private void refuse() {
        if (!wrong.isEmpty()) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "fhir.shape-wrong",
                    "An element does not have the form that FHIR R4 gives it.",
                    "Arrays, objects and primitive values must be as in http://hl7.org/fhir/R4/json.html.",
                    "Correct the elements named.",
                    wrong);
        }
        if (!codes.isEmpty()) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "fhir.code-unknown",
                    "A code is not one of those that FHIR R4 allows in this element.",
                    "The binding is required: http://hl7.org/fhir/R4/terminologies.html#required.",
                    "Send one of the codes named, or leave the element away.",
                    codes);
        }
        if (!unknown.isEmpty()) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "fhir.unknown-element",
                    "FHIR R4 does not have this element.",
                    "Strict handling was asked for, so nothing unknown is taken.",
                    "Remove it, correct its name, or use an extension.",
                    unknown);
        }
    }

    private void object(ObjectNode object, String path, String where) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String name = member.getKey();
            JsonNode value = member.getValue();
            boolean sibling = name.startsWith("_");
            Definitions.Element element = Definitions.child(path, sibling ? name.substring(1) : name);
            if (element == null) {
                if (!(name.equals("resourceType") && ResourceTypes.exists(path)) && strict) {
                    note(unknown, where + "." + name);
                }
            } else if (sibling) {
                sibling(element, value, where + "." + name);
            } else {
                value(element, value, where + "." + name);
                if (element.type().equals("code")) {
                    codes(RequiredCodes.of(path, name), value, where + "." + name);
                }
            }
        }
    }

    private void codes(Set<String> allowed, JsonNode value, String where) {
        if (allowed.isEmpty()) {
            return;
        }
        if (value.isArray()) {
            int i = 0;
            for (JsonNode item : value) {
                code(allowed, item, where + "[" + i++ + "]");
            }
        } else {
            code(allowed, value, where);
        }
    }

    private void code(Set<String> allowed, JsonNode value, String where) {
        if (value.isString() && !allowed.contains(value.asString())) {
            List<String> named = allowed.stream().limit(CODES_NAMED).toList();
            note(
                    codes,
                    where + ": must be one of " + String.join(", ", named)
                            + (allowed.size() > CODES_NAMED ? ", …" : ""));
        }
    }

    private void value(Definitions.Element element, JsonNode value, String where) {
        if (element.many() != value.isArray()) {
            note(wrong, where + (element.many() ? ": must be an array" : ": must not be an array"));
            return;
        }
        if (!element.many()) {
            one(element, value, where);
            return;
        }
        if (value.isEmpty()) {
            note(wrong, where + ": must not be an empty array");
        }
        int i = 0;
        for (JsonNode item : value) {
            if (!(item.isNull() && Definitions.isPrimitive(element.type()))) {
                one(element, item, where + "[" + i + "]");
            }
            i++;
        }
    }

    private void one(Definitions.Element element, JsonNode value, String where) {
        String type = element.type();
        if (type.equals("Resource")) {
            contained(value, where);
        } else if (Definitions.isPrimitive(type)) {
            if (!primitive(type, value)) {
                note(wrong, where + ": must be a " + type);
            }
        } else if (value instanceof ObjectNode object) {
            object(object, element.path(), where);
        } else {
            note(wrong, where + ": must be an object (" + type + ")");
        }
    }

    private void contained(JsonNode value, String where) {
        String type = value.path("resourceType").asString("");
        if (!(value instanceof ObjectNode object) || !ResourceTypes.exists(type)) {
            note(wrong, where + ": must be a resource with a known resourceType");
        } else {
            object(object, type, where);
        }
    }

    /** {@code _birthDate} and the like: id and extensions of a primitive. */
    private void sibling(Definitions.Element element, JsonNode value, String where) {
        boolean fits = Definitions.isPrimitive(element.type()) && (element.many() ? value.isArray() : value.isObject());
        if (!fits) {
            note(wrong, where + ": must hold the id or extensions of a primitive");
        }
    }

    private static boolean primitive(String type, JsonNode value) {
        return switch (type) {
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isInt();
            case "unsignedInt" -> value.isInt() && value.intValue() >= 0;
            case "positiveInt" -> value.isInt() && value.intValue() > 0;
            case "decimal" -> value.isNumber();
            case "date" -> value.isString() && Primitives.isDate(value.asString());
            case "dateTime" -> value.isString() && Primitives.isDateTime(value.asString());
            case "instant" -> value.isString() && Primitives.isInstant(value.asString());
            case "time" -> value.isString() && Primitives.isTime(value.asString());
            case "base64Binary" -> value.isString() && Primitives.isBase64(value.asString());
            case "id" -> value.isString() && Primitives.isId(value.asString());
            case "code" -> value.isString() && Primitives.isCode(value.asString());
            default -> value.isString() && Primitives.isString(value.asString());
        };
    }

    private static void note(List<String> findings, String finding) {
        if (findings.size() < FINDINGS_MAX) {
            findings.add(finding);
        }
    }
}
