package org.tongmai.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Posts transaction bundles to a FHIR base URL. The hash of the body goes along as {@code Idempotency-Key}, so that sending it
 * twice is as good as once.
 */
public final class FhirChannel implements Channel {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofMinutes(5);
    private static final int WHY_CHARACTERS_MAX = 2_000;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final URI base;
    private final Supplier<Optional<String>> authorization;

    /**
     * @param base for instance {@code http://localhost:8080/fhir}
     * @param authorization value of the {@code Authorization} header, asked for before each request; empty for none
     */
    public FhirChannel(URI base, Supplier<Optional<String>> authorization) {
        this.base = base;
        this.authorization = authorization;
    }

    @Override
    public Answer deliver(Dispatch dispatch) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(base)
                .timeout(ANSWER)
                .header("Content-Type", "application/fhir+json; charset=UTF-8")
                .header("Accept", "application/fhir+json")
                .header("Idempotency-Key", hash(dispatch.body()))
                .POST(HttpRequest.BodyPublishers.ofByteArray(dispatch.body()));
        authorization.get().ifPresent(value -> request.header("Authorization", value));
        HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        return switch (response.statusCode()) {
            case 200, 201 -> new Answer.Stored();
            case 429, 503 ->
                new Answer.Busy(response.headers()
                        .firstValue("Retry-After")
                        .filter(seconds -> seconds.matches("\\d{1,4}"))
                        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds))));
            default -> new Answer.Refused("HTTP " + response.statusCode() + " " + why(response.body()));
        };
    }

    @Override
    public void close() {
        client.close();
    }

    /** SHA-256 in lower case hexadecimal. */
    static String hash(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String why(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        return text.substring(0, Math.min(text.length(), WHY_CHARACTERS_MAX));
    }
}
