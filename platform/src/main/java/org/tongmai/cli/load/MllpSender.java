package org.tongmai.cli.load;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.tongmai.intake.mllp.Frame;

/**
 * HL7 v2 over MLLP, on one connection that is made anew when it breaks. A message whose acknowledgement was lost is sent
 * again; the receiver knows it by its control id.
 *
 * @see <a href="https://www.hl7.org/documentcenter/public/wg/inm/mllp_transport_specification.PDF">MLLP release 1</a>
 */
final class MllpSender implements MessageSender {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofMinutes(2);

    /** An acknowledgement is some hundred bytes; what is longer is something else. */
    private static final int ACKNOWLEDGEMENT_MAX = 1 << 20;

    private final String host;
    private final int port;
    private final Http.Pause pause;
    private @Nullable Socket socket;

    MllpSender(String host, int port, Http.Pause pause) {
        this.host = host;
        this.port = port;
        this.pause = pause;
    }

    @Override
    public Answer send(byte[] message) throws InterruptedException {
        IOException last = new IOException("no answer");
        for (int attempt = 0; attempt < Http.TRIES_MAX; attempt++) {
            try {
                return Replies.acknowledgement(exchange(message));
            } catch (IOException lost) {
                last = lost;
                close();
                pause.of(Http.pauseAfter(attempt));
            }
        }
        throw Http.unreachable(URI.create("mllp://" + host + ":" + port), last);
    }

    private String exchange(byte[] message) throws IOException {
        Socket open = connected();
        open.getOutputStream().write(Frame.around(message));
        return acknowledgement(new BufferedInputStream(open.getInputStream()));
    }

    private Socket connected() throws IOException {
        Socket open = socket;
        if (open == null || open.isClosed()) {
            open = new Socket();
            open.setTcpNoDelay(true);
            open.setSoTimeout((int) ANSWER.toMillis());
            open.connect(new InetSocketAddress(host, port), (int) CONNECT.toMillis());
            socket = open;
        }
        return open;
    }

    private static String acknowledgement(InputStream in) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != Frame.END; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException("the connection ended before the acknowledgement");
            }
            if (content.size() > ACKNOWLEDGEMENT_MAX) {
                throw new IOException("the acknowledgement does not end");
            }
            if (octet != Frame.START) {
                content.write(octet);
            }
        }
        if (in.read() != Frame.RETURN) {
            throw new IOException("the acknowledgement is not framed as MLLP");
        }
        return content.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException alreadyBroken) {
            // there is nothing left to close
        }
        socket = null;
    }
}
