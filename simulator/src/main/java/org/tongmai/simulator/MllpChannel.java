package org.tongmai.simulator;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sends HL7 v2 messages over MLLP on one connection, which is opened at first use and again after a failure, and awaits the
 * acknowledgement of each.
 *
 * @see <a href="https://www.hl7.org/documentcenter/public/wg/inm/mllp_transport_specification.PDF">HL7 MLLP, release 2</a>
 */
public final class MllpChannel implements Channel {

    private static final int START = 0x0B;
    private static final int END = 0x1C;
    private static final int RETURN = 0x0D;
    private static final int CONNECT_MILLIS = 10_000;
    private static final int ANSWER_MILLIS = 60_000;
    private static final int ANSWER_BYTES_MAX = 1 << 20;

    private final InetSocketAddress address;
    private @Nullable Connection connection;

    /** @param address of the platform's MLLP door */
    public MllpChannel(InetSocketAddress address) {
        this.address = address;
    }

    @Override
    public Answer deliver(Dispatch dispatch) throws IOException {
        try {
            return answer(exchange(dispatch.body()), dispatch.name());
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Sends any bytes as one framed message and returns the acknowledgement without its frame. */
    public byte[] exchange(byte[] message) throws IOException {
        Connection open = connection;
        if (open == null) {
            open = new Connection(address);
            connection = open;
        }
        open.write(message);
        return open.read();
    }

    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }

    /** Whether MSA-1 accepts; MSA-2 must name the message (HL7 v2.5 chapter 2.9.2). */
    private static Answer answer(byte[] acknowledgement, String controlId) throws IOException {
        String text = new String(acknowledgement, StandardCharsets.UTF_8);
        String[] msa = text.lines()
                .flatMap(line -> line.replace('\r', '\n').lines())
                .filter(line -> line.startsWith("MSA|"))
                .findFirst()
                .orElseThrow(() -> new IOException("an acknowledgement without MSA"))
                .split("\\|", -1);
        if (msa.length < 3 || !msa[2].equals(controlId)) {
            throw new IOException("an acknowledgement of another message than " + controlId);
        }
        return switch (msa[1]) {
            case "AA", "CA" -> new Answer.Stored();
            default -> new Answer.Refused(text.replace('\r', '\n'));
        };
    }

    private static final class Connection {

        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        private Connection(InetSocketAddress address) throws IOException {
            this.socket = new Socket();
            try {
                socket.connect(address, CONNECT_MILLIS);
                socket.setSoTimeout(ANSWER_MILLIS);
                socket.setTcpNoDelay(true);
                this.in = new BufferedInputStream(socket.getInputStream());
                this.out = socket.getOutputStream();
            } catch (IOException e) {
                close();
                throw e;
            }
        }

        private void write(byte[] message) throws IOException {
            ByteArrayOutputStream framed = new ByteArrayOutputStream(message.length + 3);
            framed.write(START);
            framed.writeBytes(message);
            framed.write(END);
            framed.write(RETURN);
            framed.writeTo(out);
            out.flush();
        }

        private byte[] read() throws IOException {
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            int before = -1;
            while (true) {
                int now = in.read();
                if (now < 0) {
                    throw new EOFException("the connection ended before the acknowledgement");
                }
                if (before == END && now == RETURN) {
                    byte[] framed = answer.toByteArray();
                    return Arrays.copyOfRange(framed, framed[0] == START ? 1 : 0, framed.length - 1);
                }
                if (answer.size() >= ANSWER_BYTES_MAX) {
                    throw new IOException("an acknowledgement of more than " + ANSWER_BYTES_MAX + " bytes");
                }
                answer.write(now);
                before = now;
            }
        }

        private void close() {
            try {
                socket.close();
            } catch (IOException e) {
                // Nothing more to be done with a connection that is given up.
            }
        }
    }
}
