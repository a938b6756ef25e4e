package org.tongmai.kernel.crypto;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/**
 * Private keys in a PKCS#11 token through the JDK's provider; they never leave it. The JDK's provider knows no SM2, so tokens
 * are for the international suite.
 */
public final class KeyToken implements KeyVault {

    private final Provider provider;
    private final KeyStore store;
    private final char[] pin;
    private final Clock clock;

    private KeyToken(Provider provider, KeyStore store, char[] pin, Clock clock) {
        this.provider = provider;
        this.store = store;
        this.pin = pin;
        this.clock = clock;
    }

    /**
     * Opens a token.
     *
     * @param configuration file of the JDK's PKCS#11 provider: {@code name}, {@code library}, {@code slotListIndex} …
     */
    public static KeyToken open(Path configuration, char[] pin, Clock clock) {
        Provider provider = Security.getProvider("SunPKCS11").configure(configuration.toString());
        try {
            KeyStore store = KeyStore.getInstance("PKCS11", provider);
            store.load(null, pin);
            return new KeyToken(provider, store, pin, clock);
        } catch (GeneralSecurityException | IOException failure) {
            throw new IllegalStateException("the PKCS#11 token of " + configuration + " cannot be opened", failure);
        }
    }

    @Override
    public synchronized Set<String> names() {
        Set<String> found = new HashSet<>();
        try {
            store.load(null, pin);
            for (String name : Collections.list(store.aliases())) {
                if (store.getCertificate(name) != null) {
                    found.add(name);
                }
            }
            return found;
        } catch (GeneralSecurityException | IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public synchronized PublicKey make(String name) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
            generator.initialize(new ECGenParameterSpec(InternationalSuite.CURVE));
            KeyPair pair = generator.generateKeyPair();
            Certificate certificate = Certificates.selfSigned(
                    name, pair, InternationalSuite.INSTANCE.certificateAlgorithm(), provider, clock);
            store.setKeyEntry(name, pair.getPrivate(), null, new Certificate[] {certificate});
            return store.getCertificate(name).getPublicKey();
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("the token does not make the key", failure);
        }
    }

    @Override
    public byte[] sign(String name, byte[] message) {
        try {
            if (!(store.getKey(name, null) instanceof PrivateKey key)) {
                throw new IllegalArgumentException("no key of this name");
            }
            Signature signature = Signature.getInstance(InternationalSuite.ALGORITHM, provider);
            signature.initSign(key);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("the token does not sign", failure);
        }
    }
}
