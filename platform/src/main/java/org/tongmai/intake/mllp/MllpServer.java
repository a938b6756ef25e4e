package org.tongmai.intake.mllp;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.intake.mllp.Frame.Broken;
import org.tongmai.kernel.Faults;

/**
 * Listens for HL7 v2 over MLLP. Each connection has its own virtual thread and is answered in order, one message at a time,
 * so a slow sender slows only itself.
 */
public final class MllpServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MllpServer.class);

    /** How long closing waits for messages that are being processed. */
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(10);

    private static final int BUFFER_BYTES = 16_384;

    private final ServerSocket server;
    private final Bounds bounds;
    private final Receiver receiver;
    private final Room room;
    private final Semaphore places;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();

    private MllpServer(ServerSocket server, Bounds bounds, Room room, Receiver receiver) {
        this.server = server;
        this.bounds = bounds;
        this.receiver = receiver;
        this.room = room;
        this.places = new Semaphore(bounds.connections());
    }

    /**
     * Starts to listen.
     *
     * @param address with port 0 for any free one
     * @param room shared with the other doors
     * @throws UncheckedIOException where the address is taken
     */
    public static MllpServer start(InetSocketAddress address, Bounds bounds, Room room, Receiver receiver) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(address);
            MllpServer server = new MllpServer(socket, bounds, room, receiver);
            Thread.ofVirtual().name("mllp-accept").start(server::accept);
            return server;
        } catch (IOException taken) {
            throw new UncheckedIOException("cannot listen for HL7 v2 on " + address, taken);
        }
    }

    /** The port that is listened on. */
    public int port() {
        return server.getLocalPort();
    }

    /** Takes no more messages, answers those being processed, and closes every connection. */
    @Override
    public void close() {
        closeQuietly(server);
        open.forEach(Connection::finish);
        long until = System.nanoTime() + LAST_ANSWERS.toNanos();
        open.forEach(connection -> connection.await(until));
        open.forEach(connection -> closeQuietly(connection.socket));
    }

    private void accept() {
        boolean full = false;
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                if (places.tryAcquire()) {
                    full = false;
                    Connection connection = new Connection(socket);
                    open.add(connection);
                    connection.thread.start();
                } else {
                    if (!full) {
                        LOG.warn("HL7 v2 connections are refused: {} are open", bounds.connections());
                    }
                    full = true;
                    closeQuietly(socket);
                }
            } catch (IOException failed) {
                if (!server.isClosed()) {
                    LOG.warn("HL7 v2 connection not accepted: {}", failed.getMessage());
                }
            }
        }
    }

    private static void closeQuietly(AutoCloseable closed) {
        try {
            closed.close();
        } catch (Exception alreadyGone) {
            LOG.debug("closing failed", alreadyGone);
        }
    }

    /** One sender. */
    private final class Connection implements FrameReader.Patience {
        private final Socket socket;
        private final Thread thread;
        private volatile boolean processing;
        private volatile boolean finishing;

        Connection(Socket socket) {
            this.socket = socket;
            this.thread = Thread.ofVirtual().name("mllp-connection").unstarted(this::serve);
        }

        @Override
        public void wait(Duration time) throws SocketException {
            socket.setSoTimeout((int) time.toMillis());
        }

        @Override
        public Duration idle() {
            return bounds.idle();
        }

        @Override
        public Duration stall() {
            return bounds.stall();
        }

        private void serve() {
            try (socket) {
                socket.setTcpNoDelay(true);
                socket.setKeepAlive(true);
                String peer = socket.getRemoteSocketAddress().toString().replaceFirst("^.*/", "");
                var in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
                exchange(new FrameReader(in, this, room, bounds.messageBytes()), socket.getOutputStream(), peer);
            } catch (IOException gone) {
                LOG.debug("HL7 v2 connection ended", gone);
            } catch (RuntimeException failed) {
                LOG.error("HL7 v2 message not taken, connection closed without an answer: {}", Faults.outline(failed));
            } finally {
                open.remove(this);
                places.release();
            }
        }

        private void exchange(FrameReader frames, OutputStream out, String peer) throws IOException {
            Optional<Frame> frame = frames.next();
            while (frame.isPresent() && !finishing) {
                processing = true;
                for (byte[] answer : receiver.receive(frame.get(), peer)) {
                    out.write(Frame.around(answer));
                }
                out.flush();
                processing = false;
                boolean last =
                        frame.get() instanceof Broken broken && broken.fault().last();
                frame = last || finishing ? Optional.empty() : frames.next();
            }
        }

        /** Ends the connection now, or after the message that is being processed. */
        private void finish() {
            finishing = true;
            if (!processing) {
                closeQuietly(socket);
            }
        }

        private void await(long untilNanos) {
            try {
                thread.join(Duration.ofNanos(Math.max(1, untilNanos - System.nanoTime())));
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
