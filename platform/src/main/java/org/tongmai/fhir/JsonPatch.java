package org.tongmai.fhir;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Change;
import org.tongmai.store.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON Patch. What it copies is bounded in size and depth, so a short patch cannot make a large resource.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6902">RFC 6902</a>
 * @see <a href="http://hl7.org/fhir/R4/http.html#patch">FHIR R4 patch</a>
 */
final class JsonPatch implements Change.Patch {

    static final String MEDIA_TYPE = "application/json-patch+json";

    /** Operations of one patch. */
    static final int OPERATIONS_MAX = 1_000;

    /** Members and characters that the operations of one patch copy. */
    static final long COPIED_MAX = 8_000_000;

    private static final String BOUNDS =
            "A patch has at most " + OPERATIONS_MAX + " operations; what it copies and how deep it nests is bounded.";

    private final List<Operation> operations;

    private record Operation(
            String op,
            List<String> path,
            @Nullable List<String> from,
            @Nullable JsonNode value) {}

    private JsonPatch(List<Operation> operations) {
        this.operations = List.copyOf(operations);
    }

    /** @throws Problem {@code store.not-json}, {@code fhir.patch-unreadable} */
    static JsonPatch read(byte[] bytes) {
        JsonNode patch;
        try {
            patch = Json.mapper().readTree(bytes);
        } catch (JacksonException e) {
            throw Json.problem(e);
        }
        if (!(patch instanceof ArrayNode array)) {
            throw PatchRefusals.unreadable("A JSON Patch is an array of operations.", List.of());
        }
        if (array.size() > OPERATIONS_MAX) {
            throw PatchRefusals.tooMuch(BOUNDS);
        }
        var operations = new ArrayList<Operation>();
        for (JsonNode each : array) {
            operations.add(operation(each, List.of("[" + operations.size() + "]")));
        }
        return new JsonPatch(operations);
    }

    private static Operation operation(JsonNode each, List<String> where) {
        String op = each.path("op").asString("");
        boolean copies = op.equals("move") || op.equals("copy");
        boolean gives = op.equals("add") || op.equals("replace") || op.equals("test");
        if (!copies && !gives && !op.equals("remove")) {
            throw PatchRefusals.unreadable("'op' is add, remove, replace, move, copy or test.", where);
        }
        if (!each.path("path").isString()
                || (copies && !each.path("from").isString())
                || (gives && !each.has("value"))) {
            throw PatchRefusals.unreadable(
                    "An operation has a 'path'; move and copy have a 'from'; add, replace and test have a 'value'.",
                    where);
        }
        return new Operation(
                op,
                tokens(each.path("path").asString(), where),
                copies ? tokens(each.path("from").asString(), where) : null,
                gives ? each.get("value") : null);
    }

    /** The parts of a JSON Pointer (RFC 6901). */
    private static List<String> tokens(String pointer, List<String> where) {
        if (pointer.isEmpty()) {
            return List.of();
        }
        if (!pointer.startsWith("/")) {
            throw PatchRefusals.unreadable("A path is a JSON Pointer and begins with '/'.", where);
        }
        String[] parts = pointer.substring(1).split("/", -1);
        if (parts.length > Json.DEPTH_MAX) {
            throw PatchRefusals.tooMuch(BOUNDS);
        }
        var out = new ArrayList<String>();
        for (String part : parts) {
            out.add(part.replace("~1", "/").replace("~0", "~"));
        }
        return out;
    }

    @Override
    public ObjectNode apply(ObjectNode current) {
        var work = new Work(current);
        for (int i = 0; i < operations.size(); i++) {
            work.carryOut(operations.get(i), List.of("[" + i + "]"));
        }
        if (work.root instanceof ObjectNode object) {
            return object;
        }
        throw PatchRefusals.notApplicable("The patch leaves no JSON object.", List.of());
    }

    private static final class Work {
        private JsonNode root;
        private long copied;

        Work(JsonNode root) {
            this.root = root;
        }

