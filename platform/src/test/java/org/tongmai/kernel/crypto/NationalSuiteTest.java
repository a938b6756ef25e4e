package org.tongmai.kernel.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.util.test.FixedSecureRandom;
import org.junit.jupiter.api.Test;

/** Vectors of GM/T 0003.5-2012 (annex A), GM/T 0004-2012 (annex A), GM/T 0002-2012 (annex A) and RFC 8998 (appendix A). */
class NationalSuiteTest {

    private static final NationalSuite SUITE = NationalSuite.INSTANCE;
    private static final String SECRET = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8";
    private static final String PUBLIC = "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
            + "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";
    private static final String RANDOM = "59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21";
    private static final String SIGNATURE = "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
            + "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa";

    @Test
    void sm2_signs_as_the_standard_s_example() {
        var signing = NationalSuite.signing(new BigInteger(SECRET, 16), new FixedSecureRandom(hex(RANDOM + RANDOM)));

        assertThat(signing.sign(text("message digest"))).isEqualTo(hex(SIGNATURE));
        assertThat(signing.sign(text("message digest"))).isEqualTo(hex(SIGNATURE));
    }

    @Test
    void sm2_verifies_the_standard_s_example_and_nothing_near_it() {
        var verification = SUITE.verification(SUITE.decode(hex(PUBLIC)));

        assertThat(verification.verify(text("message digest"), hex(SIGNATURE))).isTrue();
        assertThat(verification.verify(text("message digesT"), hex(SIGNATURE))).isFalse();
        for (int i = 0; i < Suite.SIGNATURE_BYTES; i++) {
            byte[] changed = hex(SIGNATURE);
            changed[i] ^= 1;
            assertThat(verification.verify(text("message digest"), changed)).isFalse();
        }
        assertThat(verification.verify(text("message digest"), new byte[Suite.SIGNATURE_BYTES]))
                .isFalse();
        assertThat(verification.verify(text("message digest"), new byte[3])).isFalse();
    }

    @Test
    void what_any_key_signs_that_key_verifies_and_no_other() {
        Random random = new Random(4);
        var other = SUITE.verification(SUITE.generate().getPublic());
        for (int i = 0; i < 4; i++) {
            KeyPair pair = SUITE.generate();
            var signing = SUITE.signing(pair.getPrivate());
            var verification = SUITE.verification(SUITE.decode(SUITE.encode(pair.getPublic())));
            for (int j = 0; j < 10; j++) {
                byte[] message = new byte[random.nextInt(200)];
                random.nextBytes(message);
                byte[] signature = signing.sign(message);

                assertThat(verification.verify(message, signature)).isTrue();
                assertThat(other.verify(message, signature)).isFalse();
            }
        }
    }

    @Test
    void sm3_digests_as_the_standard_s_examples() {
        assertThat(SUITE.digest(text("abc")))
                .isEqualTo(hex("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"));
        assertThat(SUITE.digest(text("abcd".repeat(16))))
                .isEqualTo(hex("debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"));
    }

    @Test
    void hmac_of_sm3_is_that_of_openssl() {
        assertThat(SUITE.authenticate(text("key"), text("abc")))
                .isEqualTo(hex("28e63256e7c5a087b1f073265dc53092163f7b82729735d06f28f10af9d52393"));
    }

    @Test
    void sm4_encrypts_as_the_standard_s_example() {
        byte[] block = hex("0123456789abcdeffedcba9876543210");
        byte[] out = new byte[block.length];
        SM4Engine engine = new SM4Engine();
        engine.init(true, new KeyParameter(block));

        engine.processBlock(block, 0, out, 0);

        assertThat(out).isEqualTo(hex("681edf34d206965e86b3e94f536e4246"));
    }

    @Test
    void sm4_gcm_seals_as_rfc_8998() throws Exception {
        byte[] sealed = NationalSuite.gcm(
                true,
                hex("0123456789abcdeffedcba9876543210"),
                hex("00001234567800000000abcd"),
                hex("aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
                        + "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa"),
                hex("feedfacedeadbeeffeedfacedeadbeefabaddad2"));

        assertThat(sealed)
                .isEqualTo(hex("17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
                        + "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
                        + "83de3541e4c2b58177e065a9bf7b62ec"));
    }

    @Test
    void what_is_sealed_opens_with_its_key_and_context_only() {
        byte[] key = new byte[Suite.SEAL_KEY_BYTES];
        byte[] sealed = SUITE.seal(key, text("33010012345"), text("card"));

        assertThat(SUITE.open(key, sealed, text("card"))).contains(text("33010012345"));
        assertThat(SUITE.open(key, sealed, text("other"))).isEmpty();
        sealed[sealed.length - 1] ^= 1;
        assertThat(SUITE.open(key, sealed, text("card"))).isEmpty();
    }

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
