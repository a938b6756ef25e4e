package org.tongmai.access;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.net.URI;
import java.net.URISyntaxException;
import java.text.ParseException;
import java.time.Clock;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;

/** The OAuth clients: applications that people use, and systems of institutions. */
public final class Clients {

    /** The pages of this node, as an OpenID Connect client. */
    public static final String PORTAL = "tongmai-portal";

    private static final int RSA_SHORTEST_BITS = 2048;

    private static final int ID_LONGEST = 64;

    private final ClientStore store;
    private final Clock clock;

    Clients(ClientStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Registers an application that people use: authorization code with PKCE, no secret.
     *
     * @param redirectUris absolute; {@code https}, or {@code http} on a loopback address; compared literally, except that
     *     the port of a loopback address is free (RFC 8252 §7.3)
     * @param by login of whoever registers it
     * @throws Problem {@code access.client-taken}, {@code access.client-incomplete}, {@code access.redirect-refused}
     */
    public void registerApplication(String id, String name, Set<String> redirectUris, String by) {
        if (redirectUris.isEmpty()) {
            throw incomplete();
        }
        redirectUris.forEach(Clients::checkRedirect);
        register(new Client(id, name, null, redirectUris, null, true), by);
    }

    /**
     * Registers a system of an institution: client credentials with {@code private_key_jwt}.
     *
     * @param institution USCC
     * @param jwks its public keys, a JWK set (RFC 7517): RSA of at least 2048 bits, or EC on P-256 or P-384
     * @param by login of whoever registers it
     * @throws Problem {@code access.client-taken}, {@code access.client-incomplete}, {@code access.keys-refused}
     */
    public void registerSystem(String id, String name, String institution, String jwks, String by) {
        if (institution.isBlank()) {
            throw incomplete();
        }
        register(new Client(id, name, institution, Set.of(), checkKeys(jwks), true), by);
    }

    /**
     * Replaces the keys of a system, from its next token request on.
     *
     * @throws Problem {@code access.no-such-client}, {@code access.keys-refused}
     */
    public void replaceKeys(String id, String jwks) {
        if (!store.replaceKeys(id, checkKeys(jwks))) {
            throw noSuchClient();
        }
    }

    /**
     * Closes a client and its tokens from the next request on, or opens it again.
     *
     * @throws Problem {@code access.no-such-client}
     */
    public void activate(String id, boolean active) {
        if (!store.activate(id, active)) {
            throw noSuchClient();
        }
    }

    /** Whether a client with this id is registered. */
    public boolean exists(String id) {
        return store.byId(id).isPresent();
    }

    private void register(Client client, String by) {
        if (client.id().isBlank()
                || client.id().length() > ID_LONGEST
                || client.name().isBlank()) {
            throw incomplete();
        }
        if (!store.insert(client, clock.instant(), by)) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "access.client-taken",
                    "There is a client with this id already.",
                    "A client_id names one client.",
                    "Choose another id, or change the client that has it.");
        }
    }

    private static void checkRedirect(String redirect) {
        URI uri = parsed(redirect);
        boolean loopback = uri != null
                && "http".equals(uri.getScheme())
                && ("127.0.0.1".equals(uri.getHost()) || "[::1]".equals(uri.getHost()));
        if (uri == null
                || uri.getHost() == null
                || uri.getFragment() != null
                || uri.getUserInfo() != null
                || !(loopback || "https".equals(uri.getScheme()))) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.redirect-refused",
                    "A redirect address is not absolute https, nor http on a loopback address.",
                    "Codes sent anywhere else can be read by others (RFC 9700 §2.1).",
                    "Give https://… or http://127.0.0.1/…, without fragment.");
        }
    }

    private static @Nullable URI parsed(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static String checkKeys(String jwks) {
        try {
            JWKSet keys = JWKSet.parse(jwks);
            if (!keys.isEmpty() && keys.getKeys().stream().allMatch(Clients::acceptable)) {
                return keys.toString(true);
            }
        } catch (ParseException e) {
            // falls through to the refusal: what cannot be read is refused like what is too weak
        }
        throw new Problem(
                Problem.Kind.INVALID,
                "access.keys-refused",
                "The keys cannot be used.",
                "They must be a JWK set (RFC 7517) of public keys only: RSA of at least 2048 bits, or EC on P-256 or P-384.",
                "Export the public keys again; never send a private key.");
    }

    private static boolean acceptable(JWK key) {
        return !key.isPrivate()
                && switch (key) {
                    case RSAKey rsa -> rsa.size() >= RSA_SHORTEST_BITS;
                    case ECKey ec ->
                        ec.getCurve().equals(Curve.P_256) || ec.getCurve().equals(Curve.P_384);
                    default -> false;
                };
    }

    private static Problem incomplete() {
        return new Problem(
                Problem.Kind.INVALID,
                "access.client-incomplete",
                "The client lacks its id, its name, its redirect addresses or its institution.",
                "An application needs redirect addresses; a system needs an institution and keys.",
                "Complete the client.");
    }

    private static Problem noSuchClient() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "access.no-such-client",
                "There is no such client.",
                "Only a client that is registered can be changed.",
                "Check the id.");
    }
}
