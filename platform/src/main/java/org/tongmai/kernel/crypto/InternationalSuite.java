package org.tongmai.kernel.crypto;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * ES256 (ECDSA on P-256 with SHA-256, FIPS 186-5), SHA-256, AES-128-GCM, all of the JDK. ES256 and not Ed25519, because the
 * JDK's PKCS#11 provider speaks it.
 */
public final class InternationalSuite implements Suite {

    /** The one there is. */
    public static final InternationalSuite INSTANCE = new InternationalSuite();

    static final String CURVE = "secp256r1";

    /** r and s one after the other (IEEE P1363), as RFC 7518 §3.4 has it. */
    static final String ALGORITHM = "SHA256withECDSAinP1363Format";

    private static final int COORDINATE_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final String MAC = "HmacSHA256";

    private final SecureRandom random = new SecureRandom();

    private InternationalSuite() {}

    @Override
    public String word() {
        return "international";
    }

    @Override
    public KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(CURVE), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public String certificateAlgorithm() {
        return "SHA256withECDSA";
    }

    @Override
    public Signing signing(PrivateKey key) {
        return message -> sign(key, message);
    }

    private byte[] sign(PrivateKey key, byte[] message) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key, random);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public Verification verification(PublicKey key) {
        return (message, signature) -> verify(key, message, signature);
    }

    private static boolean verify(PublicKey key, byte[] message, byte[] signature) {
        try {
            Signature verifying = Signature.getInstance(ALGORITHM);
            verifying.initVerify(key);
            verifying.update(message);
            return verifying.verify(signature);
        } catch (SignatureException noSignature) {
            return false;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public byte[] encode(PublicKey key) {
        ECPoint point = ((ECPublicKey) key).getW();
        byte[] out = new byte[2 * COORDINATE_BYTES];
        put(point.getAffineX(), out, COORDINATE_BYTES);
        put(point.getAffineY(), out, 2 * COORDINATE_BYTES);
        return out;
    }

    @Override
    public PublicKey decode(byte[] encoded) {
        if (encoded.length != 2 * COORDINATE_BYTES) {
            throw new IllegalArgumentException("not a point");
        }
        BigInteger x = new BigInteger(1, Arrays.copyOf(encoded, COORDINATE_BYTES));
        BigInteger y = new BigInteger(1, Arrays.copyOfRange(encoded, COORDINATE_BYTES, encoded.length));
        try {
            AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
            curve.init(new ECGenParameterSpec(CURVE));
            ECPublicKeySpec point =
                    new ECPublicKeySpec(new ECPoint(x, y), curve.getParameterSpec(ECParameterSpec.class));
            PublicKey key = KeyFactory.getInstance("EC").generatePublic(point);
            Signature.getInstance(ALGORITHM).initVerify(key);
            return key;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }

    @Override
    public byte[] digest(byte[] message) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(message);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public byte[] authenticate(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key, MAC));
            return mac.doFinal(message);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public byte[] seal(byte[] key, byte[] text, byte[] about) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = gcm(Cipher.ENCRYPT_MODE, key, nonce, text, about);
            byte[] out = Arrays.copyOf(nonce, nonce.length + sealed.length);
            System.arraycopy(sealed, 0, out, nonce.length, sealed.length);
            return out;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public Optional<byte[]> open(byte[] key, byte[] sealed, byte[] about) {
        if (sealed.length < NONCE_BYTES + TAG_BITS / Byte.SIZE) {
            return Optional.empty();
        }
        try {
            return Optional.of(gcm(
                    Cipher.DECRYPT_MODE,
                    key,
                    Arrays.copyOf(sealed, NONCE_BYTES),
                    Arrays.copyOfRange(sealed, NONCE_BYTES, sealed.length),
                    about));
        } catch (AEADBadTagException changed) {
            return Optional.empty();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static byte[] gcm(int mode, byte[] key, byte[] nonce, byte[] text, byte[] about) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(about);
        return cipher.doFinal(text);
    }

    private static void put(BigInteger number, byte[] out, int end) {
        byte[] bytes = number.toByteArray();
        int length = Math.min(bytes.length, COORDINATE_BYTES);
        System.arraycopy(bytes, bytes.length - length, out, end - length, length);
    }
}
