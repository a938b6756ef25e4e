package org.tongmai.fhir.bulk;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Sends a file, or the rest of it from where a download broke.
 *
 * <p>Packed with gzip where the client takes it and asks for the whole; a part is always of the file as it is.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-range-requests">RFC 9110, range requests</a>
 */
final class Download {

    static final String NDJSON = "application/fhir+ndjson";

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");
    private static final int BUFFER_BYTES = 128 * 1024;

    private Download() {}

    /** The first and the last byte to be sent. */
    private record Range(long first, long last) {
        long length() {
            return last - first + 1;
        }
    }

    /** @param length of the file that is good; what may stand behind it is not sent */
    static void send(HttpServletRequest request, HttpServletResponse response, Path path, long length, String tag)
            throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            send(request, response, file, length, tag);
        } catch (NoSuchFileException e) {
            throw Jobs.notFound();
        }
    }

    private static void send(
            HttpServletRequest request, HttpServletResponse response, FileChannel file, long length, String tag)
            throws IOException {
        String whole = "\"" + tag + "\"";
        response.setContentType(NDJSON);
        response.setHeader("Vary", "Accept-Encoding");
        response.setHeader("Cache-Control", "no-store");
        String asked = request.getHeader("Range");
        String ifRange = request.getHeader("If-Range");
        boolean head = request.getMethod().equals("HEAD");
        if (asked == null && packs(request)) {
            response.setHeader("ETag", "\"" + tag + "-gzip\"");
            response.setHeader("Content-Encoding", "gzip");
            if (!head) {
                try (OutputStream out = new GZIPOutputStream(response.getOutputStream(), BUFFER_BYTES)) {
                    copy(file, new Range(0, length - 1), out);
                }
            }
            return;
        }
        response.setHeader("ETag", whole);
        response.setHeader("Accept-Ranges", "bytes");
        Range range = new Range(0, length - 1);
        if (asked != null && (ifRange == null || ifRange.equals(whole))) {
            Range part = range(asked, length);
            if (part != null && part.first >= length) {
                response.setStatus(HttpServletResponse.SC_REQUESTED_RANGE_NOT_SATISFIABLE);
                response.setHeader("Content-Range", "bytes */" + length);
                return;
            }
            if (part != null) {
                range = part;
                response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
                response.setHeader("Content-Range", "bytes " + part.first + "-" + part.last + "/" + length);
            }
        }
        response.setContentLengthLong(range.length());
        if (!head) {
            copy(file, range, response.getOutputStream());
        }
    }

    private static boolean packs(HttpServletRequest request) {
        String accepted = request.getHeader("Accept-Encoding");
        return accepted != null
                && accepted.toLowerCase(Locale.ROOT).matches(".*\\bgzip\\b(?!\\s*;\\s*q=0(\\.0*)?(\\s|,|$)).*");
    }

    /** Null where the header is to be overlooked: not of this form, or several ranges. */
    private static @Nullable Range range(String header, long length) {
        Matcher matcher = RANGE.matcher(header.strip());
        if (!matcher.matches()
                || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
            return null;
        }
        if (matcher.group(1).isEmpty()) {
            long last = Long.parseLong(matcher.group(2));
            return last == 0 ? new Range(length, length) : new Range(Math.max(0, length - last), length - 1);
        }
        long first = Long.parseLong(matcher.group(1));
        long last = matcher.group(2).isEmpty() ? length - 1 : Long.parseLong(matcher.group(2));
        return last < first && first < length ? null : new Range(first, Math.min(last, length - 1));
    }

    private static void copy(FileChannel file, Range range, OutputStream out) throws IOException {
        file.position(range.first);
        InputStream in = Channels.newInputStream(file);
        byte[] buffer = new byte[BUFFER_BYTES];
        long left = range.length();
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new IOException("the file is shorter than it should be");
            }
            out.write(buffer, 0, read);
            left -= read;
        }
    }
}
