package org.tongmai.intake.table;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** The lines of a text, each of bounded length: what is behind the bound of a line is passed over, and told. */
final class Lines implements AutoCloseable {

    /** Of a line that is too long so many characters are kept, so that people find it. */
    private static final int KEPT = 1_000;

    private final Reader text;
    private final int most;
    private final char[] buffer = new char[8_192];
    private int at;
    private int end;

    /** @param most characters of a line */
    Lines(Reader text, int most) {
        this.text = text;
        this.most = most;
    }

    /** @param tooLong whether {@code text} is only the beginning of it */
    record Read(String text, boolean tooLong) {}

    /** The next line without its end, which is LF, CR or both; null at the end of the text. */
    @Nullable
    Read next() throws IOException {
        if (!fill()) {
            return null;
        }
        StringBuilder line = new StringBuilder();
        boolean tooLong = false;
        do {
            int from = at;
            while (at < end && buffer[at] != '\n' && buffer[at] != '\r') {
                at++;
            }
            tooLong |= line.length() + (at - from) > most;
            if (tooLong) {
                line.append(buffer, from, Math.clamp(KEPT - (long) line.length(), 0, at - from));
                line.setLength(Math.min(line.length(), KEPT));
            } else {
                line.append(buffer, from, at - from);
            }
        } while (at == end && fill());
        if (at < end && buffer[at++] == '\r' && fill() && buffer[at] == '\n') {
            at++;
        }
        return new Read(line.toString(), tooLong);
    }

    private boolean fill() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, text.read(buffer));
        }
        return at < end;
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
