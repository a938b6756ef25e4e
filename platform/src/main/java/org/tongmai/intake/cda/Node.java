package org.tongmai.intake.cda;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One XML element of a document, named without its prefix. Whoever gives it a place in the record takes it; what nobody took is
 * told apart at the end, so that nothing is lost in silence.
 */
public final class Node {

    private final String name;
    private final Map<String, String> attributes;
    private final List<Object> content = new ArrayList<>();
    private boolean taken;

    /** @param attributes by local name, {@code xsi:type} as {@code type} */
    Node(String name, Map<String, String> attributes) {
        this.name = name;
        this.attributes = new LinkedHashMap<>(attributes);
    }

    /** A child or a text; called while the document is read. */
    void add(Object child) {
        content.add(child);
    }

    public String name() {
        return name;
    }

    Map<String, String> attributes() {
        return attributes;
    }

    /** Children and texts in their order. */
    List<Object> content() {
        return content;
    }

    /** An attribute without the white space around it; empty where there is none. */
    public String at(String attribute) {
        return attributes.getOrDefault(attribute, "").strip();
    }

    /** The child elements. */
    public List<Node> children() {
        List<Node> children = new ArrayList<>(content.size());
        for (Object each : content) {
            if (each instanceof Node node) {
                children.add(node);
            }
        }
        return children;
    }

    public List<Node> all(String child) {
        List<Node> found = new ArrayList<>(2);
        for (Object each : content) {
            if (each instanceof Node node && node.name.equals(child)) {
                found.add(node);
            }
        }
        return found;
    }

    /** The first child of that name, not taken. */
    public Optional<Node> see(String child) {
        for (Object each : content) {
            if (each instanceof Node node && node.name.equals(child)) {
                return Optional.of(node);
            }
        }
        return Optional.empty();
    }

    /** The element at the end of a path of first children, not taken. */
    public Optional<Node> see(String first, String... rest) {
        Optional<Node> at = see(first);
        for (String next : rest) {
            at = at.flatMap(node -> node.see(next));
        }
        return at;
    }

    /** The first child of that name, taken with all it holds. */
    Optional<Node> take(String child) {
        Optional<Node> found = see(child);
        found.ifPresent(Node::take);
        return found;
    }

    /** All children of that name, taken. */
    List<Node> takeAll(String child) {
        List<Node> found = all(child);
        found.forEach(Node::take);
        return found;
    }

    /** Says that this element and all it holds have their place. */
    Node take() {
        taken = true;
        for (Object each : content) {
            if (each instanceof Node node) {
                node.take();
            }
        }
        return this;
    }

    /** Says that this element itself has its place; what it holds may not. */
    Node takeAlone() {
        taken = true;
        return this;
    }

    /** Says that it has no place after all. */
    void leave() {
        taken = false;
    }

    boolean taken() {
        return taken;
    }

    /** Whether it says that its value is not there. */
    boolean absent() {
        return !at("nullFlavor").isEmpty()
                && at("value").isEmpty()
                && at("code").isEmpty();
    }

    /** All text inside, white space collapsed. */
    public String text() {
        StringBuilder text = new StringBuilder();
        text(text);
        return text.toString().strip().replaceAll("\\s+", " ");
    }

    private void text(StringBuilder into) {
        for (Object each : content) {
            if (each instanceof Node node) {
                node.text(into);
            } else {
                into.append(each);
            }
        }
    }

    /** The texts that stand directly in this element. */
    String ownText() {
        StringBuilder text = new StringBuilder();
        for (Object each : content) {
            if (each instanceof String words) {
                text.append(words);
            }
        }
        return text.toString().strip();
    }

    /** Whether one of its templateIds is that one. */
    boolean template(String root) {
        return all("templateId").stream().anyMatch(id -> id.at("root").equals(root));
    }

    /** The first element for which the condition holds, this one or one inside it. */
    Optional<Node> find(Predicate<Node> wanted) {
        if (wanted.test(this)) {
            return Optional.of(this);
        }
        for (Node child : children()) {
            Optional<Node> found = child.find(wanted);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }
}
