package org.tongmai.kernel.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The certificates that key stores want beside each private key. Nobody trusts them: trust comes from the signed key list. */
final class Certificates {

    private static final int SERIAL_BITS = 64;

    /** Key stores refuse nothing for it, and nobody looks at it. */
    private static final Period LIFE = Period.ofYears(30);

    private Certificates() {}

    /** @param signing provider that signs with the private key */
    static X509Certificate selfSigned(String name, KeyPair pair, String algorithm, Provider signing, Clock clock) {
        Instant now = clock.instant();
        X500Name subject = new X500Name("CN=" + name);
        try {
            ContentSigner signer =
                    new JcaContentSignerBuilder(algorithm).setProvider(signing).build(pair.getPrivate());
            var builder = new JcaX509v3CertificateBuilder(
                    subject,
                    new BigInteger(SERIAL_BITS, new SecureRandom()),
                    Date.from(now),
                    Date.from(now.atOffset(ZoneOffset.UTC).plus(LIFE).toInstant()),
                    subject,
                    pair.getPublic());
            return new JcaX509CertificateConverter()
                    .setProvider(NationalSuite.provider())
                    .getCertificate(builder.build(signer));
        } catch (OperatorCreationException | GeneralSecurityException failure) {
            throw new IllegalStateException("no certificate could be made", failure);
        }
    }
}
