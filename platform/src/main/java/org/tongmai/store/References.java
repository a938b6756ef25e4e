package org.tongmai.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Aliases.Named;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Rewrites the references of a submission to the ids of what they point at, and finds those that point at nothing.
 *
 * @see <a href="http://hl7.org/fhir/R4/http.html#trules">FHIR R4: replacing references in a transaction</a>
 * @see <a href="http://hl7.org/fhir/R4/bundle.html#references">FHIR R4: resolving references in Bundles</a>
 */
final class References {

    /** How many positions a refusal names. */
    private static final int NAMED_MAX = 20;

    /** Addresses in a narrative. */
    private static final Pattern ADDRESS = Pattern.compile("\\b(src|href)\\s*=\\s*([\"'])([^\"'<>]{1,2048})\\2");

    private static final Pattern INDEX = Pattern.compile("\\[\\d+]");

    private final Connection connection;
    private final Existing existing;
    private final Locators inside;
    private final Origin origin;
    private final Map<String, String> conditional = new HashMap<>();
    private final Map<String, List<String>> literal = new LinkedHashMap<>();
    private final List<String> missing = new ArrayList<>();

    /** How the resource that is being rewritten is called: the type itself, and the base of its own fullUrl. */
    private String type = "";

    private String ownBase = "";

    References(Connection connection, Existing existing, Locators inside, Origin origin) {
        this.connection = connection;
        this.existing = existing;
        this.inside = inside;
        this.origin = origin;
    }

    /**
     * Rewrites in place. What is kept inside a Bundle refers to its own neighbours and is left as it is.
     *
     * @param path how a refusal calls the resource
     */
    void rewrite(Change change, String path, ObjectNode resource) throws SQLException {
        if (change.type().equals("Bundle")) {
            return;
        }
        type = change.type();
        ownBase = Locators.base(change.fullUrl());
        walk(resource, path, path.length());
    }

    private void walk(JsonNode node, String path, int root) throws SQLException {
        switch (node) {
            case ObjectNode object -> {
                for (Map.Entry<String, JsonNode> member : object.properties()) {
                    JsonNode value = member.getValue();
                    if (value.isString()) {
                        String text = value.asString();
                        String better = better(member.getKey(), text, path, root);
                        if (!better.equals(text)) {
                            member.setValue(StringNode.valueOf(better));
                        }
                    } else if (value.isContainer()) {
                        walk(value, path + "." + member.getKey(), root);
                    }
                }
            }
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    JsonNode one = array.get(i);
                    if (one.isContainer()) {
                        walk(one, path + "[" + i + "]", root);
                    } else if (one.isString() && one.asString().startsWith("urn:")) {
                        array.set(i, StringNode.valueOf(inside.of(one.asString(), one.asString())));
                    }
                }
            }
            default -> {}
        }
    }

    private String better(String member, String text, String path, int root) throws SQLException {
        if (member.equals("reference")) {
            return resolve(text, path);
        }
        if (text.startsWith("urn:")) {
            return inside.of(text, text);
        }
        if (text.startsWith("http") && inside.has(text)) {
            return "url".equals(elementType(path.substring(root), member)) ? inside.of(text, text) : text;
        }
        return member.equals("div") && text.startsWith("<") ? narrative(text) : text;
    }

    /** The FHIR type of an element, so that a link is told from a name that looks like one. */
    private @Nullable String elementType(String path, String member) {
        String at = type;
        String found = null;
        for (String step : (INDEX.matcher(path).replaceAll("") + "." + member).split("\\.", -1)) {
            if (!step.isEmpty()) {
                Definitions.Element element = Definitions.child(at, step);
                if (element == null) {
                    return null;
                }
                at = element.path();
                found = element.type();
            }
        }
        return found;
    }

    private String narrative(String div) {
        if (div.indexOf("src") < 0 && div.indexOf("href") < 0) {
            return div;
        }
        Matcher address = ADDRESS.matcher(div);
        return address.replaceAll(hit -> {
            String better = inside.of(hit.group(3), hit.group(3));
            return Matcher.quoteReplacement(hit.group(1) + "=" + hit.group(2) + better + hit.group(2));
        });
    }

    private String resolve(String reference, String path) throws SQLException {
        if (reference.startsWith("#") || reference.isEmpty()) {
            return reference;
        }
        String found = inside.resolve(reference, ownBase);
        if (found != null) {
            return found;
        }
        if (reference.startsWith("urn:uuid:") || reference.startsWith("urn:oid:")) {
            missing(path);
            return reference;
        }
        String base = origin.base();
        String local = reference;
        if (!base.isEmpty() && reference.startsWith(base)) {
            local = reference.substring(base.length());
            String own = inside.resolve(local, "");
            if (own != null) {
                return own;
            }
        }
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
        Set<ResourceKey> found = existing.search(connection, QueryText.read(condition), origin.scope(), 2);
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
        String reference = key.type() + "/" + (current == null || current.name() == null ? key.id() : current.name());
        literal.computeIfAbsent(reference, l -> new ArrayList<>()).add(path);
        return reference;
    }

    /**
     * Refuses a submission with references to nothing.
     *
     * @param removed what the submission itself deletes
     * @param own compartments of which it is known that the sender may write there
     * @param look whether to look that what is referred to is there; else that is left to who writes the submission
     * @return the resources outside the submission to which it refers
     */
    Set<ResourceKey> refuseMissing(Set<ResourceKey> removed, Set<Long> own, boolean look) throws SQLException {
        var names = new HashMap<ResourceKey, String>();
        Map<Named, ResourceKey> keys = existing.resolve(
                connection, literal.keySet().stream().map(References::named).toList());
        for (String reference : literal.keySet()) {
            ResourceKey key = keys.get(named(reference));
            if (key == null || removed.contains(key)) {
                literal.getOrDefault(reference, List.of()).forEach(this::missing);
            } else {
                names.put(key, reference);
            }
        }
        Set<ResourceKey> present = look ? Existing.present(connection, names.keySet()) : names.keySet();
        Set<Long> foreign = existing.foreign(connection, names.keySet(), own, origin);
        names.forEach((key, reference) -> {
            if (!present.contains(key) || foreign.contains(key.compartment())) {
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
        return new HashSet<>(names.keySet());
    }

    private static Named named(String reference) {
        int slash = reference.indexOf('/');
        return new Named(reference.substring(0, slash), reference.substring(slash + 1));
    }

    private void missing(String path) {
        if (missing.size() < NAMED_MAX) {
            missing.add(path);
        }
    }
}
