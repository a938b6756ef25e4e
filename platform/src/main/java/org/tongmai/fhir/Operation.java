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

    /** The name without the dollar sign. */
    String name();

    /** The canonical URL of its OperationDefinition. */
    String definition();

    Set<Level> levels();

    /** The resource types on which it is called; empty means all. */
    Set<String> types();

    /** True where it changes nothing, so that GET may call it. */
    boolean readOnly();

    /** @throws Problem where it is refused */
    Answer run(Call call);

    /** Whether {@code $name} is offered here. */
    default boolean offered(Level level, @Nullable String type) {
        return levels().contains(level) && (type == null || types().isEmpty() || types().contains(type));
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
            String given = request.first(name);
            if (given != null) {
                return given;
            }
            JsonNode parameter = parameter(name);
            if (parameter == null) {
                return null;
            }
            for (Map.Entry<String, JsonNode> member : parameter.properties()) {
                if (member.getKey().startsWith("value") && member.getValue().isValueNode()) {
                    return member.getValue().asString("");
                }
            }
            return null;
        }

        /** All values of a parameter, from the URL and from the Parameters posted; references by what they refer to. */
        public List<String> texts(String name) {
            var texts = new ArrayList<String>(request.query().getOrDefault(name, List.of()));
            for (JsonNode parameter : parameters()) {
                if (parameter.path("name").asString("").equals(name)) {
                    for (Map.Entry<String, JsonNode> member : parameter.properties()) {
                        if (member.getKey().startsWith("value")) {
                            JsonNode value = member.getValue();
                            texts.add((value.isValueNode() ? value : value.path("reference")).asString(""));
                        }
                    }
                }
            }
            return texts;
        }

        /** The parameters that the call gives, wherever. */
        public Set<String> names() {
            var names = new LinkedHashSet<String>(request.query().keySet());
            parameters().forEach(parameter -> names.add(parameter.path("name").asString("")));
            return names;
        }

        private Iterable<JsonNode> parameters() {
            return body == null ? List.of() : body.path("parameter");
        }

        /** The first entry of the Parameters posted that has this name. */
        public @Nullable JsonNode parameter(String name) {
            if (body != null && body.path("resourceType").asString("").equals("Parameters")) {
                for (JsonNode parameter : body.path("parameter")) {
                    if (parameter.path("name").asString("").equals(name)) {
                        return parameter;
                    }
                }
            }
            return null;
        }
    }

    /** @param body a resource as JSON in UTF-8; empty for none */
    record Answer(int status, Map<String, String> headers, byte[] body) {
        public static Answer ok(byte[] body) {
            return new Answer(200, Map.of(), body);
        }
    }
}
