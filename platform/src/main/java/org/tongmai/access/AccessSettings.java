package org.tongmai.access;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.crypto.Suite;

/**
 * Settings of access.
 *
 * @param open {@code tongmai.auth=none}: nobody signs in, everything is allowed; legal on a loopback address only
 * @param data {@code tongmai.data}: data directory of the node; secrets lie below it in {@code secrets/}
 * @param issuer {@code tongmai.access.issuer}: the address under which callers know this node, such as
 *     {@code https://health.example.cn}; without it the address of each request is taken
 * @param address {@code server.address}: where the server listens
 * @param suite {@code tongmai.access.suite}: {@code national} (SM2, SM3) or {@code international} (ES256, SHA-256), by which a
 *     log of receipts that begins hashes and signs; one that has begun stays with its own
 * @param secondFactor {@code tongmai.access.second-factor}: {@code required}: who has to have a second factor, the dated numbers
 *     {@code second-factor-}role say; {@code optional}: nobody has to, as in the demonstration
 */
record AccessSettings(
        boolean open,
        Path data,
        @Nullable URI issuer,
        @Nullable String address,
        Suite suite,
        boolean secondFactor) {

    /** A session ends after this time without a request (GB/T 22239-2019 8.1.4.1 b: end of idle sessions). */
    static final Duration SESSION_IDLE = Duration.ofMinutes(30);

    /** A session ends after this time however busy it is: one working day. */
    static final Duration SESSION_LONGEST = Duration.ofHours(12);

    /** So long a sign-in waits for its next step: the time to find a phone, or to put an authenticator on it. */
    static final Duration SIGN_IN_STEP = Duration.ofMinutes(10);

    /** Sign-in is locked after this many failures in a row (GB/T 22239-2019 8.1.4.1 b). */
    static final int FAILURES_TO_LOCK = 5;

    /** How long a lock lasts. */
    static final Duration LOCK = Duration.ofMinutes(15);

    /** Failures from one address in a minute before that address has to wait: a whole ward behind one address may err. */
    static final int FAILURES_PER_ADDRESS = 30;

    /** How long an access token is good for. */
    static final Duration ACCESS_TOKEN = Duration.ofMinutes(10);

    /** How long an authorization code is good for (RFC 6749 §4.1.2 allows ten minutes at most). */
    static final Duration AUTHORIZATION_CODE = Duration.ofMinutes(1);

    /** How long a launch from the record page waits to be used: the time to load an application and read what it asks. */
    static final Duration APP_LAUNCH = Duration.ofMinutes(5);

    /** How long an application may go on without the person (offline_access); then it asks again. */
    static final Duration APP_OFFLINE = Duration.ofDays(90);

    /** A client assertion may be valid this long at most, so that remembering used ones stays small. */
    static final Duration ASSERTION_LONGEST = Duration.ofMinutes(5);

    /** By how much clocks may differ. */
    static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

    static AccessSettings of(Environment environment) {
        String auth = environment.getProperty("tongmai.auth", "required");
        if (!auth.equals("none") && !auth.equals("required")) {
            throw new IllegalStateException("tongmai.auth is '" + auth + "'; it can be 'required' or 'none'");
        }
        return new AccessSettings(
                auth.equals("none"),
                Path.of(environment.getProperty("tongmai.data", ".tongmai")),
                issuer(environment.getProperty("tongmai.access.issuer")),
                environment.getProperty("server.address"),
                suite(environment.getProperty("tongmai.access.suite", "national")),
                secondFactor(environment.getProperty("tongmai.access.second-factor", "required")));
    }

    private static boolean secondFactor(String word) {
        return switch (word) {
            case "required" -> true;
            case "optional" -> false;
            default ->
                throw new Problem(
                        Problem.Kind.INVALID,
                        "access.second-factor-unknown",
                        "tongmai.access.second-factor is neither required nor optional.",
                        "It says whether staff have to set up a second factor.",
                        "Correct it; docs/reference/settings.md lists every setting.");
        };
    }

    private static Suite suite(String word) {
        return Suite.of(word)
                .orElseThrow(() -> new Problem(
                        Problem.Kind.INVALID,
                        "access.suite-unknown",
                        "tongmai.access.suite names no suite.",
                        "It is national or international.",
                        "Correct it; docs/reference/settings.md lists every setting."));
    }

    private static @Nullable URI issuer(@Nullable String written) {
        if (written == null || written.isBlank()) {
            return null;
        }
        try {
            URI issuer = URI.create(written.strip().replaceFirst("/+$", ""));
            if (issuer.getHost() != null && List.of("http", "https").contains(issuer.getScheme())) {
                return issuer;
            }
        } catch (IllegalArgumentException notAnAddress) {
            // refused below
        }
        throw new Problem(
                Problem.Kind.INVALID,
                "access.issuer-wrong",
                "tongmai.access.issuer is not an address.",
                "Callers compare it with the address under which they know this node.",
                "Give it as https://health.example.cn, without a path.");
    }

    /** Directory of the secrets. */
    Path secrets() {
        return data.resolve("secrets");
    }
}
