package org.tongmai.exchange;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An answer of lines of JSON ({@code application/x-ndjson}) that leave as they come. Each names its kind in {@code line}; the last is
 * {@code done}: without it the answer was cut off.
 */
public final class LinesAnswer {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpServletResponse response;
    private @Nullable OutputStream out;

    private LinesAnswer(HttpServletResponse response) {
        this.response = response;
    }

    /** What is refused before the first line is refused as everywhere; after it each row says what became of it. */
    public static void send(HttpServletResponse response, Consumer<Consumer<Object>> work) throws IOException {
        LinesAnswer answer = new LinesAnswer(response);
        try {
            work.accept(answer::write);
            answer.line("{\"line\":\"done\"}".getBytes(StandardCharsets.UTF_8));
        } catch (UncheckedIOException gone) {
            throw gone.getCause();
        }
    }

    private void write(Object line) {
        ObjectNode tree = (ObjectNode) JSON.readTree(JSON.writeValueAsBytes(line));
        tree.put("line", line.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        line(JSON.writeValueAsBytes(tree));
    }

    private void line(byte[] text) {
        try {
            OutputStream to = out;
            if (to == null) {
                response.setContentType("application/x-ndjson");
                response.setHeader("Cache-Control", "no-store");
                to = response.getOutputStream();
                out = to;
            }
            to.write(text);
            to.write('\n');
            to.flush();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
