package org.tongmai.kernel.crypto;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.ECFieldElement;
import org.bouncycastle.math.ec.ECPoint;

/**
 * Verifies SM2 signatures of one public key (GM/T 0003.2-2012, 7) with tables of multiples of the base point and of the key:
 * 64 additions and neither a doubling nor an inversion, some four times as fast as without. Time depends on the signature,
 * which is public. A table holds 8,160 points, some 2.5 MB.
 */
final class Sm2Verification implements Suite.Verification {

    private static final int WINDOW_BITS = 8;
    private static final int WINDOWS = 256 / WINDOW_BITS;
    private static final int MULTIPLES = (1 << WINDOW_BITS) - 1;
    private static final int HALF = Suite.SIGNATURE_BYTES / 2;

    private static volatile ECPoint[] baseTable = {};

    private final ECCurve curve;
    private final BigInteger order;
    private final BigInteger prime;
    private final byte[] identity;
    private final ECPoint[] base;
    private final ECPoint[] multiples;

    Sm2Verification(ECDomainParameters domain, ECPoint key, byte[] user) {
        this.curve = domain.getCurve();
        this.order = domain.getN();
        this.prime = curve.getField().getCharacteristic();
        ECPoint point = curve.importPoint(key).normalize();
        if (point.isInfinity() || !point.isValid()) {
            throw new IllegalArgumentException("not a public key");
        }
        this.identity = identity(domain, point, user);
        this.base = base(domain);
        this.multiples = table(curve, point);
    }

    @Override
    public boolean verify(byte[] message, byte[] signature) {
        if (signature.length != Suite.SIGNATURE_BYTES) {
            return false;
        }
        BigInteger r = new BigInteger(1, Arrays.copyOf(signature, HALF));
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, HALF, signature.length));
        if (!inRange(r) || !inRange(s)) {
            return false;
        }
        BigInteger t = r.add(s).mod(order);
        if (t.signum() == 0) {
            return false;
        }
        ECPoint sum = add(add(curve.getInfinity(), base, s), multiples, t);
        return !sum.isInfinity() && hasX(sum, r.subtract(digest(message)).mod(order));
    }

    /** Whether x of the point is this number modulo the order; x itself may be larger by one order. */
    private boolean hasX(ECPoint point, BigInteger wanted) {
        ECFieldElement square = point.getZCoord(0).square();
        BigInteger larger = wanted.add(order);
        return isX(point, wanted, square) || larger.compareTo(prime) < 0 && isX(point, larger, square);
    }

    private boolean isX(ECPoint point, BigInteger wanted, ECFieldElement square) {
        return curve.fromBigInteger(wanted).multiply(square).equals(point.getXCoord());
    }

    private boolean inRange(BigInteger number) {
        return number.signum() > 0 && number.compareTo(order) < 0;
    }

    private BigInteger digest(byte[] message) {
        SM3Digest digest = new SM3Digest();
        digest.update(identity, 0, identity.length);
        digest.update(message, 0, message.length);
        return new BigInteger(1, finished(digest));
    }

    private static ECPoint add(ECPoint sum, ECPoint[] table, BigInteger factor) {
        byte[] bytes = factor.toByteArray();
        ECPoint added = sum;
        for (int i = 0; i < Math.min(bytes.length, WINDOWS); i++) {
            int digit = bytes[bytes.length - 1 - i] & MULTIPLES;
            if (digit != 0) {
                added = added.add(table[i * MULTIPLES + digit - 1]);
            }
        }
        return added;
    }

    private static ECPoint[] base(ECDomainParameters domain) {
        ECPoint[] table = baseTable;
        if (table.length == 0) {
            table = table(domain.getCurve(), domain.getG().normalize());
            baseTable = table;
        }
        return table;
    }

    /** In window i, place j: (j + 1) times 2^(8 i) times the point. */
    private static ECPoint[] table(ECCurve curve, ECPoint point) {
        ECPoint[] table = new ECPoint[WINDOWS * MULTIPLES];
        ECPoint first = point;
        for (int i = 0; i < WINDOWS; i++) {
            ECPoint multiple = first;
            for (int j = 0; j < MULTIPLES; j++) {
                table[i * MULTIPLES + j] = multiple;
                multiple = multiple.add(first);
            }
            first = multiple.normalize();
        }
        curve.normalizeAll(table);
        return table;
    }

    /** Z of GM/T 0003.2-2012, 5.5: who signs, on which curve. */
    private static byte[] identity(ECDomainParameters domain, ECPoint point, byte[] user) {
        SM3Digest digest = new SM3Digest();
        int bits = user.length * Byte.SIZE;
        digest.update((byte) (bits >> Byte.SIZE));
        digest.update((byte) bits);
        digest.update(user, 0, user.length);
        update(digest, domain.getCurve().getA());
        update(digest, domain.getCurve().getB());
        update(digest, domain.getG().normalize().getAffineXCoord());
        update(digest, domain.getG().normalize().getAffineYCoord());
        update(digest, point.getAffineXCoord());
        update(digest, point.getAffineYCoord());
        return finished(digest);
    }

    private static void update(SM3Digest digest, ECFieldElement element) {
        byte[] encoded = element.getEncoded();
        digest.update(encoded, 0, encoded.length);
    }

    private static byte[] finished(SM3Digest digest) {
        byte[] out = new byte[digest.getDigestSize()];
        digest.doFinal(out, 0);
        return out;
    }
}
