package org.tongmai.kernel.crypto;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.time.Clock;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Private keys in a PKCS#12 file (RFC 7292) of mode 0600; its password lies beside it, as private, in {@code NAME.password},
 * so that each can be kept in another place. Both are made when first needed.
 */
public final class KeyFile implements KeyVault {

    private static final String TYPE = "PKCS12-AES256-AES128";
    private static final int PASSWORD_BYTES = 24;

    private final Suite suite;
    private final Path file;
    private final char[] password;
    private final Clock clock;
    private final KeyStore store;
    private final Map<String, PrivateKey> keys = Collections.synchronizedMap(new LinkedHashMap<>());

    /** Of what was read or written here last: reading again costs half a second. */
    private FileTime readAt = FileTime.fromMillis(0);

    private KeyFile(Suite suite, Path file, char[] password, Clock clock) throws GeneralSecurityException {
        this.suite = suite;
        this.file = file;
        this.password = password;
        this.clock = clock;
        this.store = KeyStore.getInstance(TYPE, NationalSuite.provider());
    }

    /** The keys in this file. */
    public static KeyFile in(Path file, Suite suite, Clock clock) {
        Path passwordFile = file.resolveSibling(file.getFileName() + ".password");
        char[] password = Base64.getEncoder()
                .encodeToString(PrivateFiles.random(passwordFile, PASSWORD_BYTES))
                .toCharArray();
        try {
            KeyFile vault = new KeyFile(suite, file, password, clock);
            vault.load();
            return vault;
        } catch (IOException failure) {
            throw new UncheckedIOException(file + " or its password beside it cannot be read; restore both", failure);
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(file + " cannot be used as a key file", failure);
        }
    }

    @Override
    public synchronized Map<String, PublicKey> publicKeys() {
        Map<String, PublicKey> found = new LinkedHashMap<>();
        try {
            for (String name : Collections.list(store.aliases())) {
                found.put(name, store.getCertificate(name).getPublicKey());
            }
            return found;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public synchronized PublicKey make(String name) {
        readAgain(name);
        KeyPair pair = suite.generate();
        Certificate certificate =
                Certificates.selfSigned(name, pair, suite.certificateAlgorithm(), NationalSuite.provider(), clock);
        try {
            store.setKeyEntry(name, pair.getPrivate(), password, new Certificate[] {certificate});
            save();
            keys.put(name, pair.getPrivate());
            return pair.getPublic();
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("the key cannot be kept", failure);
        }
    }

    @Override
    public byte[] sign(String name, byte[] message) {
        PrivateKey key = keys.get(name);
        if (key == null) {
            key = readAgain(name);
        }
        if (key == null) {
            throw new IllegalArgumentException("no key of this name");
        }
        return suite.sign(key, message);
    }

    @Override
    public synchronized void forget(String name) {
        try {
            store.deleteEntry(name);
            save();
            keys.remove(name);
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Another process of the node may have made it. */
    private synchronized @Nullable PrivateKey readAgain(String name) {
        try {
            if (Files.exists(file) && !Files.getLastModifiedTime(file).equals(readAt)) {
                load();
            }
            return keys.get(name);
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException(file + " cannot be read again", failure);
        }
    }

    private void load() throws GeneralSecurityException, IOException {
        if (!Files.exists(file)) {
            store.load(null, password);
            return;
        }
        readAt = Files.getLastModifiedTime(file);
        store.load(new ByteArrayInputStream(Files.readAllBytes(file)), password);
        for (String name : Collections.list(store.aliases())) {
            if (store.getKey(name, password) instanceof PrivateKey key) {
                keys.put(name, key);
            }
        }
    }

    private void save() throws GeneralSecurityException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            store.store(out, password);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        PrivateFiles.write(file, out.toByteArray());
        try {
            readAt = Files.getLastModifiedTime(file);
        } catch (IOException gone) {
            readAt = FileTime.fromMillis(0);
        }
    }
}
