package org.tongmai.surveillance;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.access.Callers;

/** {@code POST /api/surveillance/series}: counts that CDC staff bring in. */
@RestController
@RequestMapping("/api/surveillance")
final class BroughtRoutes {

    /** So many lines with long items. */
    private static final int BYTES_MOST = 8 * 1024 * 1024;

    private static final String CSV = "text/csv";
    private static final String NDJSON = "application/x-ndjson";

    private final Brought brought;

    BroughtRoutes(Brought brought) {
        this.brought = brought;
    }

    @PostMapping(path = "/series", consumes = CSV)
    Brought.Taken csv(HttpServletRequest request) throws IOException {
        return brought.take(Callers.current(), Brought.Form.CSV, text(request));
    }

    @PostMapping(path = "/series", consumes = NDJSON)
    Brought.Taken lines(HttpServletRequest request) throws IOException {
        return brought.take(Callers.current(), Brought.Form.NDJSON, text(request));
    }

    /** A mark of the order of bytes, as spreadsheets write it, is left out. */
    static String text(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(BYTES_MOST + 1);
        if (body.length > BYTES_MOST) {
            throw Brought.tooLong();
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException other) {
            throw Brought.notUtf8();
        }
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
