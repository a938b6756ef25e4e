package org.tongmai.print;

import java.io.IOException;
import java.io.InputStream;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/** Which characters the fonts have. One that none has is printed as 〓 with its code point, so that nobody reads a wrong name. */
final class Glyphs {

    private static final char MISSING = '〓';

    private final BitSet known = new BitSet();
    private final Map<Integer, Integer> meant = new HashMap<>();

    /** Adds the characters of a TrueType font. */
    void add(InputStream font) throws IOException {
        try (TrueTypeFont read = new TTFParser().parse(new RandomAccessReadBuffer(font))) {
            CmapLookup map = read.getUnicodeCmapLookup();
            for (int character = ' '; character <= Character.MAX_CODE_POINT; character++) {
                if (map.getGlyphId(character) != 0) {
                    known.set(character);
                }
            }
            for (int radical = Radicals.FIRST; radical <= Radicals.LAST; radical++) {
                int glyph = map.getGlyphId(radical);
                if (glyph != 0) {
                    for (int character : map.getCharCodes(glyph)) {
                        if (character > Radicals.LAST) {
                            meant.putIfAbsent(radical, character);
                        }
                    }
                }
            }
        }
    }

    /** Radicals that look like a character, with that character. */
    Map<Integer, Integer> radicals() {
        return meant;
    }

    /** What is printed for the words. */
    String shown(String words) {
        if (words.codePoints().allMatch(this::isKnown)) {
            return words;
        }
        var out = new StringBuilder(words.length() + 16);
        words.codePoints().forEach(character -> {
            if (isKnown(character)) {
                out.appendCodePoint(character);
            } else {
                out.append(MISSING).append("[U+%04X]".formatted(character));
            }
        });
        return out.toString();
    }

    private boolean isKnown(int character) {
        return Character.isWhitespace(character) || known.get(character);
    }
}
