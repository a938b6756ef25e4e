package org.tongmai.fhir;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;

/** Reads bodies whole, each bounded and all together bounded, so that no number of clients exhausts the memory. */
final class BodyReader {

    /** Largest body, unpacked; a Bundle with 14,000 resources has 40 MB. */
    static final int BYTES_MAX = 96 * 1024 * 1024;

    /** Largest sum of bodies held at a time. */
    private static final int TOGETHER_MAX = 160;

    private static final int MEGABYTE = 1024 * 1024;
    private static final int WAIT_SECONDS_MAX = 120;

    private final Semaphore megabytes = new Semaphore(TOGETHER_MAX, true);

    /** Work on a body while its memory is accounted for. */
    interface Work<T> {
        T on(byte[] body) throws IOException;
    }

    <T> T with(HttpServletRequest http, Work<T> work) throws IOException {
        boolean xml = format(http.getContentType()) == Format.XML;
        return raw(http, body -> work.on(xml ? Xml.toJson(body) : body));
    }

    /** A body of whatever kind, as it is. */
    <T> T raw(HttpServletRequest http, Work<T> work) throws IOException {
        boolean packed = "gzip".equalsIgnoreCase(http.getHeader("Content-Encoding"));
        long length = http.getContentLengthLong();
        if (length > BYTES_MAX) {
            throw tooLarge();
        }
        int share = length >= 0 && !packed ? (int) (length / MEGABYTE) + 1 : BYTES_MAX / MEGABYTE;
        acquire(share);
        try {
            return work.on(read(http, packed, length));
        } finally {
            megabytes.release(share);
        }
    }

    private void acquire(int share) {
        try {
            if (!megabytes.tryAcquire(share, WAIT_SECONDS_MAX, TimeUnit.SECONDS)) {
                throw busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        }
    }

    private static byte[] read(HttpServletRequest http, boolean packed, long length) throws IOException {
        try (InputStream in =
                packed ? Unpacking.of(http.getInputStream(), BodyReader::tooLarge) : http.getInputStream()) {
            byte[] bytes = packed || length < 0 ? in.readNBytes(BYTES_MAX + 1) : in.readNBytes((int) length);
            if (bytes.length > BYTES_MAX) {
                throw tooLarge();
            }
            if (!packed && length >= 0 && bytes.length < length) {
                throw cutShort();
            }
            boolean marked =
                    bytes.length > 2 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf;
            return marked ? Arrays.copyOfRange(bytes, 3, bytes.length) : bytes;
        } catch (ZipException e) {
            throw new Problem(
                    Problem.Kind.MALFORMED,
                    "fhir.gzip-damaged",
                    "The body is not valid gzip.",
                    "Content-Encoding says gzip.",
                    "Send it again, or without Content-Encoding.");
        }
    }

    /** What a body is written in; only UTF-8 in JSON, whatever its declaration says in XML. */
    private static Format format(@Nullable String contentType) {
        String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        if (Xml.is(type)) {
            return Format.XML;
        }
        int charset = type.indexOf("charset=");
        if (charset >= 0) {
            String name = type.substring(charset + 8).replace("\"", "").strip();
            if (!name.startsWith("utf-8") && !name.startsWith("utf8") && !name.startsWith("us-ascii")) {
                throw new Problem(
                        Problem.Kind.UNSUPPORTED_MEDIA,
                        "fhir.charset-wrong",
                        "The body is not declared as UTF-8.",
                        "FHIR JSON is always UTF-8 (http://hl7.org/fhir/R4/json.html).",
                        "Convert it to UTF-8.");
            }
        }
        return Format.JSON;
    }

    private static Problem tooLarge() {
        return new Problem(
                Problem.Kind.TOO_LARGE,
                "fhir.body-too-large",
                "The body is larger than " + BYTES_MAX / MEGABYTE + " MB.",
                "A body is held in memory while it is taken.",
                "Split it into several Bundles.");
    }

    private static Problem cutShort() {
        return new Problem(
                Problem.Kind.MALFORMED,
                "fhir.body-cut-short",
                "The body ends before its Content-Length.",
                "The connection broke, or the length is wrong.",
                "Send it again.");
    }

    private static Problem busy() {
        return new Problem(
                Problem.Kind.BUSY,
                "fhir.too-much-at-once",
                "Too many large bodies are being taken.",
                "Together they may have " + TOGETHER_MAX + " MB.",
                "Send it again after some seconds.");
    }
}
