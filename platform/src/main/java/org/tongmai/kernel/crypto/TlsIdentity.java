package org.tongmai.kernel.crypto;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The certificate by which a node is known on the wire, and its key: ECDSA on P-256 in a PKCS#12 file of mode 0600, made when
 * first needed. It is self-signed: who trusts it has pinned it. The JDK's TLS knows no SM2, so it is the same in both suites.
 */
public final class TlsIdentity {

    private static final String NAME = "tls";
    private static final int PASSWORD_BYTES = 32;

    private final KeyStore store;
    private final char[] password;

    private TlsIdentity(KeyStore store, char[] password) {
        this.store = store;
        this.password = password;
    }

    /** @param name stands in the certificate, for people who look at it */
    public static TlsIdentity in(Path file, String name, Clock clock) {
        Path passwordFile = file.resolveSibling(file.getFileName() + ".password");
        char[] password = Base64.getEncoder()
                .encodeToString(PrivateFiles.random(passwordFile, PASSWORD_BYTES))
                .toCharArray();
        byte[] held = PrivateFiles.made(file, () -> make(name, password, clock));
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(held), password);
            return new TlsIdentity(store, password);
        } catch (GeneralSecurityException | IOException failure) {
            throw new IllegalStateException(file + " cannot be used as a key file", failure);
        }
    }

    private static byte[] make(String name, char[] password, Clock clock) {
        try {
            KeyPair pair = InternationalSuite.INSTANCE.generate();
            X509Certificate certificate = Certificates.selfSigned(
                    name, pair, InternationalSuite.INSTANCE.certificateAlgorithm(), NationalSuite.provider(), clock);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, password);
            store.setKeyEntry(NAME, pair.getPrivate(), password, new Certificate[] {certificate});
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            store.store(out, password);
            return out.toByteArray();
        } catch (GeneralSecurityException | IOException failure) {
            throw new IllegalStateException("no certificate could be made", failure);
        }
    }

    /** The certificate, DER. */
    public byte[] certificate() {
        try {
            return store.getCertificate(NAME).getEncoded();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** TLS in which this node shows its certificate and judges those of others by {@code trust}. */
    public SSLContext context(X509ExtendedTrustManager trust) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(store, password);
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(keys.getKeyManagers(), new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("TLS cannot be set up", failure);
        }
    }
}
