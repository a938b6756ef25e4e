package org.tongmai.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.crypto.PrivateFiles;

/**
 * The keys by which this node signs tokens, made at first run and kept in a private file of the data directory. The first
 * one signs; all are published, so that tokens signed before a rotation stay good.
 */
final class SigningKeys implements JWKSource<SecurityContext> {

    private static final String FILE = "signing-keys.json";

    /** RSA, because every OpenID Connect client must understand RS256 (OpenID Connect Core §15.1). */
    private static final int BITS = 2048;

    /** Keys kept: the one that signs, the one before it, and one to spare. */
    private static final int KEPT = 3;

    private final Path file;
    private volatile JWKSet keys;

    private SigningKeys(Path file, JWKSet keys) {
        this.file = file;
        this.keys = keys;
    }

    /** The keys in this directory, made now where there are none. */
    static SigningKeys in(Path directory) {
        Path file = directory.resolve(FILE);
        String text = new String(PrivateFiles.made(file, () -> bytes(new JWKSet(generate()))), StandardCharsets.UTF_8);
        try {
            return new SigningKeys(file, JWKSet.parse(text));
        } catch (ParseException e) {
            throw new IllegalStateException(
                    file + " does not hold a JWK set; restore it, or remove it to sign anew", e);
        }
    }

    /** A new key signs from now on; the oldest beyond {@value #KEPT} is forgotten. */
    synchronized void rotate() {
        List<JWK> rotated = new ArrayList<>(List.of(generate()));
        rotated.addAll(keys.getKeys());
        JWKSet next = new JWKSet(rotated.subList(0, Math.min(KEPT, rotated.size())));
        PrivateFiles.write(file, bytes(next));
        keys = next;
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
        return selector.select(keys);
    }

    private static byte[] bytes(JWKSet keys) {
        return keys.toString(false).getBytes(StandardCharsets.UTF_8);
    }

    private static JWK generate() {
        try {
            return new RSAKeyGenerator(BITS)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .keyIDFromThumbprint(true)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("no signing key could be made", e);
        }
    }
}
