package org.tongmai.intake.table;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** In which characters a text file is written, told from its beginning: UTF-8 where that is what the bytes are, else GB 18030. */
final class TableCharset {

    /** GB 18030-2022, which holds GBK and GB 2312. */
    static final Charset GB18030 = Charset.forName("GB18030");

    private TableCharset() {}

    /** @param head the first bytes, which may end inside a character */
    static Charset detect(byte[] head) {
        if (head.length > 1 && (head[0] & 0xff) == 0xff && (head[1] & 0xff) == 0xfe) {
            return StandardCharsets.UTF_16LE;
        }
        if (head.length > 1 && (head[0] & 0xff) == 0xfe && (head[1] & 0xff) == 0xff) {
            return StandardCharsets.UTF_16BE;
        }
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var result = decoder.decode(ByteBuffer.wrap(head), CharBuffer.allocate(head.length + 1), false);
        return result.isError() ? GB18030 : StandardCharsets.UTF_8;
    }
}