        void carryOut(Operation operation, List<String> where) {
            List<String> path = operation.path;
            switch (operation.op) {
                case "add" -> add(path, own(operation, path), where);
                case "remove" -> remove(path, where);
                case "replace" -> {
                    JsonNode value = own(operation, path);
                    if (path.isEmpty()) {
                        root = value;
                    } else {
                        remove(path, where);
                        add(path, value, where);
                    }
                }
                case "copy" -> add(path, copy(find(from(operation), where), path), where);
                case "move" -> {
                    List<String> from = from(operation);
                    if (path.size() > from.size()
                            && path.subList(0, from.size()).equals(from)) {
                        throw PatchRefusals.notApplicable("A value cannot be moved into itself.", where);
                    }
                    JsonNode value = find(from, where);
                    refuseDeep(value, path);
                    if (!from.equals(path)) {
                        remove(from, where);
                        add(path, value, where);
                    }
                }
                default -> {
                    if (operation.value == null || !same(find(path, where), operation.value)) {
                        throw new Problem(
                                Problem.Kind.UNPROCESSABLE,
                                "fhir.patch-test-failed",
                                "A 'test' of the patch does not hold.",
                                "The resource is not as the patch expects it (RFC 6902, 4.6).",
                                "Read the resource and make the patch anew.",
                                where);
                    }
                }
            }
        }

        private static List<String> from(Operation operation) {
            return operation.from == null ? List.of() : operation.from;
        }

        private JsonNode own(Operation operation, List<String> path) {
            return copy(operation.value == null ? Json.object() : operation.value, path);
        }

        /** A copy, since a patch may be applied again and a value may be changed where it stands. */
        private JsonNode copy(JsonNode value, List<String> path) {
            refuseDeep(value, path);
            copied += weight(value);
            if (copied > COPIED_MAX) {
                throw PatchRefusals.tooMuch(BOUNDS);
            }
            return value.deepCopy();
        }

        private static void refuseDeep(JsonNode value, List<String> path) {
            if (depth(value) + path.size() > Json.DEPTH_MAX) {
                throw PatchRefusals.tooMuch(BOUNDS);
            }
        }

        private JsonNode find(List<String> path, List<String> where) {
            JsonNode at = root;
            for (String token : path) {
                JsonNode next =
                        switch (at) {
                            case ObjectNode object -> object.get(token);
                            case ArrayNode array -> array.get(index(token, array.size() - 1, where));
                            default -> null;
                        };
                if (next == null) {
                    throw PatchRefusals.notApplicable("There is nothing at the path.", where);
                }
                at = next;
            }
            return at;
        }

        private void add(List<String> path, JsonNode value, List<String> where) {
            if (path.isEmpty()) {
                root = value;
                return;
            }
            switch (find(path.subList(0, path.size() - 1), where)) {
                case ObjectNode object -> object.set(path.getLast(), value);
                case ArrayNode array ->
                    array.insert(
                            path.getLast().equals("-") ? array.size() : index(path.getLast(), array.size(), where),
                            value);
                default -> throw PatchRefusals.notApplicable("There is nothing at the path.", where);
            }
        }

        private void remove(List<String> path, List<String> where) {
            find(path, where);
            if (path.isEmpty()) {
                throw PatchRefusals.notApplicable("The whole resource cannot be removed.", where);
            }
            switch (find(path.subList(0, path.size() - 1), where)) {
                case ObjectNode object -> object.remove(path.getLast());
                case ArrayNode array -> array.remove(index(path.getLast(), array.size() - 1, where));
                default -> throw PatchRefusals.notApplicable("There is nothing at the path.", where);
            }
        }

        private static int index(String token, int max, List<String> where) {
            if (token.matches("0|[1-9]\\d{0,8}")) {
                int index = Integer.parseInt(token);
                if (index <= max) {
                    return index;
                }
            }
            throw PatchRefusals.notApplicable("There is nothing at the path.", where);
        }
    }

    /** Equal as RFC 6902 has it: numbers by value, members in any order. */
    private static boolean same(JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue()) == 0;
        }
        if (a.size() != b.size()) {
            return false;
        }
        if (a instanceof ObjectNode one && b instanceof ObjectNode) {
            return one.properties().stream().allMatch(member -> {
                JsonNode other = b.get(member.getKey());
                return other != null && same(member.getValue(), other);
            });
        }
        if (a instanceof ArrayNode && b instanceof ArrayNode) {
            for (int i = 0; i < a.size(); i++) {
                if (!same(a.get(i), b.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return a.equals(b);
    }

    static long weight(JsonNode node) {
        long sum = 1L + (node.isString() ? node.asString().length() : 0);
        for (JsonNode child : node) {
            sum += weight(child);
        }
        return sum;
    }

    private static int depth(JsonNode node) {
        int deepest = 0;
        for (JsonNode child : node) {
            deepest = Math.max(deepest, depth(child));
        }
        return deepest + 1;
    }
}
