package org.tongmai.intake.quality;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What rules may read of one message; turned into what expressions understand only where one asks. For one thread. */
final class Content {

    /** Code system of data elements in documents. */
    private static final String DATA_ELEMENTS = "urn:oid:2.16.156.10011.2.2.1";

    /** What rules read of one text: no data element is longer, and each turn of a loop may go through it. */
    private static final int TEXT_MAX = 4_000;

    private final List<ObjectNode> resources;
    private final Dictionary dictionary;
    private final Subject subject;
    private final Map<String, Object> variables = new HashMap<>();
    private final Lazy elements = new Lazy(this::values);

    Content(Subject subject, List<ObjectNode> resources, Dictionary dictionary) {
        this.subject = subject;
        this.resources = resources;
        this.dictionary = dictionary;
        variables.put(
                "message",
                Map.of(
                        "door", subject.door(),
                        "kind", subject.kind(),
                        "institution", subject.institution(),
                        "day", subject.day().toString(),
                        "receivedAt", subject.receivedAt(),
                        "madeAt", subject.madeAt()));
        variables.put("resources", new Lazy(this::ofType));
        variables.put("elements", elements);
        variables.put("wrong", new Lazy(this::wrong));
    }

    Map<String, Object> variables() {
        return variables;
    }

    /** The values of a data element, as they may be shown. */
    Stream<String> masked(String id) {
        Optional<Element> element = dictionary.element(id, subject.day());
        return elements.get(id).stream()
                .map(value ->
                        element.map(each -> each.masked(String.valueOf(value))).orElse(""));
    }

    private List<?> ofType(String type) {
        return resources.stream()
                .filter(each -> each.path("resourceType").asString("").equals(type))
                .map(Content::value)
                .toList();
    }

    private List<?> values(String id) {
        Expression value =
                dictionary.element(id, subject.day()).map(Element::value).orElse(null);
        List<String> values = new ArrayList<>(value == null ? List.of() : value.values(variables));
        resources.forEach(each -> told(each, id).ifPresent(values::add));
        return values;
    }

    private List<?> wrong(String id) {
        Optional<Element> element = dictionary.element(id, subject.day());
        return elements.get(id).stream()
                .filter(value -> element.isPresent() && !element.get().conforms(String.valueOf(value)))
                .toList();
    }

    /** The value of a data element that a document tells as an observation. */
    private static Optional<String> told(ObjectNode resource, String id) {
        if (!resource.path("resourceType").asString("").equals("Observation")) {
            return Optional.empty();
        }
        for (JsonNode coding : resource.at("/code/coding")) {
            if (coding.path("code").asString("").equals(id)
                    && coding.path("system").asString("").equals(DATA_ELEMENTS)) {
                return Stream.of(
                                resource.at("/valueCodeableConcept/coding/0/code"),
                                resource.at("/valueQuantity/value"),
                                resource.at("/valueString"),
                                resource.at("/valueDateTime"),
                                resource.at("/valueInteger"),
                                resource.at("/valueBoolean"))
                        .filter(JsonNode::isValueNode)
                        .map(each -> each.asString(""))
                        .filter(each -> !each.isEmpty())
                        .findFirst();
            }
        }
        return Optional.empty();
    }

    private static Object value(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> members = new HashMap<>();
            node.properties().forEach(each -> {
                if (!each.getValue().isNull()) {
                    members.put(each.getKey(), value(each.getValue()));
                }
            });
            return members;
        }
        if (node.isArray()) {
            return node.valueStream()
                    .filter(each -> !each.isNull())
                    .map(Content::value)
                    .toList();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        if (node.isNumber()) {
            return node.doubleValue();
        }
        String text = node.asString("");
        return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX);
    }

    /** A map in which everything is: what the message does not have is an empty list. */
    private static final class Lazy extends AbstractMap<String, List<?>> {

        private final Map<String, List<?>> known = new HashMap<>();
        private final Function<String, List<?>> made;

        Lazy(Function<String, List<?>> made) {
            this.made = made;
        }

        @Override
        public boolean containsKey(@Nullable Object key) {
            return key instanceof String;
        }

        @Override
        public List<?> get(@Nullable Object key) {
            String name = String.valueOf(key);
            List<?> there = known.get(name);
            if (there == null) {
                there = made.apply(name);
                known.put(name, there);
            }
            return there;
        }

        @Override
        public Set<Entry<String, List<?>>> entrySet() {
            return known.entrySet();
        }
    }
}
