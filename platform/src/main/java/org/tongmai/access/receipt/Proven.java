package org.tongmai.access.receipt;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.merkle.Proofs;
import org.tongmai.kernel.merkle.TreeHash;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A receipt or a statement with the proof that it stands in the log, one line of JSON in a file of receipts.
 *
 * @param opening says of whose record a receipt is; null where it was taken out
 * @param place of its entry in the log
 * @param path hashes from the entry up to the root of the head; null where only a log can prove it
 * @param head text of the signed head
 */
public record Proven(
        LogEntry entry,
        Receipt.@Nullable Opening opening,
        long place,
        @Nullable List<byte[]> path,
        String head) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<String> MEMBERS = Set.of("receipt", "statement", "opening", "place", "path", "head");
    private static final Set<String> OPENING = Set.of("salt", "patient");

    /** One line, without its end. */
    public String line() {
        StringBuilder line = new StringBuilder("{\"")
                .append(
                        switch (entry) {
                            case Receipt of -> "receipt";
                            case Statement of -> "statement";
                        })
                .append("\":")
                .append(entry.canonical());
        if (opening != null) {
            line.append(",\"opening\":{\"salt\":\"").append(Encoded.text(opening.salt()));
            line.append("\",\"patient\":\"").append(opening.patient()).append("\"}");
        }
        line.append(",\"place\":").append(place);
        if (path != null) {
            line.append(",\"path\":[");
            for (int i = 0; i < path.size(); i++) {
                line.append(i == 0 ? "\"" : ",\"")
                        .append(Encoded.text(path.get(i)))
                        .append('"');
            }
            line.append(']');
        }
        return line.append(",\"head\":\"").append(head).append("\"}").toString();
    }

    /** Reads a line, or the same object laid out otherwise. */
    public static Proven read(String text) throws Unreadable {
        try {
            JsonNode node = JSON.readTree(text);
            known(node, MEMBERS);
            return new Proven(
                    entry(node),
                    node.has("opening") ? opening(node.path("opening")) : null,
                    Encoded.number(node, "place"),
                    node.has("path") ? path(node.path("path")) : null,
                    Encoded.text(node, "head"));
        } catch (JacksonException noJson) {
            throw new Unreadable("不是 JSON", "this is no JSON");
        }
    }

    private static LogEntry entry(JsonNode node) throws Unreadable {
        if (node.has("receipt") == node.has("statement")) {
            throw new Unreadable("不是回执", "this is neither a receipt nor a statement");
        }
        return node.has("receipt") ? Receipt.read(node.path("receipt")) : Statement.read(node.path("statement"));
    }

    private static Receipt.Opening opening(JsonNode node) throws Unreadable {
        known(node, OPENING);
        return new Receipt.Opening(Encoded.bytes(Encoded.text(node, "salt")), Encoded.text(node, "patient"));
    }

    static List<byte[]> path(JsonNode node) throws Unreadable {
        if (!node.isArray() || node.size() > Proofs.LONGEST) {
            throw new Unreadable("路径有误", "the path is no list of hashes");
        }
        List<byte[]> path = new ArrayList<>(node.size());
        for (JsonNode each : node) {
            path.add(Encoded.bytes(each.asString(""), TreeHash.BYTES));
        }
        return path;
    }

    private static void known(JsonNode node, Set<String> members) throws Unreadable {
        if (!node.isObject()) {
            throw new Unreadable("不是回执", "this is no receipt");
        }
        for (String member : node.propertyNames()) {
            if (!members.contains(member)) {
                throw new Unreadable("含有未知内容", "there is a member that no receipt has: " + member);
            }
        }
    }
}
