package org.tongmai.fhir;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An operation of the FHIR interface, {@code $name}. Each is a Spring bean in a file of its own: the servlet finds it by name and
 * level, the CapabilityStatement lists it.
 *
 * <p>An operation that reads decides the scope before it queries and leaves the trace before it answers, as every reading does.
 *
 * @see <a href="http://hl7.org/fhir/R4/operations.html">FHIR R4 operations</a>
 */
public interface Operation {

    /** Where an operation is called. */
    enum Level {
        /** {@code /fhir/$name}. */
        SYSTEM,
        /** {@code /fhir/Type/$name}. */
        TYPE,
        /** {@code /fhir/Type/id/$name}. */
        INSTANCE
    }

    /**
     * What is told of an operation.
     *
     * @param name without the dollar sign
     * @param definition the canonical URL of its OperationDefinition
     * @param types the resource types on which it is called; empty means all
     * @param readOnly true where it changes nothing, so that GET may call it
     */
    record About(String name, String definition, Set<Level> levels, Set<String> types, boolean readOnly) {

        /** Whether {@code $name} is offered here. */
        boolean offered(Level level, @Nullable String type) {
            return levels.contains(level) && (type == null || types.isEmpty() || types.contains(type));
        }
    }

    About about();

    /** @throws Problem where it is refused */
    Answer run(Call call);

    /** The refusal of a parameter. */
    static Problem wrong(String parameter, String why) {
        return new Problem(
                Problem.Kind.INVALID,
                "fhir.parameter-wrong",
                "The parameter '" + parameter + "' does not have the form it should have.",
                why,
                "Correct it.");
    }

    /**
     * One call.
     *
     * @param type null at system level
     * @param id null above instance level
     * @param body what was posted: a Parameters resource or the resource itself; null where nothing was
     * @param sent the same as it was written; empty where nothing was posted
     */
    record Call(
            Request request,
            @Nullable String type,
            @Nullable String id,
            @Nullable ObjectNode body,
            byte[] sent) {

        /** A parameter of primitive type, from the URL or else from the Parameters posted. */
        public @Nullable String text(String name) {
            List<String> values = texts(name);
            return values.isEmpty() ? null : values.getFirst();
        }

        /**
         * A parameter that is true or false; false where it is not given.
         *
         * @throws Problem {@code fhir.parameter-wrong}
         */
        public boolean flag(String name) {
            String value = text(name);
            return switch (value == null ? "" : value) {
                case "", "false" -> false;
                case "true" -> true;
                default -> throw wrong(name, "It is true or false.");
            };
        }

        /**
         * A parameter that is a whole number, not below zero.
         *
         * @throws Problem {@code fhir.parameter-wrong}
         */
        public @Nullable Integer number(String name) {
            String value = text(name);
            if (value == null || value.isEmpty()) {
                return null;
            }
            if (!value.matches("\\d{1,9}")) {
                throw wrong(name, "It is a whole number, not below zero.");
            }
            return Integer.valueOf(value);
        }

        /**
         * A resource sent as a parameter, or as the body itself.
         *
         * @throws Problem {@code fhir.parameter-wrong} where the parameter holds one of another type
         */
        public @Nullable ObjectNode resource(String name, String type) {
            if (body != null && body.path("resourceType").asString("").equals(type)) {
                return body;
            }
            JsonNode parameter = parameter(name);
            if (parameter == null || !(parameter.get("resource") instanceof ObjectNode resource)) {
                return null;
            }
            if (!resource.path("resourceType").asString("").equals(type)) {
                throw wrong(name, "It is a " + type + ".");
            }
            return resource;
        }

        /** All values of a parameter, those of the URL first; of a reference what it refers to. */
        public List<String> texts(String name) {
            var values = new ArrayList<>(request.query().getOrDefault(name, List.of()));
            for (JsonNode parameter : parameters(name)) {
                for (Map.Entry<String, JsonNode> member : parameter.properties()) {
                    if (member.getKey().startsWith("value")) {
                        JsonNode value = member.getValue();
                        values.add((value.isValueNode() ? value : value.path("reference")).asString(""));
                    }
                }
            }
            return values;
        }

        /** The parameters that the call gives, wherever. */
        public Set<String> names() {
            var names = new LinkedHashSet<String>(request.query().keySet());
            if (body != null) {
                body.path("parameter")
                        .forEach(parameter -> names.add(parameter.path("name").asString("")));
            }
            return names;
        }

        /** The first entry of the Parameters posted that has this name. */
        public @Nullable JsonNode parameter(String name) {
            List<JsonNode> found = parameters(name);
            return found.isEmpty() ? null : found.getFirst();
        }

        /** The entries of the Parameters posted that have this name. */
        public List<JsonNode> parameters(String name) {
            return body == null || !body.path("resourceType").asString("").equals("Parameters")
                    ? List.of()
                    : body.path("parameter")
                            .valueStream()
                            .filter(each -> each.path("name").asString("").equals(name))
                            .toList();
        }
    }

    /** @param body a resource as JSON in UTF-8; empty for none */
    record Answer(int status, Map<String, String> headers, byte[] body) {
        public static Answer ok(byte[] body) {
            return new Answer(200, Map.of(), body);
        }
    }
}
