package org.tongmai.fhir.bulk;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.tongmai.fhir.Unpacking;
import org.tongmai.kernel.Problem;

/**
 * Fetches an input over HTTP. A connection that says nothing for a while is given up, as the plain client of the JDK can do; so is
 * one that takes too long as a whole, and one whose job is held no more.
 */
final class Fetching {

    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final int HTTP_OK = 200;

    private final Jobs jobs;
    private final long most;
    private final Duration whole;
    private final Clock clock;

    /**
     * @param most bytes of one input, unpacked
     * @param whole how long one input may take
     */
    Fetching(Jobs jobs, long most, Duration whole, Clock clock) {
        this.jobs = jobs;
        this.most = most;
        this.whole = whole;
        this.clock = clock;
    }

    /** @throws Problem {@code fhir.import-not-fetched} */
    Input fetch(Input input, Path path, Hold hold) {
        Instant end = clock.instant().plus(whole);
        HttpURLConnection connection = null;
        // a virtual thread, as jobs have, that is interrupted in a read closes the socket
        hold.releasing(Thread.currentThread()::interrupt);
        try {
            connection = (HttpURLConnection)
                    URI.create(String.valueOf(input.url())).toURL().openConnection();
            Input received = received(connection, input, path, () -> {
                hold.check();
                if (clock.instant().isAfter(end)) {
                    throw notFetched("it took longer than " + whole.toMinutes() + " minutes", input);
                }
            });
            hold.check();
            return received;
        } catch (IOException e) {
            hold.check();
            throw notFetched("the connection failed", input);
        } finally {
            hold.releasing(null);
            var _ = Thread.interrupted();
            if (connection != null) {
                connection.disconnect();
            }
        }
    }

    private Input received(HttpURLConnection connection, Input input, Path path, Runnable more) throws IOException {
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout((int) SILENCE.toMillis());
        connection.setReadTimeout((int) SILENCE.toMillis());
        connection.setRequestProperty("Accept", Download.NDJSON);
        connection.setRequestProperty("Accept-Encoding", "gzip");
        if (connection.getResponseCode() != HTTP_OK) {
            throw notFetched("it answered " + connection.getResponseCode(), input);
        }
        boolean packed = "gzip".equalsIgnoreCase(connection.getContentEncoding());
        InputStream raw = connection.getInputStream();
        try (InputStream in = packed ? Unpacking.of(raw, () -> Received.tooLarge(most)) : raw) {
            return Received.into(path, in, most, more, jobs::requireRoom, input);
        }
    }

    private static Problem notFetched(String how, Input input) {
        return new Problem(
                Problem.Kind.UNPROCESSABLE,
                "fhir.import-not-fetched",
                "Input " + input.number() + " could not be fetched: " + how + ".",
                "Its server must answer 200 itself; redirects are not followed.",
                "Mend the server, then POST to the status address with /$resume.");
    }
}
