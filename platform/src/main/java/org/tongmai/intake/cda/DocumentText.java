package org.tongmai.intake.cda;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * The text of a document. The XML declaration says in which character set it is; where that is not true, what the bytes are is
 * told by the bytes: a text of some length that is UTF-8 by its form is nothing else.
 *
 * @param text without declaration mark
 * @param charset in which it was read
 * @param declared what the XML declaration says; empty where there is none
 * @param truly whether it was read as declared
 */
public record DocumentText(String text, Charset charset, String declared, boolean truly) {

    private static final Charset GB18030 = Charset.forName("GB18030");

    private static final Pattern DECLARATION =
            Pattern.compile("^<\\?xml[^>]{0,200}?encoding\\s*=\\s*[\"']([^\"']{1,40})");

    private static final int HEAD_BYTES = 300;

    /** @throws Problem {@code intake.document-charset-wrong} */
    public static DocumentText decode(byte[] bytes) {
        if (mark(bytes, 0xFE, 0xFF) || mark(bytes, 0xFF, 0xFE)) {
            return read(bytes, StandardCharsets.UTF_16, "UTF-16", "UTF-16").orElseThrow(DocumentText::wrong);
        }
        byte[] body = mark(bytes, 0xEF, 0xBB, 0xBF) ? Arrays.copyOfRange(bytes, 3, bytes.length) : bytes;
        String declared = declared(body);
        Charset said = said(declared);
        Optional<DocumentText> unicode = read(body, StandardCharsets.UTF_8, declared, said.name());
        if (unicode.isPresent()) {
            return unicode.get();
        }
        Optional<DocumentText> asSaid =
                said.equals(StandardCharsets.UTF_8) ? Optional.empty() : read(body, said, declared, said.name());
        return asSaid.or(() -> read(body, GB18030, declared, said.name())).orElseThrow(DocumentText::wrong);
    }

    /** A text that is readable already. */
    public static DocumentText of(String text) {
        return new DocumentText(text, StandardCharsets.UTF_8, "", true);
    }

    private static Optional<DocumentText> read(byte[] bytes, Charset charset, String declared, String said) {
        try {
            String text = charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            boolean plain = text.chars().allMatch(character -> character < 0x80);
            boolean truly = plain || charset.name().equals(said);
            return Optional.of(new DocumentText(text, charset, declared, truly));
        } catch (CharacterCodingException other) {
            return Optional.empty();
        }
    }

    private static String declared(byte[] bytes) {
        String head =
                new String(bytes, 0, Math.min(bytes.length, HEAD_BYTES), StandardCharsets.ISO_8859_1).stripLeading();
        Matcher declaration = DECLARATION.matcher(head);
        return declaration.find() ? declaration.group(1) : "";
    }

    /** GBK and GB 2312 are parts of GB 18030. */
    private static Charset said(String declared) {
        String name = declared.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
        return switch (name) {
            case "GBK", "GB2312", "GB18030", "CP936", "MS936" -> GB18030;
            case "ISO88591", "LATIN1" -> StandardCharsets.ISO_8859_1;
            case "WINDOWS1252", "CP1252" -> Charset.forName("windows-1252");
            case "BIG5" -> Charset.forName("Big5");
            default -> StandardCharsets.UTF_8;
        };
    }

    private static boolean mark(byte[] bytes, int... mark) {
        if (bytes.length < mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if ((bytes[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    private static Problem wrong() {
        return new Problem(
                Kind.UNSUPPORTED_MEDIA,
                "intake.document-charset-wrong",
                "The document is in no character set that is spoken here.",
                "Spoken are UTF-8, UTF-16, and GB 18030 with its subsets GBK and GB 2312.",
                "Send the document in UTF-8 and declare it in the first line.");
    }
}
