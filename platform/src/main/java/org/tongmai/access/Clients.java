package org.tongmai.access;

import com.nimbusds.jose.JOSEException;
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
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.access.Participation.Deed;
import org.tongmai.kernel.Problem;

/** The OAuth clients: applications that people use, and systems of institutions. */
public final class Clients {

    /** The pages of this node, as an OpenID Connect client. */
    public static final String PORTAL = "tongmai-portal";

    private static final int RSA_SHORTEST_BITS = 2048;

    private static final int NAME_LONGEST = 100;

    private static final int REDIRECTS_MAX = 20;

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private final ClientStore store;
    private final ChangeLog log;
    private final TransactionOperations transaction;
    private final Clock clock;

    Clients(ClientStore store, ChangeLog log, TransactionOperations transaction, Clock clock) {
        this.store = store;
        this.log = log;
        this.transaction = transaction;
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
        register(new Client(id, name, null, redirectUris, null, true, false, null), by);
    }

    /**
     * Registers an application of others, by SMART App Launch: authorization code with PKCE, no secret, and people allow it each
     * time what it asks for.
     *
     * @param publisher who answers for it, as people read it
     * @param launchUri where our record page opens it; null where it does not
     * @param scopes what it may ask for at most; empty for {@link AppScopes#USUAL}
     * @param by login of whoever registers it
     * @throws Problem {@code access.client-taken}, {@code access.app-incomplete}, {@code access.redirect-refused},
     *     {@code access.scope-unsupported}
     */
    public void registerApp(
            String id,
            String name,
            String publisher,
            Set<String> redirectUris,
            @Nullable String launchUri,
            Set<String> scopes,
            String by) {
        String launch = launchUri == null || launchUri.isBlank() ? null : launchUri.strip();
        boolean tooLong = name.length() > NAME_LONGEST
                || publisher.length() > NAME_LONGEST
                || redirectUris.size() > REDIRECTS_MAX
                || scopes.size() > AppScopes.MAX;
        if (redirectUris.isEmpty() || publisher.isBlank() || name.isBlank() || tooLong) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.app-incomplete",
                    "The application lacks its name, its publisher or its redirect addresses, or has too much of one.",
                    "People read before they allow it what it is called and who answers for it: 1 to " + NAME_LONGEST
                            + " characters each; it is sent back to 1 to " + REDIRECTS_MAX + " addresses and asks for "
                            + AppScopes.MAX + " scopes at most.",
                    "Complete the application.");
        }
        redirectUris.forEach(Clients::checkRedirect);
        if (launch != null) {
            checkRedirect(launch);
        }
        Set<String> most = scopes.isEmpty() ? AppScopes.USUAL : scopes;
        AppScopes.checkRegistered(most);
        register(
                new Client(
                        id,
                        name.strip(),
                        null,
                        redirectUris,
                        null,
                        true,
                        false,
                        new Client.App(publisher.strip(), launch, most)),
                by);
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
        register(new Client(id, name, institution, Set.of(), checkKeys(jwks), true, false, null), by);
    }

    /**
     * Replaces the keys of a system, from its next token request on.
     *
     * @param by login of whoever does it
     * @throws Problem {@code access.no-such-client}, {@code access.keys-refused}
     */
    public void replaceKeys(String id, String jwks, String by) {
        String keys = checkKeys(jwks);
        transaction.executeWithoutResult(status -> {
            if (!store.replaceKeys(id, keys)) {
                throw noSuchClient();
            }
            log.write(by, Deed.KEYS_REPLACED, id, names(keys));
        });
    }

    /**
     * Closes a client and its tokens from the next request on, or opens it again.
     *
     * @param by login of whoever does it
     * @throws Problem {@code access.no-such-client}
     */
    public void activate(String id, boolean active, String by) {
        transaction.executeWithoutResult(status -> {
            if (!store.activate(id, active)) {
                throw noSuchClient();
            }
            log.write(by, active ? Deed.CLIENT_OPENED : Deed.CLIENT_CLOSED, id, "");
        });
    }

    /**
     * Holds a system to the sandbox, or lets it in: from its next request on.
     *
     * @param application what it calls itself in MSH-3, by which it is known where nobody signs in; null leaves what is known
     * @param by login of whoever does it
     * @throws Problem {@code access.no-such-client}
     */
    public void hold(String id, boolean held, @Nullable String application, String by) {
        transaction.executeWithoutResult(status -> {
            if (!store.hold(id, held, application)) {
                throw noSuchClient();
            }
            log.write(by, held ? Deed.SYSTEM_HELD : Deed.SYSTEM_LIVE, id, application == null ? "" : application);
        });
    }

    /** The keys of a JWK set by their names, else their thumbprints (RFC 7638). */
    static String names(String jwks) {
        try {
            return JWKSet.parse(jwks).getKeys().stream().map(Clients::name).collect(Collectors.joining(" "));
        } catch (ParseException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String name(JWK key) {
        try {
            return key.getKeyID() == null ? key.computeThumbprint().toString() : key.getKeyID();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Whether a client with this id is registered. */
    public boolean exists(String id) {
        return store.byId(id).isPresent();
    }

    private void register(Client client, String by) {
        if (!ID.matcher(client.id()).matches() || client.name().isBlank()) {
            throw incomplete();
        }
        transaction.executeWithoutResult(status -> {
            if (!store.insert(client, clock.instant(), by)) {
                throw new Problem(
                        Problem.Kind.CONFLICT,
                        "access.client-taken",
                        "There is a client with this id already.",
                        "A client_id names one client.",
                        "Choose another id, or change the client that has it.");
            }
            String jwks = client.jwks();
            Client.App app = client.app();
            if (app != null) {
                log.write(
                        by,
                        Deed.APP_REGISTERED,
                        client.id(),
                        app.publisher() + " "
                                + String.join(" ", new TreeSet<>(client.redirectUris())) + " "
                                + String.join(" ", new TreeSet<>(app.scopes())));
            } else if (jwks == null) {
                log.write(by, Deed.APPLICATION_REGISTERED, client.id(), String.join(" ", client.redirectUris()));
            } else {
                log.write(by, Deed.SYSTEM_REGISTERED, client.id(), client.institution() + " " + names(jwks));
            }
        });
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
                || !redirect.equals(uri.toASCIIString())
                || !(loopback || "https".equals(uri.getScheme()))) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.redirect-refused",
                    "A redirect address is not absolute https, nor http on a loopback address.",
                    "Codes sent anywhere else can be read by others (RFC 9700 §2.1).",
                    "Give https://… or http://127.0.0.1/…, without fragment, other letters percent-encoded.");
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
            JWKSet keys = set(jwks);
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

    /** A set, or one key alone. */
    private static JWKSet set(String text) throws ParseException {
        try {
            return JWKSet.parse(text);
        } catch (ParseException alone) {
            return new JWKSet(JWK.parse(text));
        }
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
                "The id has 1 to 64 letters, digits, dots, hyphens and underscores; an application needs redirect addresses,"
                        + " a system an institution and keys.",
                "Complete the client.");
    }

    static Problem noSuchClient() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "access.no-such-client",
                "There is no such client.",
                "Only a client that is registered can be changed.",
                "Check the id.");
    }
}
