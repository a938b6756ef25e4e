package org.tongmai.directory.terminology;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Json;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a CodeSystem, ValueSet or ConceptMap is called, and where its body is. The same object as long as it is unchanged. */
final class CanonicalResource {

    /** Members that may be large; the rest tells what a resource is. */
    private static final Set<String> LARGE = Set.of("text", "concept", "compose", "expansion", "contained");

    private final String type;
    private final ObjectNode header;
    private final boolean own;
    private final int order;
    private final Supplier<byte[]> body;

    private CanonicalResource(String type, ObjectNode header, boolean own, int order, Supplier<byte[]> body) {
        this.type = type;
        this.header = header;
        this.own = own;
        this.order = order;
        this.body = body;
    }

    /**
     * @param json the whole resource; only its header is kept
     * @param own true where the store holds it: it goes before one of FHIR's with the same URL
     * @param order of two with the same URL and version the one with the higher order counts
     */
    static CanonicalResource of(byte[] json, boolean own, int order, Supplier<byte[]> body) {
        ObjectNode header = header(json);
        return new CanonicalResource(header.path("resourceType").asString(""), header, own, order, body);
    }

    private static ObjectNode header(byte[] json) {
        ObjectNode header = Json.object();
        try (JsonParser parser = Json.mapper().createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals("group")) {
                    header.set("group", groups(parser));
                } else if (LARGE.contains(name)) {
                    parser.skipChildren();
                } else {
                    header.set(name, parser.<JsonNode>readValueAsTree());
                }
            }
        }
        return header;
    }

    /** The groups of a ConceptMap without their elements. */
    private static JsonNode groups(JsonParser parser) {
        var groups = Json.mapper().createArrayNode();
        while (parser.currentToken() == JsonToken.START_ARRAY && parser.nextToken() == JsonToken.START_OBJECT
                || parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == JsonToken.START_OBJECT) {
            ObjectNode group = groups.addObject();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals("source") || name.equals("target")) {
                    group.put(name, parser.getString());
                } else {
                    parser.skipChildren();
                }
            }
        }
        return groups;
    }

    String type() {
        return type;
    }

    String url() {
        return header.path("url").asString("");
    }

    @Nullable
    String version() {
        return Coding.text(header, "version");
    }

    String status() {
        return header.path("status").asString("");
    }

    /** The resource without its large members. */
    ObjectNode header() {
        return header.deepCopy();
    }

    /** A member of text kind; null where it is not there. */
    @Nullable
    String text(String member) {
        return Coding.text(header, member);
    }

    /** The canonical URLs whose meaning it has a part in: its own, that of its value set, that of the system it supplements. */
    Set<String> speaksOf() {
        var out = new HashSet<String>();
        out.add(url());
        for (String member : List.of("valueSet", "supplements")) {
            String canonical = text(member);
            if (canonical != null) {
                out.add(Canonical.of(canonical).url());
            }
        }
        return out;
    }

    /** True where one group of a ConceptMap leads from or to this system. */
    boolean maps(String end, String system) {
        for (JsonNode group : header.path("group")) {
            if (group.path(end).asString("").equals(system)) {
                return true;
            }
        }
        return false;
    }

    boolean own() {
        return own;
    }

    int order() {
        return order;
    }

    /** The whole resource as JSON in UTF-8. */
    byte[] body() {
        return body.get();
    }

    ObjectNode tree() {
        return Json.read(body());
    }

    /** Better first: our own, in force, of the highest version, the newest. */
    static int preference(CanonicalResource a, CanonicalResource b) {
        if (a.own != b.own) {
            return a.own ? -1 : 1;
        }
        boolean retired = a.status().equals("retired");
        if (retired != b.status().equals("retired")) {
            return retired ? 1 : -1;
        }
        int versions = compareVersions(b.version(), a.version());
        return versions != 0 ? versions : Integer.compare(b.order, a.order);
    }

    /** Part by part, numbers as numbers: 2.10 after 2.9; none before any. */
    static int compareVersions(@Nullable String a, @Nullable String b) {
        List<String> left = parts(a);
        List<String> right = parts(b);
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            String x = left.get(i);
            String y = right.get(i);
            boolean numbers = Character.isDigit(x.charAt(0)) && Character.isDigit(y.charAt(0));
            int order = numbers && x.length() != y.length() ? Integer.compare(x.length(), y.length()) : x.compareTo(y);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.size(), right.size());
    }

    private static List<String> parts(@Nullable String version) {
        var out = new ArrayList<String>();
        if (version != null) {
            for (String part : version.split("(?<=\\d)(?=\\D)|(?<=\\D)(?=\\d)|[.\\-+]")) {
                String bare = part.replaceAll("^[.\\-+]+|[.\\-+]+$", "").replaceFirst("^0+(?=\\d)", "");
                if (!bare.isEmpty()) {
                    out.add(bare);
                }
            }
        }
        return out;
    }
}
