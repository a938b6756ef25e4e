package org.tongmai.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.fhirpath.ExpressionNode;
import org.hl7.fhir.r4.model.Base;
import org.jspecify.annotations.Nullable;
import org.tongmai.fhir.ModelTree.Place;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Change;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * FHIRPath Patch. Paths are evaluated on HAPI's model; the change itself is made in the JSON, so that what the model does not
 * know is kept.
 *
 * @see <a href="http://hl7.org/fhir/R4/fhirpatch.html">FHIR R4 FHIRPath Patch</a>
 */
final class PathPatch implements Change.Patch {

    private static final Set<String> TYPES = Set.of("add", "insert", "delete", "replace", "move");

    /** Bytes of resource that the operations of one patch parse together. */
    private static final long PARSED_MAX = 64L * 1024 * 1024;

    private final List<Step> steps;

    private record Step(
            String type,
            String text,
            ExpressionNode path,
            @Nullable String name,
            int index,
            int source,
            int destination,
            @Nullable PatchValue value,
            List<String> where) {}

    private PathPatch(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    /** @throws Problem {@code fhir.patch-unreadable}, {@code fhir.patch-path-wrong} */
    static PathPatch read(ObjectNode parameters) {
        if (!parameters.path("resourceType").asString("").equals("Parameters")) {
            throw PatchRefusals.unreadable("A FHIRPath Patch is a Parameters resource.", List.of());
        }
        if (parameters.path("parameter").size() > JsonPatch.OPERATIONS_MAX) {
            throw PatchRefusals.tooMuch(
                    "Each operation reads the resource anew, so their number times its size is bounded.");
        }
        var steps = new ArrayList<Step>();
        int i = 0;
        for (JsonNode parameter : parameters.path("parameter")) {
            List<String> where = List.of("Parameters.parameter[" + i++ + "]");
            if (!parameter.path("name").asString("").equals("operation")) {
                throw PatchRefusals.unreadable("Each parameter is named 'operation'.", where);
            }
            steps.add(step(parameter, where));
        }
        return new PathPatch(steps);
    }

    private static Step step(JsonNode operation, List<String> where) {
        String type = text(operation, "type");
        String path = text(operation, "path");
        if (type == null || path == null || !TYPES.contains(type)) {
            throw PatchRefusals.unreadable(
                    "An operation has a 'type' (add, insert, delete, replace, move) and a 'path'.", where);
        }
        JsonNode given = part(operation, "value");
        PatchValue value = given == null ? null : PatchValue.of(given);
        boolean valued = type.equals("add") || type.equals("insert") || type.equals("replace");
        if (valued && value == null || type.equals("add") && text(operation, "name") == null) {
            throw PatchRefusals.unreadable("'add', 'insert' and 'replace' have a 'value', and 'add' a 'name'.", where);
        }
        return new Step(
                type,
                path,
                PatchPath.parse(path, where),
                text(operation, "name"),
                type.equals("insert") ? number(operation, "index", where) : 0,
                type.equals("move") ? number(operation, "source", where) : 0,
                type.equals("move") ? number(operation, "destination", where) : 0,
                value,
                where);
    }

    private static @Nullable JsonNode part(JsonNode operation, String name) {
        for (JsonNode part : operation.path("part")) {
            if (part.path("name").asString("").equals(name)) {
                return part;
            }
        }
        return null;
    }

    private static @Nullable String text(JsonNode operation, String name) {
        JsonNode part = part(operation, name);
        return part == null
                ? null
                : part.properties().stream()
                        .filter(member -> member.getKey().startsWith("value")
                                && member.getValue().isString())
                        .map(member -> member.getValue().asString())
                        .findFirst()
                        .orElse(null);
    }

    private static int number(JsonNode operation, String name, List<String> where) {
        JsonNode part = part(operation, name);
        JsonNode value = part == null ? null : part.get("valueInteger");
        if (value == null || !value.isInt() || value.intValue() < 0) {
            throw PatchRefusals.unreadable("'" + name + "' is a valueInteger from 0 on.", where);
        }
        return value.intValue();
    }

    @Override
    public ObjectNode apply(ObjectNode current) {
        long size = Json.bytes(current).length;
        if (size * steps.size() > PARSED_MAX && steps.size() > 1) {
            throw PatchRefusals.tooMuch(
                    "Each operation reads the resource anew, so their number times its size is bounded.");
        }
        for (Step step : steps) {
            carryOut(step, tree(current, step.where));
        }
        return current;
    }

    private static ModelTree tree(ObjectNode resource, List<String> where) {
        try {
            return new ModelTree(resource);
        } catch (RuntimeException unread) {
            throw PatchRefusals.notApplicable(
                    "The resource cannot be read as FHIR R4 at this point of the patch.", where);
        }
    }

    private static void carryOut(Step step, ModelTree tree) {
        List<Base> found = PatchPath.find(tree, step.path, step.where);
        PatchValue value = step.value;
        switch (step.type) {
            case "add" -> {
                if (found.size() != 1) {
                    throw count(found.size(), step.where);
                }
                boolean root = tree.isRoot(found.getFirst());
                var target = new PatchTarget(tree, root ? null : place(tree, step, found.getFirst()), step.where);
                if (step.name != null && value != null) {
                    target.add(step.name, value);
                }
            }
            case "replace" -> {
                if (found.size() != 1) {
                    throw count(found.size(), step.where);
                }
                if (value != null) {
                    new PatchTarget(tree, place(tree, step, found.getFirst()), step.where).replace(value);
                }
            }
            case "delete" -> {
                if (found.size() > 1) {
                    throw count(found.size(), step.where);
                }
                if (found.size() == 1) {
                    new PatchTarget(tree, place(tree, step, found.getFirst()), step.where).delete();
                }
            }
            case "insert" -> {
                if (value != null) {
                    new PatchTarget(tree, list(tree, step, found), step.where).insert(step.index, value);
                }
            }
            default -> new PatchTarget(tree, list(tree, step, found), step.where).move(step.source, step.destination);
        }
    }

    /** The list of which all elements found are members. */
    private static Place list(ModelTree tree, Step step, List<Base> found) {
        if (found.isEmpty()) {
            throw count(0, step.where);
        }
        Set<List<Object>> lists = found.stream()
                .map(each -> place(tree, step, each))
                .map(place -> List.<Object>of(System.identityHashCode(place.holder()), place.member()))
                .collect(Collectors.toSet());
        Place first = place(tree, step, found.getFirst());
        if (lists.size() != 1 || first.index() < 0) {
            throw PatchRefusals.notApplicable("The path does not find one list.", step.where);
        }
        return first;
    }

    private static Place place(ModelTree tree, Step step, Base element) {
        Place place = tree.place(element);
        if (place != null) {
            return place;
        }
        // HAPI makes a few elements anew at each look, such as Narrative.div: they are found by way of what holds them.
        int dot = step.text.lastIndexOf('.');
        if (dot > 0 && step.text.substring(dot + 1).strip().matches("\\w+")) {
            List<Base> holders =
                    PatchPath.find(tree, PatchPath.parse(step.text.substring(0, dot), step.where), step.where);
            String member = step.text.substring(dot + 1).strip();
            if (holders.size() == 1) {
                Place held = held(tree, holders.getFirst(), member);
                if (held != null) {
                    return held;
                }
            }
        }
        throw PatchRefusals.notApplicable("The path finds a computed value, not an element.", step.where);
    }

    private static @Nullable Place held(ModelTree tree, Base holder, String member) {
        Place up = tree.place(holder);
        ObjectNode object = tree.isRoot(holder) ? tree.json() : up == null ? null : up.object();
        if (object == null || !object.has(member) || object.path(member).isArray()) {
            return null;
        }
        return new Place(up, object, up == null ? tree.type() : ModelTree.within(up, object), member, -1);
    }

    private static Problem count(int found, List<String> where) {
        return PatchRefusals.notApplicable(
                found == 0 ? "The path finds nothing." : "The path finds " + found + " elements; it must find one.",
                where);
    }
}
