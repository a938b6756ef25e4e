package org.tongmai.fhir.subscription;

import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.tongmai.kernel.Problem;

/** Sends one notification. Follows no redirect, and waits no longer than it must. */
final class Sending implements AutoCloseable {

    /** Answers that will not change: what was sent is not wanted. */
    private static final Set<Integer> REFUSALS = Set.of(400, 405, 409, 410, 411, 413, 414, 415, 422);

    private final HttpClient http;
    private final Networks networks;
    private final Duration answer;
    private final Hosts hosts;
    private final Map<Object, CompletableFuture<?>> underWay = new ConcurrentHashMap<>();
    private volatile boolean paused;

    Sending(Networks networks, Duration connect, Duration answer, Hosts hosts) {
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connect)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
        this.networks = networks;
        this.answer = answer;
        this.hosts = hosts;
    }

    /** What came of it. */
    sealed interface Answer {
        record Taken() implements Answer {}

        /** It will never be taken. */
        record Refused(String why) implements Answer {}

        /** It may be taken later. */
        record Failed(String why) implements Answer {}

        /** The node stops: no fault of the receiver. */
        record Stopped() implements Answer {}
    }

    /** Whether the endpoint may be sent to; may take as long as its name takes to resolve. */
    Answer look(Plan plan) {
        try {
            networks.require(plan.endpoint());
            return new Answer.Taken();
        } catch (Problem closed) {
            return new Answer.Refused(Changes.told(closed));
        } catch (UnknownHostException nowhere) {
            return new Answer.Refused(Changes.told(Networks.nowhere()));
        }
    }

    /** A turn at the receiver's host, before anything is read or traced for it. */
    Hosts.Admission enter(Plan plan, boolean failing) {
        return hosts.enter(plan.endpoint(), failing);
    }

    /** Under a turn at the host. */
    Answer send(Plan plan, String method, URI address, byte[] body) {
        if (paused) {
            return new Answer.Stopped();
        }
        try {
            networks.require(address);
            return answer(plan, method, address, body);
        } catch (Problem closed) {
            return new Answer.Failed(closed.what() + " " + closed.why());
        } catch (UnknownHostException nowhere) {
            hosts.heard(address, false);
            return new Answer.Failed("the receiver's host has no address");
        } catch (IllegalArgumentException unusable) {
            return new Answer.Refused("the address or a header cannot be used");
        }
    }

    private Answer answer(Plan plan, String method, URI address, byte[] body) {
        Duration limit =
                plan.timeout() == 0 ? answer : Duration.ofSeconds(Math.min(plan.timeout(), answer.toSeconds()));
        var request = HttpRequest.newBuilder(address)
                .timeout(limit)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (body.length > 0) {
            request.setHeader("Content-Type", "application/fhir+json");
        }
        for (String header : plan.headers()) {
            int colon = header.indexOf(':');
            request.header(
                    header.substring(0, colon).strip(),
                    header.substring(colon + 1).strip());
        }
        CompletableFuture<HttpResponse<Void>> sent =
                http.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding());
        var turn = new Object();
        underWay.put(turn, sent);
        if (paused) {
            sent.cancel(true);
        }
        try {
            int status =
                    sent.get(limit.toMillis() + 1_000, TimeUnit.MILLISECONDS).statusCode();
            hosts.heard(address, true);
            if (status / 100 == 2) {
                return new Answer.Taken();
            }
            return REFUSALS.contains(status)
                    ? new Answer.Refused("the receiver answered " + status)
                    : new Answer.Failed("the receiver answered " + status);
        } catch (CancellationException stopped) {
            return new Answer.Stopped();
        } catch (TimeoutException slow) {
            sent.cancel(true);
            hosts.heard(address, false);
            return new Answer.Failed("the receiver did not answer in time");
        } catch (ExecutionException e) {
            hosts.heard(address, false);
            return new Answer.Failed(
                    e.getCause() instanceof HttpTimeoutException
                            ? "the receiver did not answer in time"
                            : e.getCause() instanceof IOException
                                    ? "the connection to the receiver failed"
                                    : "the notification could not be sent");
        } catch (InterruptedException e) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
            return new Answer.Stopped();
        } finally {
            underWay.remove(turn);
        }
    }

    /** Sends nothing more and lets go of what is under way; or sends again. */
    void pause(boolean stop) {
        paused = stop;
        if (stop) {
            underWay.values().forEach(each -> each.cancel(true));
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
