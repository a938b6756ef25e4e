package org.tongmai.kernel.crypto;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCS12MacCalculatorBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;

/**
 * Private keys in a PKCS#12 file (RFC 7292) of mode 0600; its password lies beside it, as private, in {@code NAME.password},
 * so that each can be kept in another place. Both are made when first needed. Processes may share the file: each sees at once
 * what another made.
 */
public final class KeyFile implements KeyVault {

    private static final int PASSWORD_BYTES = 32;

    /** Few: the password is 256 random bits, which no number of iterations makes harder to guess. */
    private static final int ITERATIONS = 1_000;

    private final Suite suite;
    private final Path file;
    private final char[] password;
    private final Clock clock;
    private volatile Held held = new Held("", Map.of());

    /**
     * What the file held.
     *
     * @param version tells whether the file is another one by now
     */
    private record Held(String version, Map<String, Pair> keys) {}

    private record Pair(PrivateKey key, X509Certificate certificate, Suite.Signing signing) {}

    private KeyFile(Suite suite, Path file, char[] password, Clock clock) {
        this.suite = suite;
        this.file = file;
        this.password = password;
        this.clock = clock;
    }

    /** The keys in this file. */
    public static KeyFile in(Path file, Suite suite, Clock clock) {
        Path passwordFile = file.resolveSibling(file.getFileName() + ".password");
        char[] password = Base64.getEncoder()
                .encodeToString(PrivateFiles.random(passwordFile, PASSWORD_BYTES))
                .toCharArray();
        KeyFile vault = new KeyFile(suite, file, password, clock);
        vault.held();
        return vault;
    }

    @Override
    public Set<String> names() {
        return Set.copyOf(held().keySet());
    }

    @Override
    public PublicKey make(String name) {
        return PrivateFiles.alone(file, () -> {
            Map<String, Pair> keys = new LinkedHashMap<>(held());
            KeyPair pair = suite.generate();
            X509Certificate certificate =
                    Certificates.selfSigned(name, pair, suite.certificateAlgorithm(), NationalSuite.provider(), clock);
            keys.put(name, pair(pair.getPrivate(), certificate));
            PrivateFiles.write(file, encoded(keys));
            return pair.getPublic();
        });
    }

    @Override
    public byte[] sign(String name, byte[] message) {
        Pair pair = held.keys().get(name);
        if (pair == null) {
            pair = held().get(name);
        }
        if (pair == null) {
            throw new IllegalArgumentException("no key of this name");
        }
        return pair.signing().sign(message);
    }

    private Pair pair(PrivateKey key, X509Certificate certificate) {
        return new Pair(key, certificate, suite.signing(key));
    }

    /** What the file holds now; a key that is known stays what it is under its name and signs without asking. */
    private synchronized Map<String, Pair> held() {
        try {
            String version = version();
            if (!version.equals(held.version())) {
                held = new Held(version, read());
            }
            return held.keys();
        } catch (IOException failure) {
            throw new UncheckedIOException(file + " or its password beside it cannot be read; restore both", failure);
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(file + " cannot be used as a key file", failure);
        }
    }

    /** A file that was replaced is another file, even within one tick of the clock. */
    private String version() throws IOException {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.fileKey() + " " + attributes.lastModifiedTime() + " " + attributes.size();
        } catch (NoSuchFileException none) {
            return "";
        }
    }

    private Map<String, Pair> read() throws GeneralSecurityException, IOException {
        Map<String, Pair> keys = new LinkedHashMap<>();
        if (!Files.exists(file)) {
            return keys;
        }
        KeyStore store = KeyStore.getInstance("PKCS12", NationalSuite.provider());
        store.load(new ByteArrayInputStream(Files.readAllBytes(file)), password);
        for (String name : Collections.list(store.aliases())) {
            if (store.getKey(name, password) instanceof PrivateKey key
                    && store.getCertificate(name) instanceof X509Certificate certificate) {
                keys.put(name, pair(key, certificate));
            }
        }
        return keys;
    }

    /** By hand, since the key store of Bouncy Castle has no setting for {@link #ITERATIONS} and takes a second. */
    private byte[] encoded(Map<String, Pair> keys) {
        try {
            PKCS12PfxPduBuilder file = new PKCS12PfxPduBuilder();
            for (Map.Entry<String, Pair> each : keys.entrySet()) {
                OutputEncryptor encryptor = new JcePKCSPBEOutputEncryptorBuilder(NISTObjectIdentifiers.id_aes256_CBC)
                        .setProvider(NationalSuite.provider())
                        .setIterationCount(ITERATIONS)
                        .build(password);
                file.addData(named(
                                each.getKey(),
                                new JcaPKCS12SafeBagBuilder(each.getValue().key(), encryptor))
                        .build());
                file.addData(named(
                                each.getKey(),
                                new JcaPKCS12SafeBagBuilder(each.getValue().certificate()))
                        .build());
            }
            var authenticated = new JcePKCS12MacCalculatorBuilder(NISTObjectIdentifiers.id_sha256)
                    .setProvider(NationalSuite.provider())
                    .setIterationCount(ITERATIONS);
            return file.build(authenticated, password).getEncoded();
        } catch (IOException | OperatorCreationException | PKCSException failure) {
            throw new IllegalStateException("the keys cannot be written", failure);
        }
    }

    private static PKCS12SafeBagBuilder named(String name, PKCS12SafeBagBuilder bag) {
        return bag.addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_friendlyName, new DERBMPString(name))
                .addBagAttribute(
                        PKCSObjectIdentifiers.pkcs_9_at_localKeyId,
                        new DEROctetString(name.getBytes(StandardCharsets.UTF_8)));
    }
}
