package org.tongmai.intake.conformance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.intake.conformance.Delivery.Door;
import org.tongmai.intake.conformance.Delivery.Fault;
import org.tongmai.intake.hl7v2.Acknowledgement;
import org.tongmai.intake.hl7v2.Zones;

/**
 * A platform that examines whoever sends to it: HL7 v2 over MLLP and HTTP, CDA documents over HTTP. It stores nothing, answers by
 * {@link Script}, and keeps what came, in memory, until it is judged.
 */
public final class RobotPlatform implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RobotPlatform.class);

    /** An examination is some hundred messages; more are answered and not judged. */
    private static final int DELIVERIES_MAX = 10_000;

    /** What all of them may hold in memory. */
    private static final long BYTES_MAX = 256_000_000;

    private static final int CONNECTIONS_MAX = 64;

    private final ServerSocket mllp;
    private final HttpServer http;
    private final Clock clock;
    private final Zones zones;
    private final Duration late;
    private final Script script = new Script();
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Wire> open = ConcurrentHashMap.newKeySet();
    private final List<Delivery> deliveries = new ArrayList<>();
    private long bytes;
    private Instant last;

    private RobotPlatform(ServerSocket mllp, HttpServer http, Clock clock, Zones zones, Duration late) {
        this.mllp = mllp;
        this.http = http;
        this.clock = clock;
        this.zones = zones;
        this.late = late;
        this.last = clock.instant();
    }

    /**
     * Begins to listen.
     *
     * @param address of MLLP and, with the next port, of HTTP; port 0 takes free ones
     * @param zone of times without one, such as {@code Asia/Shanghai}
     * @param late how long an answer takes that is late; shorter than what a sender waits
     * @throws IOException where an address is taken
     */
    public static RobotPlatform start(InetSocketAddress address, Clock clock, String zone, Duration late)
            throws IOException {
        Zones zones = Zones.parse(zone);
        ServerSocket mllp = new ServerSocket();
        try {
            mllp.setReuseAddress(true);
            mllp.bind(address);
            int port = address.getPort() == 0 ? 0 : address.getPort() + 1;
            HttpServer http = HttpServer.create(new InetSocketAddress(address.getAddress(), port), 0);
            RobotPlatform robot = new RobotPlatform(mllp, http, clock, zones, late);
            http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            http.createContext("/api/intake/hl7v2", exchange -> robot.post(exchange, Door.HTTP));
            http.createContext("/api/intake/cda", exchange -> robot.post(exchange, Door.DOCUMENT));
            http.start();
            Thread.ofVirtual().name("conformance-accept").start(robot::accept);
            return robot;
        } catch (IOException taken) {
            mllp.close();
            throw taken;
        }
    }

    /** Where MLLP is listened for. */
    public int port() {
        return mllp.getLocalPort();
    }

    /** Where HTTP is: {@code POST /api/intake/hl7v2} and {@code POST /api/intake/cda}. */
    public int httpPort() {
        return http.getAddress().getPort();
    }

    /** How many different HL7 v2 messages came. */
    public int fresh() {
        return script.fresh();
    }

    /** Whether every step of the script was met. */
    public boolean played() {
        return script.fresh() >= Script.LENGTH;
    }

    /** For how long nothing has come. */
    public synchronized Duration idle() {
        return Duration.between(last, clock.instant());
    }

    /** What came, in its order. */
    public synchronized List<Delivery> deliveries() {
        return List.copyOf(deliveries);
    }

    /** What the checks say of all that came so far. */
    public List<CheckResult> judge() {
        return Judge.judge(deliveries(), zones);
    }

    /** Closes every connection and listens no more. */
    @Override
    public void close() {
        http.stop(0);
        try {
            mllp.close();
        } catch (IOException alreadyGone) {
            LOG.debug("closing failed", alreadyGone);
        }
        open.forEach(Wire::close);
    }

    private void accept() {
        while (!mllp.isClosed()) {
            try {
                Socket socket = mllp.accept();
                if (open.size() >= CONNECTIONS_MAX) {
                    socket.close();
                } else {
                    int number = connections.incrementAndGet();
                    Thread.ofVirtual().name("conformance-connection").start(() -> serve(socket, number));
                }
            } catch (IOException closed) {
                LOG.debug("not accepted", closed);
            }
        }
    }

    private void serve(Socket socket, int connection) {
        try (Wire wire = new Wire(socket)) {
            open.add(wire);
            try {
                exchange(wire, connection);
            } finally {
                open.remove(wire);
            }
        } catch (IOException gone) {
            LOG.debug("connection ended", gone);
        }
    }

    private void exchange(Wire wire, int connection) throws IOException {
        Optional<Wire.Framed> framed = wire.next();
        while (framed.isPresent() && answer(wire, framed.get(), connection) != Reaction.DISCONNECT) {
            framed = wire.next();
        }
    }

    private Reaction answer(Wire wire, Wire.Framed framed, int connection) throws IOException {
        Set<Fault> faults = EnumSet.noneOf(Fault.class);
        faults.addAll(framed.faults());
        Taken taken = take(Door.MLLP, framed.bytes(), faults, connection);
        Delivery came = taken.came();
        if (came.reaction() == Reaction.ACCEPT_LATE && waitLate() && wire.more()) {
            faults.add(Fault.NOT_WAITED);
            replace(came, faults);
        }
        boolean cut = faults.contains(Fault.CUT);
        if (!cut) {
            for (byte[] answer : Answering.answers(taken.read(), came.reaction(), now())) {
                wire.send(answer);
            }
        }
        return came.reaction();
    }

    private boolean waitLate() {
        try {
            Thread.sleep(late);
            return true;
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** @param heard null of a document */
    private record Taken(Delivery came, @Nullable Heard heard) {

        Heard read() {
            return Objects.requireNonNull(heard);
        }
    }

    private synchronized Taken take(Door door, byte[] bytes, Set<Fault> faults, int connection) {
        last = clock.instant();
        Delivery came = new Delivery(deliveries.size() + 1, last, connection, door, bytes, faults, Reaction.ACCEPT);
        Heard heard = door == Door.DOCUMENT ? null : Heard.of(came);
        boolean full = deliveries.size() >= DELIVERIES_MAX || this.bytes + bytes.length > BYTES_MAX;
        Reaction reaction = full || heard == null || !heard.readable() ? Reaction.ACCEPT : script.react(heard);
        Delivery answered = new Delivery(came.number(), came.at(), connection, door, bytes, faults, reaction);
        if (!full) {
            deliveries.add(answered);
            this.bytes += bytes.length;
        }
        return new Taken(answered, heard);
    }

    private synchronized void replace(Delivery old, Set<Fault> faults) {
        if (old.number() <= deliveries.size()) {
            deliveries.set(
                    old.number() - 1,
                    new Delivery(
                            old.number(), old.at(), old.connection(), old.door(), old.bytes(), faults, old.reaction()));
        }
    }

    /** Over HTTP silence and a closed connection are alike: there is no answer. */
    private void post(HttpExchange exchange, Door door) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(Wire.BYTES_MAX + 1);
            if (body.length > Wire.BYTES_MAX) {
                respond(
                        exchange,
                        413,
                        "text/plain",
                        "larger than %d bytes".formatted(Wire.BYTES_MAX).getBytes(StandardCharsets.UTF_8));
                return;
            }
            Taken taken = take(door, body, Set.of(), connections.incrementAndGet());
            if (door == Door.DOCUMENT) {
                respond(exchange, 200, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
                return;
            }
            Reaction reaction = taken.came().reaction();
            if (reaction == Reaction.ACCEPT_LATE) {
                waitLate();
            }
            List<byte[]> answers = Answering.answers(taken.read(), reaction, now());
            if (!answers.isEmpty()) {
                byte[] answer = answers.getLast();
                int status =
                        switch (Acknowledgement.codeOf(answer)) {
                            case AA, CA -> 200;
                            case AE, CE -> 422;
                            case AR, CR -> 400;
                        };
                respond(exchange, status, "x-application/hl7-v2+er7", answer);
            }
        }
    }

    private static void respond(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private OffsetDateTime now() {
        return zones.at(zones.at(clock.instant()));
    }
}
