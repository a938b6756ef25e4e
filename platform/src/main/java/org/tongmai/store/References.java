package org.tongmai.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Rewrites the references of a submission to the ids of what they point at, and finds those that point at nothing.
 *
 * @see <a href="http://hl7.org/fhir/R4/http.html#trules">FHIR R4: replacing references in a transaction</a>
 */
final class References {

    /** How many positions a refusal names. */
    private static final int NAMED_MAX = 20;

    private final Connection connection;
    private final Existing existing;
    private final Map<String, String> byFullUrl;
    private final Origin origin;
    private final Map<String, String> conditional = new HashMap<>();
    private final Map<String, List<String>> literal = new LinkedHashMap<>();
    private final List<String> missing = new ArrayList<>();

    References(Connection connection, Existing existing, Map<String, String> byFullUrl, Origin origin) {
        this.connection = connection;
        this.existing = existing;
        this.byFullUrl = byFullUrl;
        this.origin = origin;
    }

    /** Rewrites in place. */
    void rewrite(int index, ObjectNode resource) throws SQLException {
        walk(resource, "entry[" + index + "]");
    }

    private void walk(JsonNode node, String path) throws SQLException {
        switch (node) {
            case ObjectNode object -> {
                for (Map.Entry<String, JsonNode> member : object.properties()) {
                    JsonNode value = member.getValue();
                    if (value.isString()) {
                        String text = value.asString();
                        boolean reference = member.getKey().equals("reference");
                        String better = reference ? resolve(text, path) : byFullUrl.getOrDefault(text, text);
                        if (!better.equals(text) && (reference || text.startsWith("urn:"))) {
                            member.setValue(StringNode.valueOf(better));
                        }
                    } else if (value.isContainer()) {
                        walk(value, path + "." + member.getKey());
                    }
                }
            }
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    if (array.get(i).isContainer()) {
                        walk(array.get(i), path + "[" + i + "]");
                    }
                }
            }
            default -> {}
        }
    }

    private String resolve(String reference, String path) throws SQLException {
        String inside = byFullUrl.get(reference);
        if (inside != null) {
            return inside;
        }
        if (reference.startsWith("#") || reference.isEmpty()) {
            return reference;
        }
        if (reference.startsWith("urn:uuid:") || reference.startsWith("urn:oid:")) {
            missing(path);
            return reference;
        }
        String base = origin.base();
        String local = !base.isEmpty() && reference.startsWith(base) ? reference.substring(base.length()) : reference;
        int mark = local.indexOf('?');
        if (mark > 0 && ResourceTypes.exists(local.substring(0, mark))) {
            String known = conditional.get(local);
            if (known == null) {
                known = find(local, path);
                conditional.put(local, known);
            }
            return known;
        }
        String[] parts = Values.unversioned(local).split("/", -1);
        if (parts.length == 2 && ResourceTypes.exists(parts[0])) {
            literal.computeIfAbsent(Values.unversioned(local), l -> new ArrayList<>())
                    .add(path);
        }
        return local;
    }

    private String find(String condition, String path) throws SQLException {
        Set<ResourceKey> found = existing.search(connection, QueryText.read(condition), origin.scope());
        if (found.isEmpty()) {
            missing(path);
            return condition;
        }
        if (found.size() > 1) {
            throw new Problem(
                    Problem.Kind.PRECONDITION_FAILED,
                    "store.several-match",
                    "A conditional reference finds more than one resource.",
                    "It must find exactly one.",
                    "Make the condition narrower.",
                    List.of(path));
        }
        ResourceKey key = found.iterator().next();
        Existing.Current current = existing.current(connection, key);
        return key.type() + "/" + (current == null || current.name() == null ? key.id() : current.name());
    }

    /** Refuses a submission with references to nothing. */
    void refuseMissing() throws SQLException {
        var all = new ArrayList<ResourceKey>();
        var names = new HashMap<ResourceKey, String>();
        for (String reference : literal.keySet()) {
            int slash = reference.indexOf('/');
            String type = reference.substring(0, slash);
            String id = reference.substring(slash + 1);
            ResourceKey key = existing.resolve(connection, type, id);
            if (key == null) {
                literal.getOrDefault(reference, List.of()).forEach(this::missing);
            } else {
                all.add(key);
                names.put(key, reference);
            }
        }
        Set<ResourceKey> present = existing.present(connection, all);
        names.forEach((key, reference) -> {
            if (!present.contains(key)) {
                literal.getOrDefault(reference, List.of()).forEach(this::missing);
            }
        });
        if (!missing.isEmpty()) {
            throw new Problem(
                    Problem.Kind.MISSING_REFERENCE,
                    "store.reference-missing",
                    "A reference points at a resource that does not exist.",
                    "Every reference must be to a resource in the same transaction or stored before.",
                    "Send the missing resource first, or in the same transaction; then send this again.",
                    missing);
        }
    }

    private void missing(String path) {
        if (missing.size() < NAMED_MAX) {
            missing.add(path);
        }
    }
}
