package org.tongmai.cli.load;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/** HTTP to one node: with its token, and again with growing pauses while the node is busy or away. */
public final class Http implements AutoCloseable {

    /** Time to make a connection. */
    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** Time to the head of the answer, once all is sent; a bundle of 14,000 entries on a busy machine takes its while. */
    private static final Duration ANSWER = Duration.ofMinutes(5);

    /** Bytes a second of the slowest line on which something is sent: 1 Mbit/s. */
    private static final long SLOWEST = 125_000;

    /** 0.5, 1, 2, 4, 8, 16, 30, 30, 30, 30 s: over two minutes, a restart with recovery. */
    static final int TRIES_MAX = 11;

    /** A fault of the server may be that its database was lost under the request; one that stays is reported. */
    private static final int FAULT_TRIES_MAX = 3;

    private static final Duration PAUSE_FIRST = Duration.ofMillis(500);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(30);

    /** Too much at once, a gateway without a server behind it, a restart. */
    private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);

    /** How the time between two tries is spent. */
    interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    /** What reads an answer; it must read it to its end. */
    public interface Reading<T> {
        T of(HttpResponse<InputStream> response) throws IOException;
    }

    private final HttpClient client;
    private final URI base;
    private final Credentials credentials;
    private final Pause pause;
    private final int tries;

    Http(URI base, Credentials credentials, Pause pause) {
        this(base, credentials, pause, TRIES_MAX);
    }

    /** The node's word for a system that has to send to the sandbox. */
    private static final String HELD = "access.system-held";

    /** Of a refusal so much is read. */
    private static final int PROBLEM_MAX = 10_000;

    private Http(URI base, Credentials credentials, Pause pause, int tries) {
        this.base = base;
        this.credentials = credentials;
        this.pause = pause;
        this.tries = tries;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .build();
    }

    /** The node at this address, tried once: a person waits for the answer, and calls again. */
    public static Http once(URI base, Credentials credentials) {
        return new Http(base, credentials, time -> {}, 1);
    }

    /**
     * Sends, again where the node is busy or away.
     *
     * @param path below the base address, starting with a slash
     * @param key sent as {@code Idempotency-Key}
     * @throws Problem {@code cli.not-allowed} for 401 and 403, {@code cli.node-unreachable} when every try failed
     */
    public <T> T send(
            String method, String path, String contentType, String key, BodyPublisher body, Reading<T> reading)
            throws InterruptedException {
        IOException last = new IOException("no answer");
        for (int attempt = 0; attempt < tries; attempt++) {
            try {
                HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                        .timeout(timeFor(body.contentLength()))
                        .header("Content-Type", contentType)
                        .header("Idempotency-Key", key)
                        .header("Prefer", "return=minimal")
                        .method(method, body);
                credentials.bearer().ifPresent(token -> request.header("Authorization", "Bearer " + token));
                HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
                try (InputStream content = response.body()) {
                    boolean passing = PASSING.contains(response.statusCode())
                            || (response.statusCode() == 500 && attempt + 1 < Math.min(tries, FAULT_TRIES_MAX));
                    if (!passing) {
                        requireAllowed(response.statusCode(), content);
                        return reading.of(response);
                    }
                    content.transferTo(java.io.OutputStream.nullOutputStream());
                    last = new IOException("the node answers " + response.statusCode());
                    pause.of(retryAfter(response).orElse(pauseAfter(attempt)));
                }
            } catch (IOException lost) {
                last = lost;
                pause.of(pauseAfter(attempt));
            }
        }
        throw unreachable(base, last);
    }

    /** Whether there is a node at all; one try, so that a wrong address is said at once. */
    void requireNode() throws InterruptedException {
        try {
            client.send(
                    HttpRequest.newBuilder(URI.create(base + "/fhir/metadata"))
                            .timeout(Duration.ofSeconds(60))
                            .build(),
                    BodyHandlers.discarding());
        } catch (IOException failure) {
            throw unreachable(base, failure);
        }
    }

    /** The time in which so many bytes are sent and answered. */
    static Duration timeFor(long bytes) {
        return ANSWER.plusSeconds(Math.max(bytes, 0) / SLOWEST);
    }

    private static void requireAllowed(int status, InputStream content) throws IOException {
        if (status == 401 || status == 403) {
            if (new String(content.readNBytes(PROBLEM_MAX), StandardCharsets.UTF_8).contains(HELD)) {
                throw new Problem(
                        Kind.FORBIDDEN,
                        "cli.not-allowed",
                        "The node refuses the sender: " + status + ", " + HELD + ".",
                        "The system is not live yet; until it is, it sends to the sandbox of the node.",
                        "Give the address of the sandbox in --to; `tongmai onboarding show` and the console's page tell it.");
            }
            throw new Problem(
                    status == 401 ? Kind.UNAUTHENTICATED : Kind.FORBIDDEN,
                    "cli.not-allowed",
                    "The node refuses the sender: " + status + ".",
                    status == 401 ? "It does not know who is sending." : "This sender is known and may not do this.",
                    "Give --token, or --client with --key, of an account that may; a trial node can be served with --auth none.");
        }
    }

    static Problem unreachable(URI address, IOException failure) {
        return new Problem(
                Kind.BUSY,
                "cli.node-unreachable",
                "The node at " + address + " does not answer.",
                reason(failure),
                "Check the address and that the node runs; then repeat the command, nothing is stored twice.");
    }

    private static String reason(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return "No host of this name is known here.";
            }
        }
        return switch (failure) {
            case ConnectException refused -> "Nothing takes connections at this address and port.";
            case HttpConnectTimeoutException late ->
                "No connection came about within " + CONNECT.toSeconds() + " seconds.";
            case HttpTimeoutException late -> "No answer came in time.";
            default ->
                failure.getClass().getSimpleName() + (failure.getMessage() == null ? "" : ": " + failure.getMessage());
        };
    }

    static Duration pauseAfter(int attempt) {
        Duration pause = PAUSE_FIRST.multipliedBy(1L << Math.min(attempt, 6));
        return pause.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause;
    }

    private static Optional<Duration> retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(value -> value.matches("[0-9]{1,4}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)))
                .filter(wait -> wait.compareTo(PAUSE_MAX) <= 0);
    }

    @Override
    public void close() {
        client.close();
    }
}
