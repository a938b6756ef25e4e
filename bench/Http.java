import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** One keep-alive connection of HTTP/1.1; the answer to each request is read whole into a buffer that is used again. */
final class Http implements AutoCloseable {

    /** An answer that takes longer is a failure. */
    private static final int ANSWER_MILLIS_MAX = 600_000;

    /** @param path of the base URL, without a final slash */
    record Server(String host, int port, String path, List<String> headers) {

        static Server of(String base, List<String> headers) {
            URI url = URI.create(base);
            if (!"http".equals(url.getScheme())) {
                throw new IllegalArgumentException("only http:// URLs: " + base);
            }
            return new Server(
                    url.getHost(),
                    url.getPort() < 0 ? 80 : url.getPort(),
                    url.getPath().replaceAll("/+$", ""),
                    headers);
        }
    }

    private final Server server;
    private Socket socket;
    private InputStream in;
    private OutputStream out;

    private byte[] head = new byte[16 * 1024];
    private int headAt;
    private int headEnd;

    /** The answer to the last request. */
    byte[] body = new byte[64 * 1024];

    int length;
    int status;
    String location = "";

    Http(Server server) {
        this.server = server;
    }

    /** @param target what follows the base URL, or an absolute URL of the same server */
    int get(String target) throws IOException {
        return send("GET", target, new byte[0], 0);
    }

    int post(String target, byte[] content, int contentLength) throws IOException {
        return send("POST", target, content, contentLength);
    }

    private int send(String method, String target, byte[] content, int contentLength) throws IOException {
        try {
            boolean fresh = socket == null;
            if (fresh) {
                connect();
            }
            request(method, target, content, contentLength);
            answer();
            return status;
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private void connect() throws IOException {
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(ANSWER_MILLIS_MAX);
        socket.connect(new InetSocketAddress(server.host, server.port));
        in = socket.getInputStream();
        out = socket.getOutputStream();
        headAt = 0;
        headEnd = 0;
    }

    private void request(String method, String target, byte[] content, int contentLength) throws IOException {
        var text = new StringBuilder(256);
        String path = target.startsWith("http")
                ? target.substring(target.indexOf('/', target.indexOf("://") + 3))
                : server.path + target;
        text.append(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nHost: ")
                .append(server.host);
        text.append(':').append(server.port).append("\r\nAccept: application/fhir+json\r\n");
        server.headers.forEach(header -> text.append(header).append("\r\n"));
        if (contentLength > 0) {
            text.append("Content-Type: application/fhir+json\r\nContent-Length: ");
            text.append(contentLength).append("\r\n");
        }
        byte[] opening = text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        if (contentLength > 0 && contentLength < 64 * 1024) {
            byte[] both = Arrays.copyOf(opening, opening.length + contentLength);
            System.arraycopy(content, 0, both, opening.length, contentLength);
            out.write(both);
        } else {
            out.write(opening);
            out.write(content, 0, contentLength);
        }
        out.flush();
    }

    private void answer() throws IOException {
        String first = line();
        status = Integer.parseInt(first.substring(9, 12));
        long expected = -1;
        boolean chunked = false;
        boolean closing = false;
        location = "";
        for (String header = line(); !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            String value = header.substring(colon + 1).strip();
            switch (header.substring(0, colon).toLowerCase(Locale.ROOT)) {
                case "content-length" -> expected = Long.parseLong(value);
                case "transfer-encoding" -> chunked = value.equalsIgnoreCase("chunked");
                case "connection" -> closing = value.equalsIgnoreCase("close");
                case "location" -> location = value;
                default -> {}
            }
        }
        length = 0;
        if (chunked) {
            for (int size = chunk(); size > 0; size = chunk()) {
                take(size);
                line();
            }
            line();
        } else if (expected >= 0) {
            take(Math.toIntExact(expected));
        } else if (status != 204 && status != 304) {
            throw new EOFException("an answer without a length");
        }
        if (closing) {
            close();
        }
    }

    private int chunk() throws IOException {
        String size = line();
        int semicolon = size.indexOf(';');
        return Integer.parseInt((semicolon < 0 ? size : size.substring(0, semicolon)).strip(), 16);
    }

    private String line() throws IOException {
        int i = headAt;
        while (true) {
            for (; i < headEnd; i++) {
                if (head[i] == '\n') {
                    String line = new String(head, headAt, Math.max(0, i - 1 - headAt), StandardCharsets.ISO_8859_1);
                    headAt = i + 1;
                    return line;
                }
            }
            i -= headAt;
            fill();
            i += headAt;
        }
    }

    private void fill() throws IOException {
        if (headAt > 0) {
            System.arraycopy(head, headAt, head, 0, headEnd - headAt);
            headEnd -= headAt;
            headAt = 0;
        }
        if (headEnd == head.length) {
            head = Arrays.copyOf(head, 2 * head.length);
        }
        int read = in.read(head, headEnd, head.length - headEnd);
        if (read < 0) {
            throw new EOFException("the server closed the connection");
        }
        headEnd += read;
    }

    private void take(int size) throws IOException {
        if (length + size > body.length) {
            body = Arrays.copyOf(body, Math.max(2 * body.length, length + size));
        }
        int buffered = Math.min(size, headEnd - headAt);
        System.arraycopy(head, headAt, body, length, buffered);
        headAt += buffered;
        if (in.readNBytes(body, length + buffered, size - buffered) < size - buffered) {
            throw new EOFException("the answer was cut short");
        }
        length += size;
    }

    String text() {
        return new String(body, 0, Math.min(length, 600), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            // it is given up anyway
        }
        socket = null;
    }
}
