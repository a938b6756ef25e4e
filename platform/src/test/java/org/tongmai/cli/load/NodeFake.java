package org.tongmai.cli.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A node as far as a load sees it: keeps resources by id, refuses what refers to an unknown one, remembers what it
 * answered under a key (in a batch, to each entry), and is busy as often as told.
 */
final class NodeFake implements AutoCloseable {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private record Remembered(int status, String body) {}

    private final HttpServer server;
    private final Set<String> stored = new HashSet<>();
    private final Map<String, Remembered> answered = new HashMap<>();
    private final List<String> requests = new ArrayList<>();
    private int busy;
    private boolean closedDoor;

    NodeFake() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    synchronized Set<String> stored() {
        return Set.copyOf(stored);
    }

    /** Method, path and key of each request but those for metadata. */
    synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    synchronized void busyFor(int times) {
        busy = times;
    }

    synchronized void closeDoor() {
        closedDoor = true;
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/fhir/metadata")) {
            answer(exchange, new Remembered(200, "{}"), false);
            return;
        }
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        requests.add(exchange.getRequestMethod() + " " + path + " " + key);
        if (closedDoor) {
            answer(exchange, new Remembered(401, "{}"), false);
        } else if (busy > 0) {
            busy--;
            answer(exchange, new Remembered(503, "{}"), false);
        } else if (answered.containsKey(key) && !batch(path, body)) {
            answer(exchange, Objects.requireNonNull(answered.get(key)), true);
        } else {
            int known = answered.size();
            Remembered now = path.equals("/api/intake/hl7v2") ? message(body) : fhir(exchange, path, key, body);
            boolean replayed =
                    batch(path, body) && answered.size() == known && !now.body().contains("issue");
            if (now.status() < 300 && !batch(path, body)) {
                answered.put(key, now);
            }
            answer(exchange, now, replayed);
        }
    }

    private static boolean batch(String path, byte[] body) {
        return path.equals("/fhir")
                && MAPPER.readTree(body).path("type").asString("").equals("batch");
    }

    private Remembered message(byte[] body) {
        String message = new String(body, StandardCharsets.UTF_8);
        if (!message.contains("\rPID|")) {
            return new Remembered(200, "MSH|^~\\&|\rMSA|AE|1\rERR||PID|101|E||||no PID\r");
        }
        stored.add("message " + message.split("\\|", -1)[9]);
        return new Remembered(200, "MSH|^~\\&|\rMSA|AA|1\r");
    }

    private Remembered fhir(HttpExchange exchange, String path, String key, byte[] body) {
        JsonNode resource = MAPPER.readTree(body);
        if (!path.equals("/fhir")) {
            return single(exchange.getRequestMethod(), path.substring("/fhir/".length()), resource);
        }
        boolean batch = resource.path("type").asString().equals("batch");
        ObjectNode reply = MAPPER.createObjectNode().put("resourceType", "Bundle");
        ArrayNode entries = reply.putArray("entry");
        Set<String> before = Set.copyOf(stored);
        int index = 0;
        for (JsonNode entry : resource.path("entry")) {
            Remembered one = answered.get(key + entry);
            if (one == null || !batch) {
                one = single(
                        entry.path("request").path("method").asString(),
                        entry.path("request").path("url").asString(),
                        entry.path("resource"));
            }
            if (one.status() < 300 && batch) {
                answered.put(key + entry, one);
            }
            if (one.status() >= 300 && !batch) {
                stored.retainAll(before);
                return new Remembered(
                        one.status(), one.body().replace("Observation.", "Bundle.entry[" + index + "].resource."));
            }
            index++;
            ObjectNode response = entries.addObject().putObject("response");
            response.put("status", Integer.toString(one.status()));
            response.set("outcome", MAPPER.readTree(one.body()));
        }
        return new Remembered(200, MAPPER.writeValueAsString(reply));
    }

    private Remembered single(String method, String url, JsonNode resource) {
        String subject = resource.path("subject").path("reference").asString("");
        if (!subject.isEmpty() && !stored.contains(subject)) {
            return new Remembered(422, outcome("store.reference-missing"));
        }
        if (resource.path("resourceType").asString().equals("Nonsense")) {
            return new Remembered(400, outcome("fhir.unknown-type"));
        }
        stored.add(method.equals("PUT") ? url : url + "/" + resource.path("id").asString("new" + stored.size()));
        return new Remembered(201, "{}");
    }

    private static String outcome(String code) {
        return ("{'resourceType':'OperationOutcome','issue':[{'details':{'coding':[{'code':'" + code
                        + "'}],'text':'because'},'expression':['Observation.subject']}]}")
                .replace('\'', '"');
    }

    private static void answer(HttpExchange exchange, Remembered answer, boolean replayed) throws IOException {
        if (replayed) {
            exchange.getResponseHeaders().add("Idempotency-Replayed", "true");
        }
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
