import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The Bundle of one file, from which any number of distinct patients is made.
 *
 * <p>A repetition changes each UUID of the Bundle's own resources, the patient's other identifiers and family name. References to
 * institutions and practitioners (conditional, or {@code Type?identifier=…|…}) stay, so all repetitions share the directory.
 *
 * @param patch offsets, ascending: where a UUID begins, or, negative, where a suffix is put in
 * @param codes of Observations, as {@code system|code}, with how many of the patient's Observations have each
 */
record Template(
        Path file,
        ByteBuffer content,
        int[] patch,
        int entries,
        boolean transaction,
        String identifier,
        String family,
        String birthDate,
        Map<String, Integer> codes) {

    private static final int UUID = 36;

    /** Odd, so that no two repetitions make the same change. */
    private static final int SPREAD = 0x9E3779B1;

    static Template of(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return of(file, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Template of(Path file, ByteBuffer content) {
        var scan = new Scan(content, content.capacity());
        var patch = new ArrayList<Integer>();
        var codes = new HashMap<String, Integer>();
        var seen = new ArrayList<String>();
        int entries = 0;
        boolean transaction = false;
        String type = "";
        String system = "";
        String identifier = "";
        String family = "";
        String birthDate = "";
        while (scan.next()) {
            if (scan.token == '{' && scan.under("entry", null, null)) {
                entries++;
                seen.clear();
            }
            if (scan.token != '"') {
                continue;
            }
            boolean own = ownUuid(content, scan);
            if (own) {
                patch.add(scan.start + scan.length - UUID);
            }
            if (scan.under("type")) {
                transaction = scan.string().equals("transaction");
            } else if (scan.under("entry", null, "resource", "resourceType")) {
                type = scan.string();
            } else if (type.equals("Patient") && scan.under("entry", null, "resource", "identifier", null, "system")) {
                system = scan.string();
            } else if (type.equals("Patient") && scan.under("entry", null, "resource", "identifier", null, "value")) {
                if (!own) {
                    patch.add(-(scan.start + scan.length));
                } else {
                    identifier = system + "|" + scan.string();
                }
            } else if (type.equals("Patient") && scan.under("entry", null, "resource", "name", null, "family")) {
                patch.add(-(scan.start + scan.length));
                family = family.isEmpty() ? scan.string() : family;
            } else if (type.equals("Patient") && scan.under("entry", null, "resource", "birthDate")) {
                birthDate = scan.string();
            } else if (scan.under("entry", null, "resource", "code", "coding", null, "system")) {
                system = scan.string();
            } else if (type.equals("Observation")
                    && scan.under("entry", null, "resource", "code", "coding", null, "code")) {
                String code = system + "|" + scan.string();
                if (!seen.contains(code)) {
                    seen.add(code);
                    codes.merge(code, 1, Integer::sum);
                }
            }
        }
        int[] offsets = patch.stream().mapToInt(i -> i).toArray();
        return new Template(
                file, content, offsets, entries, transaction, identifier, family, birthDate, Map.copyOf(codes));
    }

    /** Whether the string ends in a UUID that is no business identifier of somebody else. */
    private static boolean ownUuid(ByteBuffer content, Scan scan) {
        if (scan.length < UUID) {
            return false;
        }
        int at = scan.start + scan.length - UUID;
        for (int i = 0; i < UUID; i++) {
            byte c = content.get(at + i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return scan.length == UUID || content.get(at - 1) != '|';
    }

    private static String changed(String uuid, int repetition) {
        return HexFormat.of().toHexDigits(HexFormat.fromHexDigits(uuid.substring(0, 8)) ^ repetition * SPREAD)
                + uuid.substring(8);
    }

    private static String suffix(int repetition) {
        return repetition == 0 ? "" : "r" + repetition;
    }

    /** The Bundle of one repetition; repetition 0 is the file as it is. */
    byte[] body(int repetition) {
        byte[] suffix = suffix(repetition).getBytes(StandardCharsets.US_ASCII);
        long suffixes = Arrays.stream(patch).filter(offset -> offset < 0).count();
        byte[] out = new byte[content.capacity() + (int) suffixes * suffix.length];
        byte[] hex = new byte[8];
        int from = 0;
        int to = 0;
        for (int offset : repetition == 0 ? new int[0] : patch) {
            int until = Math.abs(offset);
            content.get(from, out, to, until - from);
            to += until - from;
            from = until;
            if (offset < 0) {
                System.arraycopy(suffix, 0, out, to, suffix.length);
                to += suffix.length;
            } else {
                content.get(from, hex);
                byte[] changed = changed(new String(hex, StandardCharsets.US_ASCII), repetition)
                        .getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(changed, 0, out, to, 8);
                to += 8;
                from += 8;
            }
        }
        content.get(from, out, to, content.capacity() - from);
        return out;
    }

    /** @param ids what the server called the resources, in the order of the Bundle's entries */
    Resident resident(int repetition, List<String> ids) {
        int bar = identifier.indexOf('|');
        String named = identifier.isEmpty()
                ? ""
                : identifier.substring(0, bar + 1)
                        + (repetition == 0
                                ? identifier.substring(bar + 1)
                                : changed(identifier.substring(bar + 1), repetition));
        return Resident.of(ids, named, family + suffix(repetition), birthDate, codes);
    }
}
