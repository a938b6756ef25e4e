package org.tongmai.kernel.crypto;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.ParametersWithID;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.SM2Signer;

/**
 * Signs with one SM2 key (GM/T 0003.2-2012, 6) by the library's own multiplication, whose time does not depend on the secret.
 * Preparing a signer computes the public point, as long a work as the signature itself; so a signer that has signed waits for the
 * next message. There are as many as threads ever signed at once.
 */
final class Sm2Signing implements Suite.Signing {

    private final ParametersWithID key;
    private final Queue<SM2Signer> prepared = new ConcurrentLinkedQueue<>();

    Sm2Signing(ParametersWithID key) {
        this.key = key;
    }

    @Override
    public byte[] sign(byte[] message) {
        SM2Signer waiting = prepared.poll();
        SM2Signer signer = waiting == null ? prepare() : waiting;
        signer.update(message, 0, message.length);
        try {
            byte[] signature = signer.generateSignature();
            prepared.add(signer);
            return signature;
        } catch (CryptoException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private SM2Signer prepare() {
        SM2Signer signer = new SM2Signer(PlainDSAEncoding.INSTANCE);
        signer.init(true, key);
        return signer;
    }
}
