package org.tongmai.fhir;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Slice;

/**
 * An entry of a Bundle as the request that it stands for: by the same caller, answered in the same way, with the same decision
 * and the same trace.
 */
final class EntryRequest extends HttpServletRequestWrapper {

    private static final String JSON = "application/fhir+json";

    private final Bundle.Entry entry;
    private final String base;
    private final String path;
    private final @Nullable String query;
    private final byte[] body;

    private EntryRequest(Request bundle, Bundle.Entry entry, String url) {
        super(bundle.http());
        this.entry = entry;
        this.base = bundle.base();
        int mark = url.indexOf('?');
        this.path = mark < 0 ? url : url.substring(0, mark);
        this.query = mark < 0 ? null : url.substring(mark + 1);
        Slice resource = entry.resource();
        this.body = resource == null || entry.method().equals("GET")
                ? new byte[0]
                : Arrays.copyOfRange(resource.bytes(), resource.from(), resource.from() + resource.length());
    }

    /** What {@code alone} answers. */
    static EntryAnswer answer(
            Request bundle, HttpServletResponse answer, Bundle.Entry entry, String url, Writing.Alone alone) {
        var response = new EntryResponse(answer);
        try {
            alone.answer(new EntryRequest(bundle, entry, url), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return response.answered(bundle.base(), entry.method().equals("HEAD"));
    }

    @Override
    public String getMethod() {
        return entry.method();
    }

    @Override
    public StringBuffer getRequestURL() {
        return new StringBuffer(base + path);
    }

    @Override
    public String getRequestURI() {
        return base.substring(base.indexOf('/', base.indexOf("://") + 3)) + path;
    }

    @Override
    public @Nullable String getQueryString() {
        return query;
    }

    @Override
    public @Nullable String getHeader(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "accept" -> JSON;
            case "content-type" -> body.length == 0 ? null : JSON;
            case "if-none-match" -> entry.ifNoneMatch();
            case "if-modified-since" -> entry.ifModifiedSince();
            case "if-match" -> entry.ifMatch();
            case "if-none-exist" -> entry.ifNoneExist();
            case "accept-encoding", "content-encoding", "content-length", "idempotency-key", "range" -> null;
            default -> super.getHeader(name);
        };
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        String one = getHeader(name);
        return Collections.enumeration(one == null ? List.of() : List.of(one));
    }

    @Override
    public long getDateHeader(String name) {
        return -1;
    }

    @Override
    public @Nullable String getContentType() {
        return body.length == 0 ? null : JSON;
    }

    @Override
    public int getContentLength() {
        return body.length;
    }

    @Override
    public long getContentLengthLong() {
        return body.length;
    }

    @Override
    public @Nullable String getParameter(String name) {
        return null;
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        return Map.of();
    }

    @Override
    public ServletInputStream getInputStream() {
        var in = new ByteArrayInputStream(body);
        return new ServletInputStream() {
            @Override
            public boolean isFinished() {
                return in.available() == 0;
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setReadListener(ReadListener listener) {
                throw new IllegalStateException("an entry is read by blocking");
            }

            @Override
            public int read() {
                return in.read();
            }

            @Override
            public int read(byte[] bytes, int from, int length) {
                return in.read(bytes, from, length);
            }
        };
    }
}
