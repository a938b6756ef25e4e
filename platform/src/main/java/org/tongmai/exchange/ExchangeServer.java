package org.tongmai.exchange;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.security.cert.CertificateEncodingException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.kernel.Faults;
import org.tongmai.kernel.Outage;
import org.tongmai.kernel.Problem;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The port on which other nodes speak: HTTPS with a certificate on both sides, apart from the port of people and systems. A
 * connection shows that its other end has the key of its certificate; which node that is, and whether it is admitted, is judged
 * with each message, so that a refusal can say why.
 */
final class ExchangeServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ExchangeServer.class);
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Longest content of a message; a batch of index updates has some 100 kB. */
    private static final int CONTENT_MAX = 4 << 20;

    /** Messages at a time; beyond, the sender is asked to come again. */
    private static final int TOGETHER = 128;

    private static final int BACKLOG = 64;

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore places = new Semaphore(TOGETHER);
    private final Messages messages;
    private final Map<String, Service> services;

    private ExchangeServer(HttpsServer server, Messages messages, Map<String, Service> services) {
        this.server = server;
        this.messages = messages;
        this.services = Map.copyOf(services);
    }

    /** @throws Problem {@code exchange.port-taken} */
    static ExchangeServer open(
            InetSocketAddress address, SSLContext tls, Messages messages, Map<String, Service> services) {
        try {
            HttpsServer server = HttpsServer.create(address, BACKLOG);
            server.setHttpsConfigurator(new HttpsConfigurator(tls) {
                @Override
                public void configure(HttpsParameters parameters) {
                    SSLParameters wanted = tls.getDefaultSSLParameters();
                    wanted.setNeedClientAuth(true);
                    parameters.setSSLParameters(wanted);
                }
            });
            ExchangeServer open = new ExchangeServer(server, messages, services);
            server.createContext("/", open::handle);
            server.setExecutor(open.threads);
            server.start();
            return open;
        } catch (IOException taken) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "exchange.port-taken",
                    "The port for other nodes cannot be used: " + address + ".",
                    "Something else listens there, or the address is not of this machine.",
                    "Choose another one with --exchange-port (-1 for none).");
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        boolean place = places.tryAcquire();
        try (exchange) {
            refusing(exchange, place);
        } finally {
            if (place) {
                places.release();
            }
        }
    }

    private void refusing(HttpExchange exchange, boolean place) throws IOException {
        try {
            if (!place) {
                throw busy();
            }
            answer(exchange);
        } catch (Problem refused) {
            refuse(exchange, refused);
        } catch (RuntimeException fault) {
            LOG.warn("A message of another node failed: {}", Faults.outline(fault));
            refuse(exchange, Outage.of(fault).orElseGet(ExchangeServer::fault));
        }
    }

    private static Problem busy() {
        return new Problem(
                Problem.Kind.BUSY,
                "exchange.busy",
                "Too many messages at once.",
                "This node answers " + TOGETHER + " messages of other nodes at a time.",
                "Send it again in a moment.");
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] content = exchange.getRequestBody().readNBytes(CONTENT_MAX + 1);
        if (content.length > CONTENT_MAX) {
            throw new Problem(
                    Problem.Kind.TOO_LARGE,
                    "exchange.content-too-large",
                    "The content of the message is larger than " + CONTENT_MAX + " bytes.",
                    "Messages have bounds.",
                    "Send less at a time.");
        }
        String text = exchange.getRequestHeaders().getFirst(Message.HEADER);
        String path = exchange.getRequestURI().getPath();
        if (text == null) {
            throw Refusals.unreadable();
        }
        Message message = messages.hear(text, certificate((HttpsExchange) exchange), path, content);
        Service service = services.get(path);
        if (service == null) {
            throw Refusals.noSuchService();
        }
        JsonNode read = read(content);
        switch (service) {
            case Service.Whole whole -> whole(exchange, message, whole.answer(message, read));
            case Service.Streamed streamed -> stream(exchange, message, read, streamed);
        }
    }

    private void whole(HttpExchange exchange, Message message, Object answer) throws IOException {
        byte[] body = JSON.writeValueAsBytes(answer);
        String receipt = messages.receipt(message, messages.digest(body), 0);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("X-Tongmai-Receipt", receipt);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    /** Lines of JSON, the last of which is the receipt over all before. */
    private void stream(HttpExchange exchange, Message message, JsonNode content, Service.Streamed service)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        ChunkTree tree = messages.chunks();
        try {
            service.answer(message, content, line -> {
                byte[] bytes = JSON.writeValueAsBytes(line);
                tree.add(bytes);
                write(out, bytes);
            });
        } catch (Problem refused) {
            byte[] bytes = JSON.writeValueAsBytes(Map.of("refused", words(refused)));
            tree.add(bytes);
            write(out, bytes);
        }
        write(out, JSON.writeValueAsBytes(Map.of("receipt", messages.receipt(message, tree.root(), tree.count()))));
    }

    private static void write(OutputStream out, byte[] line) throws IOException {
        out.write(line);
        out.write('\n');
        out.flush();
    }

    private static JsonNode read(byte[] content) {
        try {
            return JSON.readTree(content);
        } catch (JacksonException unreadable) {
            throw Refusals.unreadable();
        }
    }

    private static byte[] certificate(HttpsExchange exchange) {
        try {
            return exchange.getSSLSession().getPeerCertificates()[0].getEncoded();
        } catch (SSLPeerUnverifiedException | CertificateEncodingException none) {
            throw Refusals.anotherCertificate();
        }
    }

    /** An answer that has begun cannot be refused any more; it ends without a receipt. */
    private static void refuse(HttpExchange exchange, Problem problem) throws IOException {
        if (exchange.getResponseCode() != -1) {
            return;
        }
        byte[] body = JSON.writeValueAsBytes(words(problem));
        exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
        exchange.sendResponseHeaders(problem.kind().status(), body.length);
        exchange.getResponseBody().write(body);
    }

    private static Map<String, String> words(Problem problem) {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("kind", problem.kind().name());
        words.put("code", problem.code());
        words.put("detail", problem.what());
        words.put("why", problem.why());
        words.put("mend", problem.mend());
        return words;
    }

    private static Problem fault() {
        return new Problem(
                Problem.Kind.BUSY,
                "exchange.fault",
                "The other node failed at this message.",
                "The fault lies with that node.",
                "Its log tells more; try again later.");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
