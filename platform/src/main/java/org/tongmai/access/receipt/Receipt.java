package org.tongmai.access.receipt;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.crypto.Suite;
import tools.jackson.databind.JsonNode;

/**
 * What was shown to whom, by which log, for what, why and when; of the patient it holds a commitment only, see
 * {@link Opening}.
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
        boolean shown)
        implements LogEntry {

    /** Form of receipts; a later form has a higher number. */
    private static final int VERSION = 1;

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

    @Override
    public String canonical() {
        Canonical text = new Canonical()
                .member("about", about)
                .member("account", account)
                .member("at", at.toString())
                .flag("automatic", automatic)
                .member("basis", basis)
                .counts(counts);
        if (institution != null) {
            text.member("institution", institution);
        }
        return text.member("interaction", interaction)
                .member("log", log)
                .member("look", look)
                .member("name", name)
                .member("purpose", purpose)
                .member("role", role)
                .flag("shown", shown)
                .end(VERSION);
    }

    /** Reads a receipt however it is laid out; a member that is not known is refused. */
    static Receipt read(JsonNode node) throws Unreadable {
        Canonical.check(node, VERSION, MEMBERS);
        try {
            return new Receipt(
                    Encoded.text(node, "about"),
                    Encoded.text(node, "account"),
                    Instant.parse(Encoded.text(node, "at")),
                    flag(node, "automatic"),
                    Encoded.text(node, "basis"),
                    Canonical.counts(node.path("counts")),
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

    private static boolean flag(JsonNode node, String name) throws Unreadable {
        JsonNode member = node.path(name);
        if (!member.isBoolean()) {
            throw new Unreadable("缺少 " + name, name + " is missing, or is neither true nor false");
        }
        return member.asBoolean();
    }
}
