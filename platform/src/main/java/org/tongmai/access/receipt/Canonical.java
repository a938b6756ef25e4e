package org.tongmai.access.receipt;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** The canonical form of entries (RFC 8785), written member by member, and their counts read. */
final class Canonical {

    private static final int TYPICAL_LENGTH = 512;

    private static final char FIRST_PRINTED = ' ';

    private final StringBuilder text = new StringBuilder(TYPICAL_LENGTH).append('{');

    Canonical member(String name, String value) {
        text.append('"').append(name).append("\":");
        quoted(value);
        text.append(',');
        return this;
    }

    Canonical flag(String name, boolean value) {
        text.append('"').append(name).append("\":").append(value).append(',');
        return this;
    }

    Canonical counts(SortedMap<String, Integer> counts) {
        text.append("\"counts\":{");
        counts.forEach((what, count) -> {
            quoted(what);
            text.append(':').append((int) count).append(',');
        });
        if (text.charAt(text.length() - 1) == ',') {
            text.setLength(text.length() - 1);
        }
        text.append("},");
        return this;
    }

    /** The whole, with the version of its form, the last member. */
    String end(int version) {
        return text.append("\"v\":").append(version).append('}').toString();
    }

    /** RFC 8785 §3.2.2.2. */
    private void quoted(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char each = value.charAt(i);
            switch (each) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\b' -> text.append("\\b");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\f' -> text.append("\\f");
                case '\r' -> text.append("\\r");
                default -> {
                    if (each < FIRST_PRINTED) {
                        text.append("\\u00").append(Character.forDigit(each >> 4, 16));
                        text.append(Character.forDigit(each & 15, 16));
                    } else {
                        text.append(each);
                    }
                }
            }
        }
        text.append('"');
    }

    /** Refuses what is no entry of this form, or has a member that the form has not. */
    static void check(JsonNode node, int version, Set<String> members) throws Unreadable {
        if (!node.isObject() || Encoded.number(node, "v") != version) {
            throw new Unreadable("不是回执", "this is no receipt of a form that is known here");
        }
        for (String member : node.propertyNames()) {
            if (!members.contains(member)) {
                throw new Unreadable("回执含有未知内容", "the receipt has a member that no receipt has: " + member);
            }
        }
    }

    static SortedMap<String, Integer> counts(JsonNode node) throws Unreadable {
        SortedMap<String, Integer> counts = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : node.properties()) {
            if (!each.getValue().isInt()) {
                throw new Unreadable("数量有误", "a count of the receipt is no number");
            }
            counts.put(each.getKey(), each.getValue().asInt());
        }
        return counts;
    }
}
