package org.tongmai.fhir;

import java.util.List;
import java.util.Set;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Change;
import org.tongmai.store.Json;
import org.tongmai.store.Slice;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code $meta-add} and {@code $meta-delete} on one resource: its profiles, tags and security labels. A change of
 * them is a version like any other.
 *
 * @see <a href="http://hl7.org/fhir/R4/resource-operation-meta-add.html">FHIR R4 $meta-add</a>
 * @see <a href="http://hl7.org/fhir/R4/resource-operation-meta-delete.html">FHIR R4 $meta-delete</a>
 */
final class MetaChange implements Operation {

    /** Which of the two. */
    enum Does {
        ADD("meta-add"),
        DELETE("meta-delete");

        private final String word;

        Does(String word) {
            this.word = word;
        }
    }

    private static final List<String> LISTS = List.of("profile", "security", "tag");

    private final Does does;
    private final Interactions interactions;

    MetaChange(Does does, Interactions interactions) {
        this.does = does;
        this.interactions = interactions;
    }

    @Override
    public About about() {
        return new About(
                does.word,
                "http://hl7.org/fhir/OperationDefinition/Resource-" + does.word,
                Set.of(Level.INSTANCE),
                Set.of(),
                false);
    }

    @Override
    public Answer run(Call call) {
        String type = String.valueOf(call.type());
        String id = Preconditions.id(String.valueOf(call.id()));
        JsonNode parameter = call.parameter("meta");
        if (parameter == null || !(parameter.get("valueMeta") instanceof ObjectNode meta)) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "fhir.meta-missing",
                    "There is no parameter 'meta'.",
                    "It says which profiles, tags and security labels are meant.",
                    "POST Parameters with a parameter 'meta' of type Meta.");
        }
        boolean add = does == Does.ADD;
        Change change = Change.patch(type, id, current -> changed(current, meta, add), Slice.of(call.sent()))
                .ifMatch(Preconditions.ifMatch(call.request().header("If-Match")));
        Outcome outcome = interactions.single(
                change,
                Sender.of(call.request()),
                Writing.handling(call.request()).shown());
        return answer(Json.read(outcome.response()).path("meta"));
    }

    private static Answer answer(JsonNode meta) {
        ObjectNode parameters = Json.object().put("resourceType", "Parameters");
        parameters.putArray("parameter").addObject().put("name", "return").set("valueMeta", meta);
        return Answer.ok(Json.bytes(parameters));
    }

    private static ObjectNode changed(ObjectNode resource, ObjectNode given, boolean add) {
        ObjectNode meta = resource.get("meta") instanceof ObjectNode known ? known : resource.putObject("meta");
        for (String name : LISTS) {
            ArrayNode list = meta.get(name) instanceof ArrayNode known
                    ? known
                    : Json.mapper().createArrayNode();
            for (JsonNode wanted : given.path(name)) {
                boolean there = list.valueStream().anyMatch(one -> same(one, wanted));
                if (add && !there) {
                    list.add(wanted.deepCopy());
                } else if (!add) {
                    list.removeIf(one -> same(one, wanted));
                }
            }
            if (list.isEmpty()) {
                meta.remove(name);
            } else {
                meta.set(name, list);
            }
        }
        return resource;
    }

    /** The same profile, or the same code in the same system. */
    private static boolean same(JsonNode a, JsonNode b) {
        return a.isObject()
                ? a.path("system").asString("").equals(b.path("system").asString(""))
                        && a.path("code").asString("").equals(b.path("code").asString(""))
                : a.equals(b);
    }
}
