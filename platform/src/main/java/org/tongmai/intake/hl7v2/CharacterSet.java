package org.tongmai.intake.hl7v2;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * Turns the bytes of a message into text, or says why they cannot be trusted.
 *
 * <p>MSH-18 declares the character set. Chinese senders are known to declare one and send another, and a UTF-8 name read
 * as GB 18030 often gives characters that exist and mean nothing: so what is declared must also be plausible. The measure
 * is the share of characters that stand in GB 2312, the set of everyday characters.
 *
 * @see <a href="https://www.hl7.eu/HL7v2x/v25/hl7v25tab0211.htm">HL7 table 0211</a>
 */
public final class CharacterSet {

    static final Charset GB18030 = Charset.forName("GB18030");

    /** By this much another reading must be more plausible before the declared one is refused. */
    private static final double PLAUSIBLE_MARGIN = 0.5;

    private static final Charset GB2312 = Charset.forName("GB2312");

    private static final byte[] UTF8_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private static final Map<String, Charset> SPOKEN = Map.ofEntries(
            Map.entry("UNICODEUTF8", StandardCharsets.UTF_8),
            Map.entry("UTF8", StandardCharsets.UTF_8),
            Map.entry("UNICODE", StandardCharsets.UTF_8),
            Map.entry("GB180302000", GB18030),
            Map.entry("GB180302005", GB18030),
            Map.entry("GB180302022", GB18030),
            Map.entry("GB18030", GB18030),
            Map.entry("GB2312", GB18030),
            Map.entry("GB23121980", GB18030),
            Map.entry("GBK", GB18030),
            Map.entry("CP936", GB18030),
            Map.entry("ASCII", StandardCharsets.US_ASCII));

    /** HL7 table 0211: {@code 8859/1} and the other Latin, Cyrillic, Arabic, Greek and Hebrew parts of ISO 8859. */
    private static final Pattern ISO_8859 = Pattern.compile("(?:ISO)?8859([1-9]|15)");

    private CharacterSet() {}

    /** The text of a message and the character set it was read in. */
    public record Decoded(String text, Charset charset) {}

    /**
     * Reads the bytes of a message.
     *
     * @param declared MSH-18, empty where nothing is declared
     * @throws Problem {@code intake.charset-unknown}, {@code intake.charset-wrong}, {@code intake.character-damaged}
     */
    public static Decoded decode(byte[] message, String declared) {
        byte[] bytes = Arrays.copyOfRange(message, byteOrderMark(message), message.length);
        Decoded decoded = declared.isEmpty() ? detect(bytes) : asDeclared(bytes, declared);
        requireSound(decoded.text());
        return decoded;
    }

    /** The bytes as text for people, whatever they are: what cannot be read shows as a replacement character. */
    public static String legible(byte[] bytes) {
        return strictly(bytes, StandardCharsets.UTF_8)
                .or(() -> strictly(bytes, GB18030))
                .orElseGet(() -> new String(bytes, StandardCharsets.UTF_8));
    }

    /** How many bytes at the start are a UTF-8 byte order mark: 3 or 0. */
    static int byteOrderMark(byte[] message) {
        return message.length >= 3 && Arrays.equals(message, 0, 3, UTF8_MARK, 0, 3) ? 3 : 0;
    }

