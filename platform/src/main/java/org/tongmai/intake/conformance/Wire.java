package org.tongmai.intake.conformance;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.tongmai.intake.conformance.Delivery.Fault;
import org.tongmai.intake.mllp.Frame;

/**
 * MLLP as a strict listener sees it. Unlike the node's own door, which is kind to senders, it notes each byte that is not where it
 * belongs.
 *
 * @see <a href="https://www.hl7.org/documentcenter/public/wg/inm/mllp_transport_specification.PDF">MLLP release 1</a>
 */
final class Wire implements AutoCloseable {

    /** The largest message of the examination. */
    static final int BYTES_MAX = 10_000_000;

    /** How long the last byte of a frame is waited for. */
    private static final int RETURN_MILLIS = 300;

    private final Socket socket;
    private final int patienceMillis;
    private final PushbackInputStream in;

    /** One that waits for ever. */
    Wire(Socket socket) throws IOException {
        this(socket, Duration.ZERO);
    }

    /** @param patience how long each next byte is waited for; zero for ever */
    Wire(Socket socket, Duration patience) throws IOException {
        this.socket = socket;
        this.patienceMillis = (int) patience.toMillis();
        socket.setSoTimeout(patienceMillis);
        socket.setTcpNoDelay(true);
        this.in = new PushbackInputStream(new BufferedInputStream(socket.getInputStream()), 1);
    }

    /** A message without its frame, and what was wrong with that. */
    record Framed(byte[] bytes, Set<Fault> faults) {}

    /** The next message; empty when the connection ended. */
    Optional<Framed> next() throws IOException {
        Set<Fault> faults = EnumSet.noneOf(Fault.class);
        var bytes = new ByteArrayOutputStream();
        boolean started = false;
        for (int octet = in.read(); octet != Frame.END; octet = in.read()) {
            if (octet < 0 || bytes.size() > BYTES_MAX) {
                faults.add(Fault.CUT);
                return bytes.size() == 0 ? Optional.empty() : Optional.of(new Framed(bytes.toByteArray(), faults));
            }
            if (octet == Frame.START) {
                if (started || bytes.size() > 0) {
                    faults.add(started ? Fault.CUT : Fault.NO_START);
                }
                bytes.reset();
                started = true;
            } else {
                bytes.write(octet);
            }
        }
        if (!started) {
            faults.add(Fault.NO_START);
        }
        if (!returned()) {
            faults.add(Fault.NO_RETURN);
        }
        return Optional.of(new Framed(bytes.toByteArray(), faults));
    }

    private boolean returned() throws IOException {
        socket.setSoTimeout(RETURN_MILLIS);
        try {
            int octet = in.read();
            if (octet >= 0 && octet != Frame.RETURN) {
                in.unread(octet);
            }
            return octet == Frame.RETURN;
        } catch (SocketTimeoutException none) {
            return false;
        } finally {
            socket.setSoTimeout(patienceMillis);
        }
    }

    /** Whether more has come already. */
    boolean more() throws IOException {
        return in.available() > 0;
    }

    void send(byte[] message) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(Frame.around(message));
        out.flush();
    }

    /** Bytes as they are, for what is no frame. */
    void sendRaw(byte[] bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // there is nothing left to close
        }
    }
}
