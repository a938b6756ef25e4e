package org.tongmai.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A search parameter that users defined, as far as rows have keys for it.
 *
 * @param id of the SearchParameter
 * @param text what of it decides about keys; another text needs other keys
 * @param byType how it reads on each type that gets keys; never empty
 */
record Defined(String id, String text, Map<String, SearchParameter> byType) {

    /** What a SearchParameter defines; null where no row gets keys for it, so that it is decided on bodies for ever. */
    static @Nullable Defined of(Fact fact) {
        return read(fact.id(), text(fact.tree()));
    }

    /** The same from its text. */
    static @Nullable Defined read(String id, String text) {
        ObjectNode definition = Json.read(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        String code = definition.path("code").asString("");
        var byType = new LinkedHashMap<String, SearchParameter>();
        for (String type : Customs.mayBe(code) ? ResourceTypes.names() : List.<String>of()) {
            SearchParameter parameter = SearchParameter.of(type, code) == null ? compile(type, code, definition) : null;
            if (parameter != null && keyable(parameter)) {
                byType.put(type, parameter);
            }
        }
        return byType.isEmpty() ? null : new Defined(id, text, byType);
    }

    private static @Nullable SearchParameter compile(String type, String code, ObjectNode definition) {
        try {
            String base = Customs.base(type, definition);
            return base == null ? null : Customs.compile(type, code, base, definition);
        } catch (Problem unsupported) {
            return null;
        }
    }

    static String text(ObjectNode definition) {
        ObjectNode out = Json.object();
        for (String member : List.of("code", "type", "expression")) {
            out.put(member, definition.path(member).asString(""));
        }
        ArrayNode bases = out.putArray("base");
        definition.path("base").forEach(base -> bases.add(base.asString("")));
        return out.toString();
    }

    /** Whether values of a parameter have keys at all, and keys that say what the bodies say. */
    static boolean keyable(SearchParameter parameter) {
        return switch (parameter.kind()) {
            case REFERENCE -> true;
            case TOKEN, STRING, URI, DATE -> parameter.paths().stream().allMatch(path -> path.target() == null);
            case NUMBER, QUANTITY, COMPOSITE, SPECIAL -> false;
        };
    }
}