    /** The text, unless a byte has no meaning in that character set. */
    static Optional<String> strictly(byte[] bytes, Charset charset) {
        try {
            return Optional.of(charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException undecodable) {
            return Optional.empty();
        }
    }

    private static Decoded asDeclared(byte[] bytes, String declared) {
        Charset charset = spoken(declared);
        if (charset == null) {
            return strictly(bytes, StandardCharsets.US_ASCII)
                    .map(text -> new Decoded(text, StandardCharsets.US_ASCII))
                    .orElseThrow(CharacterSet::unknown);
        }
        String text = strictly(bytes, charset).orElseThrow(() -> wrong("holds bytes that do not exist in it"));
        boolean latin = charset.name().startsWith("ISO-8859");
        if (latin
                && isBeyondAscii(text)
                && strictly(bytes, StandardCharsets.UTF_8).isPresent()) {
            throw wrong("is UTF-8");
        }
        Charset other = charset.equals(GB18030) ? StandardCharsets.UTF_8 : GB18030;
        double rival = strictly(bytes, other).map(CharacterSet::plausibility).orElse(0.0);
        if (rival >= plausibility(text) + PLAUSIBLE_MARGIN) {
            throw wrong("reads as meaningless characters in it, and as everyday ones in " + other);
        }
        return new Decoded(text, charset);
    }

    private static boolean isBeyondAscii(String text) {
        return text.chars().anyMatch(character -> character > 0x7F);
    }

    private static @Nullable Charset spoken(String declared) {
        String name = declared.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
        Matcher part = ISO_8859.matcher(name);
        return part.matches() ? Charset.forName("ISO-8859-" + part.group(1)) : SPOKEN.get(name);
    }

    /** In which character set a message is answered. */
    static Charset answered(Charset charset) {
        return charset.equals(GB18030) || charset.name().startsWith("ISO-8859") ? charset : StandardCharsets.UTF_8;
    }

    /** What MSH-18 calls it. */
    static String declared(Charset charset) {
        if (charset.name().startsWith("ISO-8859")) {
            return "8859/" + charset.name().substring("ISO-8859-".length());
        }
        return charset.equals(GB18030) ? "GB 18030-2000" : "UNICODE UTF-8";
    }

    private static Decoded detect(byte[] bytes) {
        Optional<String> unicode = strictly(bytes, StandardCharsets.UTF_8);
        Optional<String> national = strictly(bytes, GB18030);
        if (unicode.isEmpty() && national.isEmpty()) {
            throw wrong("is neither UTF-8 nor GB 18030");
        }
        double chinese = national.map(CharacterSet::plausibility).orElse(-1.0);
        return unicode.filter(text -> plausibility(text) >= chinese)
                .map(text -> new Decoded(text, StandardCharsets.UTF_8))
                .orElseGet(() -> new Decoded(national.orElseThrow(), GB18030));
    }

    /** Share of the characters beyond ASCII that are everyday Chinese ones, 0 to 1; 0 where there are none. */
    private static double plausibility(String text) {
        CharsetEncoder everyday = GB2312.newEncoder();
        int beyond = 0;
        int known = 0;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character >= 0x80 && !Character.isLowSurrogate(character)) {
                beyond++;
                known += !Character.isSurrogate(character) && everyday.canEncode(character) ? 1 : 0;
            }
        }
        return beyond == 0 ? 0 : (double) known / beyond;
    }

    private static void requireSound(String text) {
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            boolean control = character < ' ' && character != '\r' && character != '\n' && character != '\t';
            if (control || character == '\uFFFD') {
                throw damaged();
            }
        }
    }

    /** A control character, or the mark of one lost in an earlier conversion. */
    static Problem damaged() {
        return new Problem(
                Kind.INVALID,
                "intake.character-damaged",
                "The text holds a control character or a replacement character.",
                "Such a character is the trace of an earlier wrong conversion; what it stood for is lost.",
                "Mend the conversion in the sending system and send the message again.");
    }

    private static Problem unknown() {
        return new Problem(
                Kind.UNSUPPORTED_MEDIA,
                "intake.charset-unknown",
                "MSH-18 declares a character set that is not spoken here.",
                "Spoken are UNICODE UTF-8, GB 18030 with its subsets GBK and GB 2312, ISO 8859 and ASCII.",
                "Send in UTF-8 and declare UNICODE UTF-8 in MSH-18.",
                List.of("MSH-18"));
    }

    private static Problem wrong(String how) {
        return new Problem(
                Kind.UNSUPPORTED_MEDIA,
                "intake.charset-wrong",
                "The message is not in the character set it declares: it " + how + ".",
                "Names read in a wrong character set would belong to nobody, so nothing was stored.",
                "Declare in MSH-18 what is really sent: UNICODE UTF-8 or GB 18030-2000.",
                List.of("MSH-18"));
    }
}
