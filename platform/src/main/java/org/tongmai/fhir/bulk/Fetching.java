package org.tongmai.fhir.bulk;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.GZIPInputStream;
import org.tongmai.kernel.Problem;

/** Fetches an input over HTTP. A connection that says nothing for a while is given up, as the plain client of the JDK can do. */
final class Fetching {

    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final int HTTP_OK = 200;

    private Fetching() {}

    /** @throws Problem {@code fhir.import-not-fetched} */
    static Input fetch(Input input, Path path, long most) {
        String url = String.valueOf(input.url());
        HttpURLConnection connection = null;
        try {
            connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setInstanceFollowRedirects(false);
            connection.setConnectTimeout((int) SILENCE.toMillis());
            connection.setReadTimeout((int) SILENCE.toMillis());
            connection.setRequestProperty("Accept", Download.NDJSON);
            connection.setRequestProperty("Accept-Encoding", "gzip");
            if (connection.getResponseCode() != HTTP_OK) {
                throw notFetched("it answered " + connection.getResponseCode(), input);
            }
            boolean packed = "gzip".equalsIgnoreCase(connection.getContentEncoding());
            try (InputStream in =
                    packed ? new GZIPInputStream(connection.getInputStream()) : connection.getInputStream()) {
                return Received.into(path, in, most, input);
            }
        } catch (IOException e) {
            throw notFetched("the connection failed", input);
        } finally {
            if (connection != null) {
                connection.disconnect();
            }
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
