package org.tongmai.fhir;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Catches the answer to an entry of a Bundle. Nothing of it reaches the client but by way of the Bundle that answers. */
final class EntryResponse extends HttpServletResponseWrapper {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private int status = 200;

    EntryResponse(HttpServletResponse bundle) {
        super(bundle);
    }

    EntryAnswer answered(String base, boolean head) {
        String location = headers.get("Location");
        return new EntryAnswer.Answered(
                status,
                location != null && location.startsWith(base) ? location.substring(base.length()) : location,
                headers.get("ETag"),
                headers.get("Last-Modified"),
                head ? new byte[0] : out.toByteArray());
    }

    @Override
    public void setStatus(int code) {
        status = code;
    }

    @Override
    public int getStatus() {
        return status;
    }

    @Override
    public void sendError(int code) {
        status = code;
    }

    @Override
    public void sendError(int code, String message) {
        status = code;
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        if (value == null) {
            headers.remove(name);
        } else {
            headers.put(name, value);
        }
    }

    @Override
    public void addHeader(String name, String value) {
        headers.put(name, value);
    }

    @Override
    public void setDateHeader(String name, long date) {}

    @Override
    public void setIntHeader(String name, int value) {}

    @Override
    public @Nullable String getHeader(String name) {
        return headers.get(name);
    }

    @Override
    public boolean containsHeader(String name) {
        return headers.containsKey(name);
    }

    @Override
    public void setContentType(String type) {}

    @Override
    public void setCharacterEncoding(String encoding) {}

    @Override
    public void setContentLength(int length) {}

    @Override
    public void setContentLengthLong(long length) {}

    @Override
    public void setLocale(Locale locale) {}

    @Override
    public boolean isCommitted() {
        return false;
    }

    @Override
    public void flushBuffer() {}

    @Override
    public void reset() {
        out.reset();
    }

    @Override
    public void resetBuffer() {
        out.reset();
    }

    @Override
    public PrintWriter getWriter() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return new ServletOutputStream() {
            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                throw new IllegalStateException("an entry is answered by blocking");
            }

            @Override
            public void write(int b) {
                bounded(1);
                out.write(b);
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                bounded(length);
                out.write(bytes, from, length);
            }
        };
    }

    private void bounded(int more) {
        if ((long) out.size() + more > BundleAnswer.BYTES_MAX) {
            throw BundleAnswer.tooLarge();
        }
    }
}
