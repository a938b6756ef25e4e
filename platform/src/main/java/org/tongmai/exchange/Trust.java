package org.tongmai.exchange;

import java.net.Socket;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates are trusted. They are self-signed and pinned, so names in them and their dates say nothing: the registry
 * does.
 */
final class Trust extends X509ExtendedTrustManager {

    private static final X509Certificate[] NONE = {};

    private final Supplier<byte @Nullable []> pinned;

    private Trust(Supplier<byte @Nullable []> pinned) {
        this.pinned = pinned;
    }

    /** As a server: any certificate, for who is admitted is judged with the message. */
    static Trust anyClient() {
        return new Trust(() -> null);
    }

    /** As a client: this certificate and no other. */
    static Trust only(Supplier<byte @Nullable []> certificate) {
        return new Trust(certificate);
    }

    private void server(X509Certificate[] chain) throws CertificateException {
        byte[] wanted = pinned.get();
        if (wanted == null || chain.length == 0 || !MessageDigest.isEqual(wanted, encoded(chain[0]))) {
            throw new CertificateException("not the certificate of that node in the registry");
        }
    }

    private static byte[] encoded(X509Certificate certificate) throws CertificateEncodingException {
        return certificate.getEncoded();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        server(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        server(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        server(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return NONE.clone();
    }
}
