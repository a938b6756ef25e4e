package org.tongmai.cli.load;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A system that proves with its private key who it is, and renews its token before it ends.
 *
 * @see <a href="https://www.hl7.org/fhir/smart-app-launch/client-confidential-asymmetric.html">SMART: asymmetric client
 *     authentication</a>
 */
public final class SystemClient implements Credentials {

    private static final Duration ASSERTION = Duration.ofMinutes(4);
    private static final Duration RENEW_BEFORE_END = Duration.ofSeconds(30);
    private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private final URI endpoint;
    private final String id;
    private final JWK key;
    private final Clock clock;
    private String token = "";
    private Instant end = Instant.EPOCH;

    private SystemClient(URI endpoint, String id, JWK key, Clock clock) {
        this.endpoint = endpoint;
        this.id = id;
        this.key = key;
        this.clock = clock;
    }

    /**
     * @param node its address
     * @param key a file that holds the private key as JWK
     * @throws Problem {@code cli.key-unreadable}
     */
    public static SystemClient of(URI node, String id, Path key) throws IOException {
        String base = node.toString().replaceFirst("/+$", "").replaceFirst("/fhir$", "");
        try {
            return new SystemClient(
                    URI.create(base + "/oauth2/token"), id, JWK.parse(Files.readString(key)), Clock.systemUTC());
        } catch (ParseException unreadable) {
            throw new Problem(
                    Kind.INVALID,
                    "cli.key-unreadable",
                    key + " holds no private key.",
                    "The private key of a system is one JSON Web Key (RFC 7517).",
                    "Give the FILE that `tongmai client key FILE` made, not FILE.public.");
        }
    }

    @Override
    public synchronized Optional<String> bearer() throws InterruptedException {
        if (clock.instant().isAfter(end.minus(RENEW_BEFORE_END))) {
            renew();
        }
        return Optional.of(token);
    }

    private void renew() throws InterruptedException {
        String form = Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        id,
                        "client_assertion_type",
                        ASSERTION_TYPE,
                        "client_assertion",
                        assertion())
                .entrySet()
                .stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            if (response.statusCode() >= 500) {
                throw new IOException("the node answers " + response.statusCode());
            }
            if (response.statusCode() != 200) {
                throw refused(response.statusCode());
            }
            JsonNode answer = JsonMapper.shared().readTree(response.body());
            token = answer.path("access_token").asString("");
            end = clock.instant().plusSeconds(answer.path("expires_in").asLong(60));
        } catch (IOException failure) {
            throw Http.unreachable(URI.create(endpoint.toString().replaceFirst("/oauth2/token$", "")), failure);
        }
    }

    private String assertion() {
        Instant now = clock.instant();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(id)
                .subject(id)
                .audience(endpoint.toString())
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(ASSERTION)))
                .build();
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(algorithm()).keyID(key.getKeyID()).build(), claims);
            JWSSigner signer = new DefaultJWSSignerFactory().createJWSSigner(key, algorithm());
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException unusable) {
            throw new Problem(
                    Kind.INVALID,
                    "cli.key-unusable",
                    "The key cannot sign.",
                    "It must be a private RSA key of 2048 bits or more, or a private EC key on P-256 or P-384.",
                    "Give the private key, not the public one.");
        }
    }

    private JWSAlgorithm algorithm() {
        if (key instanceof ECKey ec) {
            return ec.getCurve().equals(Curve.P_256) ? JWSAlgorithm.ES256 : JWSAlgorithm.ES384;
        }
        return JWSAlgorithm.RS384;
    }

    private static Problem refused(int status) {
        return new Problem(
                Kind.UNAUTHENTICATED,
                "cli.client-refused",
                "The node does not give this client a token: " + status + ".",
                "Its id, its key or this machine's clock is not what the node expects.",
                "Check --client and --key, and the clock of this machine.");
    }
}
