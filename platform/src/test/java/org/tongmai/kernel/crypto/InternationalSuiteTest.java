package org.tongmai.kernel.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tongmai.kernel.crypto.NationalSuiteTest.hex;
import static org.tongmai.kernel.crypto.NationalSuiteTest.text;

import java.security.KeyPair;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;

/** Vectors of RFC 6979 (A.2.5), FIPS 180, RFC 4231 (4.3) and McGrew and Viega's GCM (test case 4). */
class InternationalSuiteTest {

    private static final InternationalSuite SUITE = InternationalSuite.INSTANCE;
    private static final String PUBLIC = "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
            + "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";
    private static final String SIGNATURE = "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
            + "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";

    @Test
    void es256_verifies_the_example_of_rfc_6979_and_nothing_near_it() {
        var verification = SUITE.verification(SUITE.decode(hex(PUBLIC)));

        assertThat(verification.verify(text("sample"), hex(SIGNATURE))).isTrue();
        assertThat(verification.verify(text("Sample"), hex(SIGNATURE))).isFalse();
        byte[] changed = hex(SIGNATURE);
        changed[40] ^= 1;
        assertThat(verification.verify(text("sample"), changed)).isFalse();
        assertThat(verification.verify(text("sample"), new byte[3])).isFalse();
    }

    @Test
    void what_a_key_signs_that_key_verifies_and_no_other() {
        KeyPair pair = SUITE.generate();
        byte[] signature = SUITE.signing(pair.getPrivate()).sign(text("code"));

        assertThat(SUITE.verification(SUITE.decode(SUITE.encode(pair.getPublic())))
                        .verify(text("code"), signature))
                .isTrue();
        assertThat(SUITE.verification(SUITE.generate().getPublic()).verify(text("code"), signature))
                .isFalse();
    }

    @Test
    void sha_256_digests_as_fips_180() {
        assertThat(SUITE.digest(text("abc")))
                .isEqualTo(hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    }

    @Test
    void hmac_of_sha_256_is_that_of_rfc_4231() {
        assertThat(SUITE.authenticate(text("Jefe"), text("what do ya want for nothing?")))
                .isEqualTo(hex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
    }

    @Test
    void aes_gcm_seals_as_its_authors_did() throws Exception {
        byte[] sealed = InternationalSuite.gcm(
                Cipher.ENCRYPT_MODE,
                hex("feffe9928665731c6d6a8f9467308308"),
                hex("cafebabefacedbaddecaf888"),
                hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                        + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"),
                hex("feedfacedeadbeeffeedfacedeadbeefabaddad2"));

        assertThat(sealed)
                .isEqualTo(hex("42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
                        + "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091"
                        + "5bc94fbc3221a5db94fae95ae7121a47"));
    }

    @Test
    void what_is_sealed_opens_with_its_key_and_context_only() {
        byte[] key = new byte[Suite.SEAL_KEY_BYTES];
        byte[] sealed = SUITE.seal(key, text("33010012345"), text("card"));

        assertThat(SUITE.open(key, sealed, text("card"))).contains(text("33010012345"));
        assertThat(SUITE.open(key, sealed, text("other"))).isEmpty();
    }
}
