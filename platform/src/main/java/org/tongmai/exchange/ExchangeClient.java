package org.tongmai.exchange;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.tongmai.kernel.Problem;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks to other nodes: signed, to the one whose certificate the registry names, and with a receipt of each answer. */
final class ExchangeClient implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration CONNECT = Duration.ofSeconds(2);

    private final Messages messages;
    private final NodeKeys keys;
    private final Registry registry;
    private final ReceiptStore receipts;
    private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();

    ExchangeClient(Messages messages, NodeKeys keys, Registry registry, ReceiptStore receipts) {
        this.messages = messages;
        this.keys = keys;
        this.registry = registry;
        this.receipts = receipts;
    }

    /**
     * Asks and waits for the whole answer.
     *
     * @throws Problem {@code exchange.unreachable}, {@code exchange.receipt-wrong}, or what the other node refuses with
     */
    JsonNode ask(String node, String path, String purpose, Object content, Duration limit) {
        byte[] body = JSON.writeValueAsBytes(content);
        Peer peer = admitted(node);
        Message message = messages.say(node, path, purpose, body);
        HttpResponse<byte[]> response = send(peer, message, body, limit, BodyHandlers.ofByteArray());
        byte[] answer = response.body();
        requireDone(node, response.statusCode(), answer);
        messages.acknowledged(
                message,
                response.headers().firstValue("X-Tongmai-Receipt").orElse(""),
                Messages.Answered.whole(answer));
        receipts.spoke(node, messages.now(), null);
        return JSON.readTree(answer);
    }

    /**
     * Asks and hands over line by line what comes; returns when all has come and its receipt is right. To end it earlier,
     * interrupt the thread.
     *
     * @param head time to the first byte
     */
    void stream(String node, String path, String purpose, Object content, Duration head, Consumer<JsonNode> taker) {
        byte[] body = JSON.writeValueAsBytes(content);
        Peer peer = admitted(node);
        Message message = messages.say(node, path, purpose, body);
        HttpResponse<InputStream> response = send(peer, message, body, head, BodyHandlers.ofInputStream());
        try (InputStream in = response.body()) {
            if (response.statusCode() != 200) {
                requireDone(node, response.statusCode(), in.readAllBytes());
            }
            lines(node, message, peer, in, taker);
            receipts.spoke(node, messages.now(), null);
        } catch (IOException | JacksonException broken) {
            throw failed(node);
        }
    }

    private void lines(String node, Message message, Peer peer, InputStream in, Consumer<JsonNode> taker)
            throws IOException {
        ChunkTree tree = new ChunkTree(
                org.tongmai.kernel.crypto.Suite.of(peer.card().suite()).orElseThrow());
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            JsonNode read = JSON.readTree(line);
            if (read.has("receipt")) {
                messages.acknowledged(
                        message,
                        read.path("receipt").asString(""),
                        jws -> jws.word("answer").equals(tree.root())
                                && jws.payload().path("chunks").asLong(0) == tree.count());
                return;
            }
            tree.add(line.getBytes(StandardCharsets.UTF_8));
            taker.accept(read);
        }
        throw Refusals.answerWrong(node);
    }

    private Peer admitted(String node) {
        Peer peer = registry.node(node).orElseThrow(() -> Nodes.noSuchNode(node));
        if (!peer.admitted(messages.now())) {
            throw Refusals.nodeRetired();
        }
        return peer;
    }

    private <T> HttpResponse<T> send(
            Peer peer, Message message, byte[] body, Duration limit, HttpResponse.BodyHandler<T> handler) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(peer.card().endpoint() + message.path()))
                .timeout(limit)
                .header("Content-Type", "application/json")
                .header(Message.HEADER, message.text())
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        CompletableFuture<HttpResponse<T>> coming = client(peer).sendAsync(request, handler);
        try {
            return coming.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException away) {
            coming.cancel(true);
            throw failed(peer.id());
        } catch (InterruptedException ended) {
            coming.cancel(true);
            Thread.currentThread().interrupt();
            throw failed(peer.id());
        }
    }

    private Problem failed(String node) {
        Problem problem = Refusals.unreachable(node);
        receipts.failed(node, messages.now(), problem.code());
        return problem;
    }

    private void requireDone(String node, int status, byte[] body) {
        if (status == 200) {
            return;
        }
        try {
            JsonNode said = JSON.readTree(body);
            Problem problem = new Problem(
                    Problem.Kind.valueOf(said.path("kind").asString("")),
                    said.path("code").asString(""),
                    said.path("detail").asString(""),
                    said.path("why").asString(""),
                    said.path("mend").asString(""));
            receipts.failed(node, messages.now(), problem.code());
            throw problem;
        } catch (JacksonException | IllegalArgumentException notOurs) {
            throw failed(node);
        }
    }

    private HttpClient client(Peer peer) {
        return clients.computeIfAbsent(
                peer.id(),
                id -> HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT)
                        .sslContext(keys.tls()
                                .context(Trust.only(() -> registry.node(id)
                                        .map(each -> Registry.bytes(each.card().certificate()))
                                        .orElse(null))))
                        .build());
    }

    @Override
    public void close() {
        clients.values().forEach(HttpClient::shutdownNow);
    }
}
