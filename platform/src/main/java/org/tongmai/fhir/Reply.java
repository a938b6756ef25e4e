package org.tongmai.fhir;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Json;

/** The answer to a request, in the format, layout and coding that it asks for. Resources come in as JSON. */
final class Reply extends HttpServletResponseWrapper {

    /** Below, packing costs more than it saves. */
    private static final int PACKED_MIN = 2_048;

    private Format format = Format.JSON;
    private boolean pretty;
    private boolean packed;

    Reply(HttpServletResponse response) {
        super(response);
    }

    /**
     * Takes from the request how to answer; until then it is plain JSON.
     *
     * @throws org.tongmai.kernel.Problem {@code fhir.format-unknown}
     */
    void fit(Request request) {
        packed = gzip(request.header("Accept-Encoding"));
        pretty = "true".equals(request.first("_pretty"));
        format = Format.of(request.first("_format"), request.header("Accept"));
    }

    /** Sends a resource. */
    void send(int status, byte[] json) throws IOException {
        setStatus(status);
        byte[] body = rendered(json);
        if (body.length == 0) {
            setContentLength(0);
            return;
        }
        setContentType(format.contentType());
        setCharacterEncoding(StandardCharsets.UTF_8);
        addHeader("Vary", "Accept, Accept-Encoding");
        if (packed && body.length >= PACKED_MIN) {
            body = pack(body);
            setHeader("Content-Encoding", "gzip");
        }
        setContentLength(body.length);
        getOutputStream().write(body);
    }

    /** Sends JSON that is no resource, whatever format was asked for. */
    void json(byte[] json) throws IOException {
        setStatus(200);
        setContentType("application/json");
        setCharacterEncoding(StandardCharsets.UTF_8);
        setContentLength(json.length);
        getOutputStream().write(json);
    }

    /** Takes back what was said of a resource that is not sent after all. */
    void unset() {
        resetBuffer();
        for (String name : new String[] {"ETag", "Last-Modified", "Content-Location", "Content-Encoding"}) {
            setHeader(name, null);
        }
    }

    private byte[] rendered(byte[] json) {
        if (json.length == 0) {
            return json;
        }
        if (format == Format.XML) {
            return Xml.fromJson(json, pretty);
        }
        return pretty ? Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(Json.read(json)) : json;
    }

    private static boolean gzip(@Nullable String accepted) {
        if (accepted == null) {
            return false;
        }
        for (String coding : accepted.toLowerCase(Locale.ROOT).split(",")) {
            String bare = coding.replace(" ", "");
            if (bare.equals("gzip") || bare.startsWith("gzip;") && !bare.matches("gzip;q=0(\\.0*)?")) {
                return true;
            }
        }
        return false;
    }

    private static byte[] pack(byte[] body) throws IOException {
        var out = new ByteArrayOutputStream(body.length / 4);
        try (var gzip = new Fast(out)) {
            gzip.write(body);
        }
        return out.toByteArray();
    }

    /** At the cheapest level, which halves the time and still leaves a sixth of the bytes. */
    private static final class Fast extends GZIPOutputStream {
        Fast(ByteArrayOutputStream out) throws IOException {
            super(out, 8_192);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
