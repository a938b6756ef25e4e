package org.tongmai.access.receipt;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.crypto.Suite;
import org.tongmai.kernel.merkle.TreeHash;
import tools.jackson.databind.JsonNode;

/**
 * What was shown to whom, by which log, for what, why and when; of the patient it holds a commitment only, see
 * {@link Opening}. Its canonical form is JSON by RFC 8785: members in order of their names, no spaces.
 *
 * @param about commitment to the source patient, 32 bytes as base64url; since nobody can guess it, nobody can guess a receipt
 *     from its hash either
 * @param account login or client_id of who looked
 * @param institution USCC of the institution of who looked
 * @param counts resource types shown, and how many of each
 * @param log name of the log
 * @param look number of the look; the rows of one look at several source patients share it
 * @param shown false: refused
 */
public record Receipt(
        String about,
        String account,
        Instant at,
        boolean automatic,
        String basis,
        SortedMap<String, Integer> counts,
        @Nullable String institution,
        String interaction,
        String log,
        String look,
        String name,
        String purpose,
        String role,
        boolean shown) {

    /** Form of receipts; a later form has a higher number. */
    private static final int VERSION = 1;

    private static final int TYPICAL_LENGTH = 512;

    private static final char FIRST_PRINTED = ' ';

    private static final Set<String> MEMBERS = Set.of(
            "about",
            "account",
            "at",
            "automatic",
            "basis",
            "counts",
            "institution",
            "interaction",
            "log",
            "look",
            "name",
            "purpose",
            "role",
            "shown",
            "v");

    public Receipt {
        counts = new TreeMap<>(counts);
    }

    /**
     * What opens the commitment of a receipt: whoever has it can say whose record it was. It is no part of the receipt, so that
     * a receipt can be shown without saying so.
     *
     * @param salt {@value #SALT_BYTES} random bytes
     * @param patient the source patient (compartment), a decimal number
     */
    public record Opening(byte[] salt, String patient) {

        /** Length of a salt: enough that nobody tries them all. */
        public static final int SALT_BYTES = 16;

        /** The commitment, as it stands in the receipt. */
        public String commitment(Suite suite) {
            byte[] number = patient.getBytes(StandardCharsets.US_ASCII);
            byte[] both = new byte[salt.length + number.length];
            System.arraycopy(salt, 0, both, 0, salt.length);
            System.arraycopy(number, 0, both, salt.length, number.length);
            return Encoded.text(suite.digest(both));
        }
    }

    /** The one form of which the hash stands in the log. */
    public String canonical() {
        StringBuilder text = new StringBuilder(TYPICAL_LENGTH);
        text.append('{');
        member(text, "about", about);
        member(text, "account", account);
        member(text, "at", at.toString());
        flag(text, "automatic", automatic);
        member(text, "basis", basis);
        text.append("\"counts\":{");
        counts.forEach((type, count) -> {
            quoted(text, type);
            text.append(':').append((int) count).append(',');
        });
        if (text.charAt(text.length() - 1) == ',') {
            text.setLength(text.length() - 1);
        }
        text.append("},");
        if (institution != null) {
            member(text, "institution", institution);
        }
        member(text, "interaction", interaction);
        member(text, "log", log);
        member(text, "look", look);
        member(text, "name", name);
        member(text, "purpose", purpose);
        member(text, "role", role);
        flag(text, "shown", shown);
        return text.append("\"v\":").append(VERSION).append('}').toString();
    }

    /** Its hash as a leaf of the log's tree. */
    public byte[] leaf(TreeHash hash) {
        return hash.leaf(canonical().getBytes(StandardCharsets.UTF_8));
    }

    /** Reads a receipt however it is laid out; a member that is not known is refused. */
    static Receipt read(JsonNode node) throws Unreadable {
        if (!node.isObject() || Encoded.number(node, "v") != VERSION) {
            throw new Unreadable("不是回执", "this is no receipt of a form that is known here");
        }
        for (String member : node.propertyNames()) {
            if (!MEMBERS.contains(member)) {
                throw new Unreadable("回执含有未知内容", "the receipt has a member that no receipt has: " + member);
            }
        }
        try {
            return new Receipt(
                    Encoded.text(node, "about"),
                    Encoded.text(node, "account"),
                    Instant.parse(Encoded.text(node, "at")),
                    flag(node, "automatic"),
                    Encoded.text(node, "basis"),
                    counts(node.path("counts")),
                    node.has("institution") ? Encoded.text(node, "institution") : null,
                    Encoded.text(node, "interaction"),
                    Encoded.text(node, "log"),
                    Encoded.text(node, "look"),
                    Encoded.text(node, "name"),
                    Encoded.text(node, "purpose"),
                    Encoded.text(node, "role"),
                    flag(node, "shown"));
        } catch (DateTimeException noTime) {
            throw new Unreadable("时间有误", "the receipt's time is none");
        }
    }

    private static SortedMap<String, Integer> counts(JsonNode node) throws Unreadable {
        SortedMap<String, Integer> counts = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : node.properties()) {
            if (!each.getValue().isInt()) {
                throw new Unreadable("数量有误", "a count of the receipt is no number");
            }
            counts.put(each.getKey(), each.getValue().asInt());
        }
        return counts;
    }

    private static boolean flag(JsonNode node, String name) throws Unreadable {
        JsonNode member = node.path(name);
        if (!member.isBoolean()) {
            throw new Unreadable("缺少 " + name, name + " is missing, or is neither true nor false");
        }
        return member.asBoolean();
    }

    private static void member(StringBuilder text, String name, String value) {
        text.append('"').append(name).append("\":");
        quoted(text, value);
        text.append(',');
    }

    private static void flag(StringBuilder text, String name, boolean value) {
        text.append('"').append(name).append("\":").append(value).append(',');
    }

    /** RFC 8785 §3.2.2.2. */
    private static void quoted(StringBuilder text, String value) {
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
}
