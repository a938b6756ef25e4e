package org.tongmai.print;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.fontbox.cmap.CMap;
import org.apache.fontbox.cmap.CMapParser;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;

/**
 * Lets the words of a PDF be searched and copied: a font draws the character 一 (U+4E00) and the radical ⼀ (U+2F00) as one glyph,
 * and PDFBox takes the first of both for what was meant.
 *
 * @see <a href="https://adobe-type-tools.github.io/font-tech-notes/pdfs/5411.ToUnicode.pdf">Adobe technical note 5411</a>
 */
final class Radicals {

    /** CJK Radicals Supplement and Kangxi Radicals. */
    static final int FIRST = 0x2E80;

    static final int LAST = 0x2FDF;

    private static final int CODES = 0x10000;

    /** Lines that may stand in one section. */
    private static final int LINES_MAX = 100;

    private static final String HEAD = """
            /CIDInit /ProcSet findresource begin
            12 dict begin
            begincmap
            /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
            /CMapName /Adobe-Identity-UCS def
            /CMapType 2 def
            1 begincodespacerange
            <0000> <FFFF>
            endcodespacerange
            """;

    private static final String FOOT = """
            endcmap
            CMapName currentdict /CMap defineresource pop
            end
            end
            """;

    private Radicals() {}

    /** @param meant the character that is meant by each radical */
    static byte[] replaced(byte[] pdf, Map<Integer, Integer> meant) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            for (COSObject font : document.getDocument().getObjectsByType(COSName.FONT)) {
                COSStream words = ((COSDictionary) font.getObject()).getCOSStream(COSName.TO_UNICODE);
                if (words != null) {
                    replace(words, meant);
                }
            }
            var out = new ByteArrayOutputStream();
            document.save(out);
            return out.toByteArray();
        }
    }

    private static void replace(COSStream words, Map<Integer, Integer> meant) throws IOException {
        CMap read = new CMapParser().parse(new RandomAccessReadBuffer(words.createInputStream()));
        List<String> lines = new ArrayList<>();
        for (int code = 0; code < CODES; code++) {
            String said = read.toUnicode(code, 2);
            if (said != null) {
                lines.add("<%04X> <%s>\n".formatted(code, hex(said, meant)));
            }
        }
        var out = new StringBuilder(HEAD);
        for (int from = 0; from < lines.size(); from += LINES_MAX) {
            List<String> part = lines.subList(from, Math.min(lines.size(), from + LINES_MAX));
            out.append(part.size()).append(" beginbfchar\n");
            part.forEach(out::append);
            out.append("endbfchar\n");
        }
        try (OutputStream stream = words.createOutputStream(COSName.FLATE_DECODE)) {
            stream.write(out.append(FOOT).toString().getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static String hex(String said, Map<Integer, Integer> meant) {
        var out = new StringBuilder();
        said.codePoints().map(one -> meant.getOrDefault(one, one)).forEach(out::appendCodePoint);
        return HexFormat.of().withUpperCase().formatHex(out.toString().getBytes(StandardCharsets.UTF_16BE));
    }
}
