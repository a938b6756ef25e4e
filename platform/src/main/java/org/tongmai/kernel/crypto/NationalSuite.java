package org.tongmai.kernel.crypto;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithID;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.jce.ECNamedCurveTable;
import org.bouncycastle.jce.interfaces.ECPublicKey;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.jce.spec.ECNamedCurveParameterSpec;
import org.bouncycastle.jce.spec.ECPublicKeySpec;
import org.bouncycastle.math.ec.ECPoint;

/**
 * 国密: SM2 signatures (GM/T 0003.2, curve of GM/T 0003.5, user id {@value #USER}), SM3 (GM/T 0004), SM4-GCM (GM/T 0002,
 * RFC 8998).
 */
public final class NationalSuite implements Suite {

    /** The default user id of GM/T 0009. */
    public static final String USER = "1234567812345678";

    /** The one there is. */
    public static final NationalSuite INSTANCE = new NationalSuite();

    static final String CURVE = "sm2p256v1";

    private static final int COORDINATE_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private static final ECDomainParameters DOMAIN = domain();
    private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();
    private static final ECNamedCurveParameterSpec NAMED = ECNamedCurveTable.getParameterSpec(CURVE);

    private final SecureRandom random = new SecureRandom();

    private NationalSuite() {}

    @Override
    public String word() {
        return "national";
    }

    @Override
    public KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", PROVIDER);
            generator.initialize(NAMED, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public String certificateAlgorithm() {
        return "SM3withSM2";
    }

    @Override
    public Signing signing(PrivateKey key) {
        return signing(((org.bouncycastle.jce.interfaces.ECPrivateKey) key).getD(), random);
    }

    static Signing signing(BigInteger secret, SecureRandom random) {
        return new Sm2Signing(new ParametersWithID(
                new ParametersWithRandom(new ECPrivateKeyParameters(secret, DOMAIN), random), user()));
    }

    @Override
    public Verification verification(PublicKey key) {
        return new Sm2Verification(DOMAIN, ((ECPublicKey) key).getQ(), user());
    }

    @Override
    public byte[] encode(PublicKey key) {
        byte[] point = ((ECPublicKey) key).getQ().getEncoded(false);
        return Arrays.copyOfRange(point, 1, point.length);
    }

    @Override
    public PublicKey decode(byte[] encoded) {
        if (encoded.length != 2 * COORDINATE_BYTES) {
            throw new IllegalArgumentException("not a point");
        }
        BigInteger x = new BigInteger(1, Arrays.copyOf(encoded, COORDINATE_BYTES));
        BigInteger y = new BigInteger(1, Arrays.copyOfRange(encoded, COORDINATE_BYTES, encoded.length));
        try {
            ECPoint point = NAMED.getCurve().validatePoint(x, y);
            return KeyFactory.getInstance("EC", PROVIDER).generatePublic(new ECPublicKeySpec(point, NAMED));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }

    @Override
    public byte[] digest(byte[] message) {
        SM3Digest digest = new SM3Digest();
        digest.update(message, 0, message.length);
        byte[] out = new byte[digest.getDigestSize()];
        digest.doFinal(out, 0);
        return out;
    }

    @Override
    public byte[] authenticate(byte[] key, byte[] message) {
        HMac mac = new HMac(new SM3Digest());
        mac.init(new KeyParameter(key));
        mac.update(message, 0, message.length);
        byte[] out = new byte[mac.getMacSize()];
        mac.doFinal(out, 0);
        return out;
    }

    @Override
    public byte[] seal(byte[] key, byte[] text, byte[] about) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = gcm(true, key, nonce, text, about);
            byte[] out = Arrays.copyOf(nonce, nonce.length + sealed.length);
            System.arraycopy(sealed, 0, out, nonce.length, sealed.length);
            return out;
        } catch (InvalidCipherTextException impossible) {
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
                    false,
                    key,
                    Arrays.copyOf(sealed, NONCE_BYTES),
                    Arrays.copyOfRange(sealed, NONCE_BYTES, sealed.length),
                    about));
        } catch (InvalidCipherTextException changed) {
            return Optional.empty();
        }
    }

    /** Cipher text with its tag behind. */
    static byte[] gcm(boolean encrypt, byte[] key, byte[] nonce, byte[] text, byte[] about)
            throws InvalidCipherTextException {
        var cipher = GCMBlockCipher.newInstance(new SM4Engine());
        cipher.init(encrypt, new AEADParameters(new KeyParameter(key), TAG_BITS, nonce, about));
        byte[] out = new byte[cipher.getOutputSize(text.length)];
        int done = cipher.processBytes(text, 0, text.length, out, 0);
        cipher.doFinal(out, done);
        return out;
    }

    static BouncyCastleProvider provider() {
        return PROVIDER;
    }

    private static byte[] user() {
        return USER.getBytes(StandardCharsets.US_ASCII);
    }

    /** The curve with arithmetic of its own for this prime, which is three times as fast as the general one. */
    private static ECDomainParameters domain() {
        var curve = CustomNamedCurves.getByName(CURVE);
        return new ECDomainParameters(curve.getCurve(), curve.getG(), curve.getN(), curve.getH());
    }
}
